//! A connection to the very network address that was judged.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use bonafide_domain::outbound::{self, OutboundUrl};
use ipnet::IpNet;
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use url::Host;

use super::CallFailed;

/// How long one network address may take to answer.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// How many of a host's network addresses are tried.
const ADDRESSES: usize = 3;

/// Which network addresses are called: public ones, and those that the operator allows.
#[derive(Debug, Default)]
pub struct Reach {
    allowed: Vec<IpNet>,
}

impl Reach {
    /// Public ones, and these.
    pub const fn allowing(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// Whether this one is called. An IPv4 address within an IPv6 one is that address.
    pub fn calls(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        outbound::is_public(address) || self.allowed.iter().any(|network| network.contains(&address))
    }

    /// Connects to the first network address of the host that is called and answers.
    pub(super) async fn connect(&self, url: &OutboundUrl) -> Result<TcpStream, CallFailed> {
        let found = addresses(url).await?;
        let mut called =
            found.into_iter().filter(|address| self.calls(address.ip())).take(ADDRESSES).peekable();
        if called.peek().is_none() {
            return Err(CallFailed::NotPublic);
        }
        for address in called {
            if let Ok(Ok(connection)) = timeout(CONNECT_WITHIN, TcpStream::connect(address)).await {
                return Ok(connection);
            }
        }
        Err(CallFailed::Unreachable)
    }
}

async fn addresses(url: &OutboundUrl) -> Result<Vec<SocketAddr>, CallFailed> {
    let port = url.port();
    match url.host() {
        Host::Ipv4(address) => Ok(vec![SocketAddr::new(address.into(), port)]),
        Host::Ipv6(address) => Ok(vec![SocketAddr::new(address.into(), port)]),
        Host::Domain(name) => {
            let found: Vec<_> =
                lookup_host((name, port)).await.map_err(|_| CallFailed::NoSuchHost)?.collect();
            if found.is_empty() { Err(CallFailed::NoSuchHost) } else { Ok(found) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(allowed: &[&str], address: &str) -> bool {
        let allowed = allowed.iter().map(|network| network.parse().unwrap()).collect();
        Reach::allowing(allowed).calls(address.parse().unwrap())
    }

    #[test]
    fn omn_4_private_addresses_are_called_only_where_the_operator_allows_them() {
        for address in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.1.2.3"] {
            assert!(!calls(&[], address), "{address}");
        }
        assert!(calls(&[], "1.1.1.1"));
        assert!(calls(&["10.1.0.0/16"], "10.1.2.3"));
        assert!(calls(&["10.1.0.0/16"], "::ffff:10.1.2.3"));
        assert!(!calls(&["10.1.0.0/16"], "10.2.2.3"));
        assert!(!calls(&["10.1.0.0/16"], "127.0.0.1"));
        assert!(calls(&["fd00::/8"], "fd12::1"));
    }
}
