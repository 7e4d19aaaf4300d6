//! `[server]`: where it listens and how it is reached.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    str::FromStr,
};

use axum::http::{Uri, uri::Scheme};
use ipnet::IpNet;

use super::{
    ConfigError,
    key::{Key, parsed, spoken},
};

/// Where it listens and how it is reached.
#[derive(Debug, Clone)]
pub struct Server {
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// The certificate that it shows, with those of who signed it, in PEM.
    pub tls_certificate: Option<PathBuf>,
    /// The certificate's key, in PEM.
    pub tls_key: Option<PathBuf>,
    /// How browsers reach it, if that is not the address it listens on.
    pub public_url: Option<PublicUrl>,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether plain http beyond this machine is accepted.
    pub insecure: bool,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8787)),
            tls_certificate: None,
            tls_key: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            insecure: false,
        }
    }
}

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "server.listen",
        default: "127.0.0.1:8787",
        says: "The address and port to listen on. Port 0 takes a free one.",
        set: |config, text| {
            parsed(text, "an address with a port, such as 127.0.0.1:8787").map(|it| config.server.listen = it)
        },
    },
    Key {
        name: "server.tls_certificate",
        default: "none",
        says: "The file with the certificate to show, and those of who signed it after it, in PEM. With it the server speaks \
               TLS itself, and nothing else, on the address it listens on. A file that changes is read again within a minute.",
        set: |config, text| {
            config.server.tls_certificate = Some(text.into());
            Ok(())
        },
    },
    Key {
        name: "server.tls_key",
        default: "none",
        says: "The file with the certificate's key, in PEM.",
        set: |config, text| {
            config.server.tls_key = Some(text.into());
            Ok(())
        },
    },
    Key {
        name: "server.public_url",
        default: "http, or https with a certificate, and the address it listens on",
        says: "How browsers reach the server: scheme and host, such as https://chat.example.com. It decides whether \
               cookies and sockets are secure, and what links and snippets begin with.",
        set: |config, text| spoken(text).map(|it| config.server.public_url = Some(it)),
    },
    Key {
        name: "server.trusted_proxies",
        default: "none",
        says: "The networks of the proxies in front, such as 10.0.0.0/8, with commas between. Only their \
               X-Forwarded-For is believed; limits and the login log go by the address found there.",
        set: |config, text| networks(text).map(|it| config.server.trusted_proxies = it),
    },
    Key {
        name: "server.insecure",
        default: "false",
        says: "Accepts plain http from other machines. Everyone on the way then sees tokens and messages.",
        set: |config, text| parsed(text, "true or false").map(|it| config.server.insecure = it),
    },
];

/// Networks or single addresses, with commas between.
pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let network = |part: &str| part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
    parts
        .map(|part| network(part).map_err(|_| "networks such as 10.0.0.0/8, with commas between".to_owned()))
        .collect()
}

/// Where the certificate that is shown lies, and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, and those of who signed it.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

impl Server {
    /// The files for TLS of our own; `None` if a proxy in front does that, or nobody.
    pub fn tls(&self) -> Result<Option<TlsFiles>, ConfigError> {
        match (self.tls_certificate.clone(), self.tls_key.clone()) {
            (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key })),
            (None, None) => Ok(None),
            (Some(_), None) => {
                Err(ConfigError::HalfOfTls { set: "server.tls_certificate", missing: "server.tls_key" })
            }
            (None, Some(_)) => {
                Err(ConfigError::HalfOfTls { set: "server.tls_key", missing: "server.tls_certificate" })
            }
        }
    }

    /// How a server with these settings is reached that listens on `listening` and has nothing in front.
    pub fn reached_at(&self, listening: SocketAddr) -> PublicUrl {
        PublicUrl { https: self.tls_certificate.is_some(), ..PublicUrl::plain(listening) }
    }

    /// Details 27: plain http beyond loopback is only for those who say so.
    pub(super) fn check_exposure(&self) -> Result<(), ConfigError> {
        if self.insecure {
            return Ok(());
        }
        match &self.public_url {
            Some(url) if url.is_https() => Ok(()),
            // Whoever speaks TLS alone is not reached by plain http, whatever that address says.
            None if self.tls_certificate.is_some() => Ok(()),
            Some(url) if !url.is_loopback() => Err(ConfigError::PlainHttp(url.to_string())),
            Some(_) | None if self.listen.ip().is_loopback() => Ok(()),
            Some(_) | None => Err(ConfigError::PlainHttp(self.listen.to_string())),
        }
    }
}

/// Scheme and host, without a path: `https://chat.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    https: bool,
    authority: String,
}

impl PublicUrl {
    /// The address of a server that nothing in front makes reachable otherwise.
    pub fn plain(listening: SocketAddr) -> Self {
        let ip = listening.ip();
        let reachable = if ip.is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { ip };
        Self { https: false, authority: SocketAddr::new(reachable, listening.port()).to_string() }
    }

    /// Whether browsers speak TLS to it.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Where its sockets are: `wss://chat.example.com`.
    pub fn sockets(&self) -> String {
        format!("{}://{}", if self.https { "wss" } else { "ws" }, self.authority)
    }

    /// Whether it is on this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.authority.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
        let host = host.map_or(self.authority.as_str(), |(host, _)| host);
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.authority)
    }
}

/// Not a scheme and a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("http:// or https:// and a host, without a path, such as https://chat.example.com")]
pub struct NotAPublicUrl;

impl FromStr for PublicUrl {
    type Err = NotAPublicUrl;

    fn from_str(text: &str) -> Result<Self, NotAPublicUrl> {
        let url: Uri = text.parse().map_err(|_| NotAPublicUrl)?;
        let https = match url.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            Some(_) | None => return Err(NotAPublicUrl),
        };
        let authority = url.authority().ok_or(NotAPublicUrl)?.as_str().to_ascii_lowercase();
        if authority.contains('@') || url.path() != "/" || url.query().is_some() || text.contains('#') {
            return Err(NotAPublicUrl);
        }
        Ok(Self { https, authority })
    }
}
