//! A digest by mail, as a mail server on this machine gets it.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
    thread,
};

use crate::support::{
    Answer, Home, Site,
    program::wait,
    rss,
    tls::{Authority, Manner, Secure},
};

/// A mail as it came: who sends it, to whom, and its lines.
#[derive(Debug, Clone, Default)]
struct Mail {
    envelope: Vec<String>,
    lines: String,
}

/// SMTP (RFC 5321), as much as one client needs; the first mail is not taken.
fn server() -> (SocketAddr, Arc<Mutex<Vec<Mail>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    let taken = Arc::<Mutex<Vec<Mail>>>::default();
    let desk = Arc::clone(&taken);
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut writer = stream.expect("a connection");
            let lines = BufReader::new(writer.try_clone().expect("the same")).lines().map_while(Result::ok);
            let (mut mail, mut within) = (Mail::default(), false);
            write!(writer, "220 mail.example.org ESMTP\r\n").expect("a greeting");
            for line in lines {
                if within && line != "." {
                    mail.lines.push_str(&line);
                    mail.lines.push('\n');
                    continue;
                }
                let command = line.to_ascii_uppercase();
                let answer = match command.as_str() {
                    "." => {
                        within = false;
                        desk.lock().expect("the desk").push(std::mem::take(&mut mail));
                        "250 taken"
                    }
                    "DATA" => {
                        within = true;
                        "354 go on"
                    }
                    "QUIT" => "221 bye",
                    text if text.starts_with("MAIL") && number == 0 => "451 come back later",
                    text if text.starts_with("MAIL") || text.starts_with("RCPT") => {
                        mail.envelope.push(line.clone());
                        "250 fine"
                    }
                    _ => "250 mail.example.org",
                };
                if write!(writer, "{answer}\r\n").is_err() {
                    break;
                }
            }
        }
    });
    (address, taken)
}

fn feed(count: u32) -> Answer {
    let item = |number: u32| {
        let link = format!("https://org.example/{number}");
        let text = format!("Its text, the {number}, which differs: {}", number * 7919);
        [link.clone(), link, format!("Küste, Nachricht {number}"), text, format!("{number:02} Sep 2026 08:00:00 GMT")]
    };
    let items: Vec<[String; 5]> = (1..=count).rev().map(item).collect();
    let items: Vec<[&str; 5]> = items.iter().map(|item| item.each_ref().map(String::as_str)).collect();
    Answer::rss(rss("Org", &items))
}

#[test]
fn a_digest_reaches_its_recipient_though_the_server_was_busy_and_says_how_to_leave() {
    let (address, taken) = server();
    let site = Site::start();
    site.set("/feed", feed(1));
    let home = Home::new(&format!(
        "[[source]]\nid = \"org\"\nname = \"Org\"\nfeed = \"{}\"\ninterval = \"1s\"\nfill = \"never\"\n\n\
         [[view]]\nname = \"coast\"\ntitle = \"Coast desk\"\nsources = [\"org\"]\n\n\
         [[digest]]\nview = \"coast\"\nto = [\"Desk <desk@example.org>\"]\nfrom = \"press@example.org\"\nsmtp = \"smtp://{address}\"\n",
        site.url("/feed")
    ));
    let daemon = home.start(&[]);
    wait(|| daemon.get("/feed.atom").is_some_and(|feed| feed.text().contains("Nachricht 1")), || "no feed".into());
    thread::sleep(std::time::Duration::from_millis(2_500));
    site.set("/feed", feed(3));
    wait(
        || !taken.lock().expect("the desk").is_empty(),
        || std::fs::read_to_string(home.path("log")).unwrap_or_default(),
    );
    let mail = taken.lock().expect("the desk")[0].clone();
    assert_eq!(mail.envelope, ["MAIL FROM:<press@example.org>", "RCPT TO:<desk@example.org>"]);
    let lines = mail.lines.replace("=\n", "");
    for words in [
        "From: press@example.org", "multipart/alternative", "text/plain; charset=utf-8", "text/html; charset=utf-8",
        "Auto-Submitted: auto-generated", "Message-ID: <", "Date: ", "K=C3=BCste, Nachricht 3",
    ] {
        assert!(lines.contains(words), "{words}: {lines}");
    }
    let leave = mail.lines.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <")).expect("how to leave");
    let path = leave.split('>').next().and_then(|url| url.split_once("/unsubscribe/")).expect("an address").1;
    let page = daemon.get(&format!("/unsubscribe/{path}")).expect("a page");
    assert!(page.status == 200 && page.text().contains("Unsubscribe"));
}

#[test]
fn over_tls_mail_goes_to_a_server_that_an_issuer_of_ours_vouches_for_and_to_no_other() {
    let (address, taken) = server();
    let ours = Authority::new("Ours");
    let known = Secure::start(ours.certify("127.0.0.1"), Manner::Relay(address));
    let stranger = Secure::start(Authority::new("Theirs").certify("127.0.0.1"), Manner::Relay(address));
    let site = Site::start();
    site.set("/feed", feed(1));
    let home = Home::new("");
    std::fs::write(home.path("ca.pem"), &ours.pem).expect("a file");
    let digest = |to: &str, server: &Secure| {
        format!("[[digest]]\nto = [\"{to}\"]\nfrom = \"press@example.org\"\nsmtp = \"smtps://{}\"\n", server.address)
    };
    home.configure(&format!(
        "[fetch]\nallow_private_addresses = true\nmin_interval = \"1s\"\nper_host_delay = \"0s\"\nca_file = \"ca.pem\"\n\n\
         [[source]]\nid = \"org\"\nname = \"Org\"\nfeed = \"{}\"\ninterval = \"1s\"\nfill = \"never\"\n\n{}{}",
        site.url("/feed"),
        digest("known@example.org", &known),
        digest("stranger@example.org", &stranger)
    ));
    let daemon = home.start(&[]);
    wait(|| daemon.get("/feed.atom").is_some_and(|feed| feed.text().contains("Nachricht 1")), || "no feed".into());
    thread::sleep(std::time::Duration::from_millis(2_500));
    site.set("/feed", feed(2));
    let log = || std::fs::read_to_string(home.path("log")).unwrap_or_default();
    wait(|| !taken.lock().expect("the desk").is_empty() && log().contains("UnknownIssuer"), log);
    for mail in taken.lock().expect("the desk").iter() {
        assert_eq!(mail.envelope, ["MAIL FROM:<press@example.org>", "RCPT TO:<known@example.org>"]);
    }
}
