//! Addresses that an administrator types and the server calls: what may stand there, and which network addresses it may lead to
//! (OMN-4, OMN-19).

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use url::{Host, Url};

/// The longest address, in bytes.
const BYTES: usize = 2_000;

/// An address that the server may call, as far as its text tells: with `https`, and nothing secret or useless in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundUrl(Url);

/// Why a text is no address to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlRefused {
    /// No URL, or too long for one.
    #[error("it is not an address of at most 2000 characters, such as https://shop.example/keys")]
    NotAUrl,
    /// Another scheme.
    #[error("it does not begin with https://, and nothing else is called")]
    NotHttps,
    /// `user:password@`.
    #[error("it has a name or a password in it, which would be kept and shown")]
    Credentials,
    /// `#…`
    #[error("it has a # and something behind it, which no server would see")]
    Fragment,
}

impl OutboundUrl {
    /// The text, as it is called.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host: a name, or the network address that stands in its place, however it was written.
    pub fn host(&self) -> Host<&str> {
        self.0.host().expect("https has a host")
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().expect("https has a port")
    }

    /// The path and what is asked for there.
    pub fn path_and_query(&self) -> String {
        match self.0.query() {
            Some(query) => format!("{}?{query}", self.0.path()),
            None => self.0.path().to_owned(),
        }
    }

    /// Host and port as the request names them: the port of https is left out.
    pub fn authority(&self) -> String {
        let host = self.host();
        self.0.port().map_or_else(|| host.to_string(), |port| format!("{host}:{port}"))
    }

    /// Where an answer leads that says that what is asked for is elsewhere; `None` if that is another origin, which nobody
    /// typed.
    pub fn redirect(&self, location: &str) -> Option<Self> {
        let to: Self = self.0.join(location).ok()?.as_str().parse().ok()?;
        (to.0.origin() == self.0.origin()).then_some(to)
    }
}

impl FromStr for OutboundUrl {
    type Err = UrlRefused;

    fn from_str(text: &str) -> Result<Self, UrlRefused> {
        // The parser takes white space and control characters away where it finds them: what was typed is not what is called.
        if text.len() > BYTES || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(UrlRefused::NotAUrl);
        }
        let url = Url::parse(text).map_err(|_| UrlRefused::NotAUrl)?;
        if url.scheme() != "https" {
            return Err(UrlRefused::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlRefused::Credentials);
        }
        if url.fragment().is_some() {
            return Err(UrlRefused::Fragment);
        }
        Ok(Self(url))
    }
}

impl fmt::Display for OutboundUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a network address is one that everybody can reach. All others lead into the operator's own network, to this machine,
/// or nowhere, and are called only where the operator allows it (OMN-4).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The registry of special-purpose addresses (RFC 6890 and what has been added to it since).
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

/// Only what is handed out to networks (`2000::/3`), without what is set apart in it. An IPv4 address in a longer one is judged as
/// itself.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(joined(high, low))
        }
        // Addresses for protocols, for examples, and IPv4 in another packing (6to4).
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => first >> 13 == 1,
    }
}

fn joined(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omn_19_what_an_administrator_may_type() {
        for (text, taken) in [
            ("https://shop.example/_services/auth/publickey", Ok(())),
            ("https://shop.example:8443/keys?a=b", Ok(())),
            ("http://shop.example/keys", Err(UrlRefused::NotHttps)),
            ("file:///etc/passwd", Err(UrlRefused::NotHttps)),
            ("shop.example/keys", Err(UrlRefused::NotAUrl)),
            ("", Err(UrlRefused::NotAUrl)),
            ("https://", Err(UrlRefused::NotAUrl)),
            (" https://shop.example/", Err(UrlRefused::NotAUrl)),
            ("https://shop.example/\0", Err(UrlRefused::NotAUrl)),
            ("https://shop.exa\nmple/", Err(UrlRefused::NotAUrl)),
            ("https://me:secret@shop.example/", Err(UrlRefused::Credentials)),
            ("https://me@shop.example/", Err(UrlRefused::Credentials)),
            ("https://shop.example/#keys", Err(UrlRefused::Fragment)),
        ] {
            assert_eq!(text.parse::<OutboundUrl>().map(|_| ()), taken, "{text}");
        }
        let long = format!("https://shop.example/{}", "x".repeat(2_000));
        assert_eq!(long.parse::<OutboundUrl>(), Err(UrlRefused::NotAUrl));
    }

    #[test]
    fn omn_4_a_network_address_is_recognised_however_it_is_written() {
        for text in ["https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/"] {
            let url: OutboundUrl = text.parse().unwrap();
            assert_eq!(url.host(), Host::<&str>::Ipv4(Ipv4Addr::LOCALHOST), "{text}");
        }
    }

    #[test]
    fn omn_4_no_redirect_leads_to_another_origin() {
        let url: OutboundUrl = "https://shop.example/a/b".parse().unwrap();
        for (location, to) in [
            ("c", Some("https://shop.example/a/c")),
            ("/c?d=e", Some("https://shop.example/c?d=e")),
            ("https://shop.example:443/c", Some("https://shop.example/c")),
            ("https://shop.example:444/c", None),
            ("https://other.example/c", None),
            ("//other.example/c", None),
            ("http://shop.example/c", None),
            ("https://me@shop.example/c", None),
        ] {
            assert_eq!(url.redirect(location).as_ref().map(OutboundUrl::as_str), to, "{location}");
        }
    }

    #[test]
    fn omn_4_addresses_that_not_everybody_can_reach_are_told_from_others() {
        for text in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:a00:1::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.1.1.1",
            "128.0.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.1.1",
            "198.17.1.1",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860::8888",
            "2001:200::1",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }
}
