//! How mail leaves: SMTP, by lettre. One connection a mail: they are few.

use std::{path::PathBuf, time::Duration};

use futures_util::future::BoxFuture;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::client::{Certificate, Tls, TlsParameters},
};
use url::Url;

use crate::serve::digest::{Mail, Mailer, Refusal};

/// For each command: a server that filters may think for a while.
const PATIENCE: Duration = Duration::from_secs(60);

/// By the server that the configuration names.
pub struct BySmtp {
    /// Issuers of certificates that are trusted beside the system's, PEM: `[fetch] ca_file`.
    pub issuers: Option<PathBuf>,
}

impl Mailer for BySmtp {
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), Refusal>> {
        Box::pin(async move {
            let wrong = |why: String| Refusal { why, for_good: true };
            let message = message(&mail).map_err(wrong)?;
            let server = self.server(mail.to.smtp.expose()).map_err(|why| Refusal { why, for_good: false })?;
            let sent = server.send(message).await;
            sent.map(drop).map_err(|error| Refusal { why: told(&error), for_good: error.is_permanent() })
        })
    }
}

impl BySmtp {
    fn server(&self, address: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(address).map_err(|error| told(&error))?;
        let server = server.timeout(Some(PATIENCE));
        let Some(file) = &self.issuers else { return Ok(server.build()) };
        let fail = |why: String| format!("fetch.ca_file {}: {why}", file.display());
        let pem = std::fs::read(file).map_err(|error| fail(error.to_string()))?;
        let issuers = Certificate::from_pem(&pem).map_err(|error| fail(told(&error)))?;
        let url = Url::parse(address).map_err(|error| error.to_string())?;
        let trusted =
            TlsParameters::builder(url.host_str().unwrap_or_default().to_owned()).add_root_certificate(issuers);
        let trusted = trusted.build().map_err(|error| told(&error))?;
        let asked = url.query_pairs().find(|(key, _)| key == "tls");
        let tls = match (url.scheme(), asked.as_ref().map(|(_, value)| &**value)) {
            ("smtps", _) => Tls::Wrapper(trusted),
            (_, Some("required")) => Tls::Required(trusted),
            (_, Some(_)) => Tls::Opportunistic(trusted),
            (_, None) => Tls::None,
        };
        Ok(server.tls(tls).build())
    }
}

/// With the causes that it does not name itself.
fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.map(ToString::to_string).fold(error.to_string(), |told, cause| match told.contains(&cause) {
        true => told,
        false => format!("{told}: {cause}"),
    })
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
