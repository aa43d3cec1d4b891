//! How mail leaves: SMTP, by lettre. One connection a mail: they are few.

use std::time::Duration;

use futures_util::future::BoxFuture;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use crate::serve::digest::{Mail, Mailer, Refusal};

/// For each command: a server that filters may think for a while.
const PATIENCE: Duration = Duration::from_secs(60);

/// By the server that the configuration names.
pub struct BySmtp;

impl Mailer for BySmtp {
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), Refusal>> {
        Box::pin(async move {
            let wrong = |why: String| Refusal { why, for_good: true };
            let message = message(&mail).map_err(wrong)?;
            let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(mail.to.smtp.expose());
            let server = server.map_err(|error| wrong(error.to_string()))?.timeout(Some(PATIENCE)).build();
            let sent = server.send(message).await;
            sent.map(drop).map_err(|error| Refusal { why: told(&error), for_good: error.is_permanent() })
        })
    }
}

/// With its causes: the first line alone says "connection error".
fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn message(mail: &Mail) -> Result<Message, String> {
    let from: Mailbox = mail.to.from.parse().map_err(|error| format!("from: {error}"))?;
    let to: Mailbox = mail.to.to.parse().map_err(|error| format!("to: {error}"))?;
    let (host, sender) = (from.email.domain().to_owned(), from.email.to_string());
    let letter = &mail.letter;
    let mut message = Message::builder()
        .from(from)
        .to(to)
        .subject(letter.subject.clone())
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
        .map_err(|error| error.to_string())?;
    let unsubscribe = format!("<{}>, <mailto:{sender}?subject=unsubscribe>", mail.unsubscribe);
    let mut say = |name: &'static str, value: String| {
        message.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    };
    say("List-Unsubscribe", unsubscribe);
    // RFC 8058 §3.1: by https only
    if mail.unsubscribe.starts_with("https:") {
        say("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into());
    }
    // RFC 3834: nobody's holiday answers it
    say("Auto-Submitted", "auto-generated".into());
    say("Precedence", "bulk".into());
    Ok(message)
}
