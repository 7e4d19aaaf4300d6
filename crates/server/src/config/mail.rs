//! `[mail]`: how mail leaves (EML-11). Without a server none does.

use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr};

use bonafide_domain::{email::EmailAddress, text::Name};
use zeroize::Zeroizing;

use super::{
    ConfigError,
    key::{Key, parsed, some},
};

/// What was set about mail, as it was set.
#[derive(Debug, Clone, Default)]
pub struct Mail {
    host: Option<String>,
    port: Option<u16>,
    security: Security,
    ca_file: Option<PathBuf>,
    user: Option<String>,
    password: Option<Password>,
    from: Option<EmailAddress>,
    from_name: Option<Name>,
    reply_to: Option<EmailAddress>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Security {
    /// By TLS from the first byte on.
    #[default]
    Tls,
    /// By TLS that is asked for at the beginning, and without which nothing is sent.
    Starttls,
    /// Not at all: for a server on the same machine.
    Plain,
}

/// The mail server, with all that is needed to hand it mail.
#[derive(Debug, Clone)]
pub struct Relay {
    /// Its name or its IP address. It has to have a certificate for that.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Certificates of who may have signed its own, in PEM, beside those that the system trusts.
    pub ca_file: Option<PathBuf>,
    /// What we sign in to it with.
    pub login: Option<(String, Password)>,
    /// The address that mails come from.
    pub from: EmailAddress,
    /// The name beside it.
    pub from_name: Option<Name>,
    /// Where answers go, if not there.
    pub reply_to: Option<EmailAddress>,
}

/// A password. It is not printed.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// The password, for the mail server alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(hidden)")
    }
}

impl FromStr for Security {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "tls" => Ok(Self::Tls),
            "starttls" => Ok(Self::Starttls),
            "plain" => Ok(Self::Plain),
            _ => Err(()),
        }
    }
}

impl Security {
    const fn usual_port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::Starttls => 587,
            Self::Plain => 25,
        }
    }
}

impl Mail {
    /// The server that mail is handed to; `None` where none is set. What does not go together is refused.
    pub fn relay(&self) -> Result<Option<Relay>, ConfigError> {
        let Some(host) = &self.host else {
            return if self.is_empty() { Ok(None) } else { Err(ConfigError::Mail(NO_HOST.to_owned())) };
        };
        if self.security == Security::Plain && !is_loopback(host) {
            return Err(ConfigError::Mail(plain_to(host)));
        }
        let login = match (&self.user, &self.password) {
            (Some(user), Some(password)) => Some((user.clone(), password.clone())),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(ConfigError::Mail(HALF_A_LOGIN.to_owned())),
        };
        Ok(Some(Relay {
            host: host.clone(),
            port: self.port.unwrap_or(self.security.usual_port()),
            security: self.security,
            ca_file: self.ca_file.clone(),
            login,
            from: self.from.clone().ok_or_else(|| ConfigError::Mail(NO_SENDER.to_owned()))?,
            from_name: self.from_name.clone(),
            reply_to: self.reply_to.clone(),
        }))
    }

    /// Whether nothing is set that only a server has a use for.
    fn is_empty(&self) -> bool {
        self.port.is_none()
            && self.user.is_none()
            && self.password.is_none()
            && self.from.is_none()
            && self.from_name.is_none()
            && self.reply_to.is_none()
    }
}

const NO_HOST: &str = "mail is half set up: without mail.host none is sent. Set it to the name of your mail server, or take \
                       the other settings of [mail] away";
const NO_SENDER: &str = "mail.host is set, and mails need a sender: set mail.from to an address whose mailbox somebody reads, \
                         such as support@example.com";
const HALF_A_LOGIN: &str = "mail.user and mail.password belong together: set both, or neither";

fn plain_to(host: &str) -> String {
    format!(
        "mail.security is plain, and {host} is another machine: everyone on the way would read the mails. Set it to tls or \
         starttls; plain is for a mail server on this machine, such as localhost"
    )
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A name or an IP address, and nothing around it.
fn host(text: &str) -> Result<String, String> {
    let is_name =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let is_host = !text.is_empty() && (is_name(text) || text.parse::<IpAddr>().is_ok());
    if is_host {
        Ok(text.to_owned())
    } else {
        Err("a host name or an IP address, without scheme and port, such as smtp.example.com".to_owned())
    }
}

fn email(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::new(text).map_err(|_| "an email address, such as support@example.com".to_owned())
}

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "mail.host",
        default: "none: no mail is sent",
        says: "The mail server that follow-ups are handed to by SMTP: its name or IP address. Its certificate has to be \
               for that.",
        set: |config, text| host(text).map(|it| config.mail.host = Some(it)),
    },
    Key {
        name: "mail.port",
        default: "465 for tls, 587 for starttls, 25 for plain",
        says: "Its port.",
        set: |config, text| parsed(text, "a port, such as 587").map(|it| config.mail.port = Some(it)),
    },
    Key {
        name: "mail.security",
        default: "tls",
        says: "How the connection is protected: tls from its beginning, starttls, without which nothing is sent, or plain, \
               which is taken only for a mail server on the same machine.",
        set: |config, text| parsed(text, "tls, starttls or plain").map(|it| config.mail.security = it),
    },
    Key {
        name: "mail.ca_file",
        default: "none: those that the system trusts",
        says: "A file with certificates in PEM, one of which may have signed the mail server's: for a company that signs \
               its own.",
        set: |config, text| some(text, "a file").map(|it| config.mail.ca_file = Some(it.into())),
    },
    Key {
        name: "mail.user",
        default: "none: mail is handed over without signing in",
        says: "The name to sign in to the mail server with.",
        set: |config, text| some(text, "a name").map(|it| config.mail.user = Some(it)),
    },
    Key {
        name: "mail.password",
        default: "none",
        says: "The password that belongs to it. It is best set in the environment, and never printed.",
        set: |config, text| {
            some(text, "a password").map(|it| config.mail.password = Some(Password(Zeroizing::new(it))))
        },
    },
    Key {
        name: "mail.from",
        default: "none: needed with mail.host",
        says: "The address that mails come from, such as support@example.com. Answers go there, so somebody has to read \
               its mailbox: the server does not.",
        set: |config, text| email(text).map(|it| config.mail.from = Some(it)),
    },
    Key {
        name: "mail.from_name",
        default: "none: the address alone",
        says: "The name that stands beside it, such as the company's.",
        set: |config, text| {
            let name = Name::new(text).map_err(|_| "a name of 1 to 255 characters in one line".to_owned());
            name.map(|it| config.mail.from_name = Some(it))
        },
    },
    Key {
        name: "mail.reply_to",
        default: "mail.from",
        says: "Where answers go, if not to the address that mails come from.",
        set: |config, text| email(text).map(|it| config.mail.reply_to = Some(it)),
    },
];
