//! Handing a mail to the mail server.

use std::{error::Error as _, io, time::Duration};

use bonafide_domain::follow_up::Obstacle;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};

use super::letter::{self, Letter};
use crate::config::{Config, ConfigError, Relay, Security};

/// How long the mail server may take for each answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long all of it may take: less than a claim lasts.
const ALL_WITHIN: Duration = Duration::from_secs(120);

/// Hands mails to the mail server, if one is set.
#[derive(Debug)]
pub struct Mailer(Option<Server>);

#[derive(Debug)]
struct Server {
    relay: Relay,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

/// Why the mail server cannot be used as it is set, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum NotUsable {
    /// What is set does not go together.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The file of certificates cannot be read.
    #[error("the certificates of mail.ca_file, {0}, cannot be read: {1}")]
    Certificates(String, String),
    /// TLS cannot be set up.
    #[error("TLS to the mail server cannot be set up: {0}")]
    Tls(lettre::transport::smtp::Error),
    /// The sender's address is none that mail can come from.
    #[error("mail cannot come from mail.from, or be answered to mail.reply_to: choose another address")]
    Sender,
}

impl Mailer {
    /// As it is set. It reads the certificates that the system trusts, and so blocks.
    pub fn new(config: &Config) -> Result<Self, NotUsable> {
        let Some(relay) = config.mail.relay()? else { return Ok(Self(None)) };
        Ok(Self(Some(Server { transport: transport(&relay)?, relay })))
    }

    /// Whether mail is sent at all.
    pub const fn sends(&self) -> bool {
        self.0.is_some()
    }

    /// Sends a mail, or says what kept it from being sent.
    pub async fn send(&self, letter: &Letter) -> Result<(), Obstacle> {
        let server = self.0.as_ref().ok_or(Obstacle::Off)?;
        let mail = letter.write(&server.relay).map_err(|_| Obstacle::Unsupported)?;
        let sent = tokio::time::timeout(ALL_WITHIN, server.transport.send(mail)).await;
        let id = letter.message;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                let obstacle = obstacle(&error, server.relay.security, letter);
                // The server's own words may hold the address, and so only its number is written down.
                let code = error.status().map(|code| code.to_string());
                tracing::warn!(%id, obstacle = obstacle.as_str(), code, "a mail was not taken");
                Err(obstacle)
            }
            Err(_) => {
                tracing::warn!(%id, "the mail server took too long");
                Err(Obstacle::Unreachable)
            }
        }
    }
}

fn transport(relay: &Relay) -> Result<AsyncSmtpTransport<Tokio1Executor>, NotUsable> {
    let from = letter::address(&relay.from).map_err(|_| NotUsable::Sender)?;
    if relay.reply_to.as_ref().is_some_and(|it| letter::address(it).is_err()) {
        return Err(NotUsable::Sender);
    }
    let tls = match relay.security {
        Security::Tls => Tls::Wrapper(parameters(relay)?),
        Security::Starttls => Tls::Required(parameters(relay)?),
        Security::Plain => Tls::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host)
        .port(relay.port)
        .tls(tls)
        .timeout(Some(ANSWER_WITHIN))
        .hello_name(ClientId::Domain(from.domain().to_owned()));
    if let Some((user, password)) = &relay.login {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose().to_owned()));
    }
    Ok(builder.build())
}

fn parameters(relay: &Relay) -> Result<TlsParameters, NotUsable> {
    let mut builder = TlsParameters::builder(relay.host.clone());
    if let Some(file) = &relay.ca_file {
        let refused = |why: String| NotUsable::Certificates(file.display().to_string(), why);
        let pem = std::fs::read(file).map_err(|error| refused(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| refused(error.to_string()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(NotUsable::Tls)
}

/// What a failure means for the mail.
fn obstacle(error: &Error, security: Security, letter: &Letter) -> Obstacle {
    // RFC 4954, section 6: these are about how we sign in, and no fault of the mail.
    const ABOUT_SIGNING_IN: [&str; 4] = ["530", "534", "535", "538"];
    let code = error.status().map(|code| code.to_string());
    if code.is_some_and(|code| ABOUT_SIGNING_IN.contains(&code.as_str())) {
        Obstacle::SignIn
    } else if error.is_permanent() {
        Obstacle::Refused
    } else if error.is_transient() {
        Obstacle::Later
    } else if error.is_client() {
        // What we do not do by ourselves, since the server does not offer what it takes.
        match security {
            Security::Plain | Security::Tls | Security::Starttls if !letter.to.as_str().is_ascii() => {
                Obstacle::Unsupported
            }
            Security::Starttls => Obstacle::Insecure,
            Security::Plain | Security::Tls => Obstacle::SignIn,
        }
    } else if error.is_tls() || is_about_tls(error) {
        Obstacle::Insecure
    } else {
        Obstacle::Unreachable
    }
}

/// Whether it failed at a certificate, or at anything else of TLS: the connection's own failures have other kinds.
fn is_about_tls(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        source = error.source();
    }
    false
}
