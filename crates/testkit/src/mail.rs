//! A mail server that keeps what it gets: Python's aiosmtpd, which knows nothing of how we send.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{certificate::Certificate, folder::Folder};

/// How the server protects its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Not at all.
    None,
    /// By TLS that a client has to ask for.
    Starttls,
    /// By TLS from the beginning.
    Tls,
}

/// What a server is like.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How it protects its connections.
    pub protection: Protection,
    /// Whether it knows addresses beyond ASCII.
    pub utf8: bool,
    /// The name and the password that it asks for.
    pub login: Option<(&'static str, &'static str)>,
}

/// A server that asks for nothing.
pub const PLAIN: Wanted = Wanted { protection: Protection::None, utf8: true, login: None };

/// A running mail server. It ends when this is dropped.
#[derive(Debug)]
pub struct MailServer {
    port: u16,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    child: Child,
    folder: Folder,
}

/// A mail that came.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Mail {
    /// Who it is from, as it was said before the mail itself.
    pub from: String,
    /// Whom it goes to, as it was said before the mail itself.
    pub to: Vec<String>,
    /// Whether it came over TLS.
    pub encrypted: bool,
    /// Whether its sender had signed in.
    pub signed_in: bool,
    /// What its sender said it is called.
    pub hello: String,
    data: String,
}

impl Mail {
    /// The mail itself, as it came.
    pub fn text(&self) -> String {
        let bytes = BASE64_STANDARD.decode(&self.data).expect("the server writes base64");
        String::from_utf8(bytes).expect("the mail is UTF-8")
    }

    /// The values of all headers of this name, with their lines put together.
    pub fn headers(&self, name: &str) -> Vec<String> {
        let text = self.text();
        let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let values = head.split("\r\n").filter_map(|line| line.split_once(':'));
        values
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
            .collect()
    }
}

impl MailServer {
    /// Starts one.
    pub fn start(wanted: Wanted) -> Self {
        let folder = Folder::new().expect("a folder can be made");
        let mut asked = Map::from_iter([("utf8".to_owned(), json!(wanted.utf8))]);
        if wanted.protection != Protection::None {
            let Certificate { certificate, key } = Certificate::new(folder.path());
            asked.extend([
                ("certificate".to_owned(), json!(certificate)),
                ("key".to_owned(), json!(key)),
                ("implicit".to_owned(), json!(wanted.protection == Protection::Tls)),
            ]);
        }
        if let Some((user, password)) = wanted.login {
            asked.extend([("user".to_owned(), json!(user)), ("password".to_owned(), json!(password))]);
        }
        let mut child = Command::new("/usr/bin/python3")
            .args(["-W", "ignore", concat!(env!("CARGO_MANIFEST_DIR"), "/mail/server.py")])
            .arg(Value::Object(asked).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("Python could not be run ({error}): `cargo xtask test` gets it"));
        let orders = child.stdin.take().expect("standard input is a pipe");
        let mut answers = BufReader::new(child.stdout.take().expect("standard output is a pipe")).lines();
        let port = answers.next().expect("the mail server starts: `cargo xtask test` gets what it needs");
        let port = port.expect("in UTF-8").parse().expect("it says its port first");
        Self { port, orders, answers, child, folder }
    }

    /// The port it listens on, on this machine.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The certificate that it shows, which signed itself.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// All that came so far.
    pub fn mails(&mut self) -> Vec<Mail> {
        self.ask(&json!({}))
    }

    /// Says this to every recipient from now on, in place of taking them.
    pub fn refuse(&mut self, refusal: &str) {
        self.ask(&json!({ "refusal": refusal }));
    }

    /// Takes mails again.
    pub fn accept(&mut self) {
        self.ask(&json!({ "refusal": null }));
    }

    fn ask(&mut self, order: &Value) -> Vec<Mail> {
        self.orders.write_all(format!("{order}\n").as_bytes()).expect("the server is running");
        let answer = self.answers.next().expect("the server answers each line").expect("in UTF-8");
        serde_json::from_str(&answer).expect("it answers with the mails that came")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
