//! The origins of the pages that may show a channel's messenger (details 31).

/// The longest host with its port, in bytes.
const HOST_BYTES: usize = 255;

/// Any port of the machine that a developer sits at.
const ANY_LOCALHOST: &str = "localhost:*";

/// The origin of a page, as browsers write it: scheme, host and perhaps a port; or `http://localhost:*` for development.
///
/// It goes into a header among others, so it holds nothing that could end it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOrigin(Box<str>);

/// The text is not an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a scheme and a host")]
pub struct NotAnOrigin;

impl PageOrigin {
    /// The origin that is written so. The scheme's own port is left out, as browsers do (RFC 6454, section 6.1): with it,
    /// the origin would be no page's.
    pub fn new(text: &str) -> Result<Self, NotAnOrigin> {
        let (scheme, rest) = text.split_once("://").ok_or(NotAnOrigin)?;
        let own_port = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return Err(NotAnOrigin),
        };
        if rest == ANY_LOCALHOST {
            return Ok(Self(text.into()));
        }
        let (host, port) = split_port(rest).filter(|_| rest.len() <= HOST_BYTES).ok_or(NotAnOrigin)?;
        match port {
            None => Ok(Self(text.into())),
            Some(port) if port == own_port => Ok(Self(format!("{scheme}://{host}").into())),
            Some(port) => Ok(Self(format!("{scheme}://{host}:{port}").into())),
        }
    }

    /// The origin as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A host, which may be an IPv6 address in brackets, and its port if one is given.
fn split_port(rest: &str) -> Option<(&str, Option<u16>)> {
    let (host, behind) = match rest.strip_prefix('[') {
        Some(inner) => {
            let end = inner.find(']').filter(|end| *end > 0)?;
            inner.get(..end)?.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b)).then_some(())?;
            rest.split_at_checked(end + 2)?
        }
        None => rest.split_at_checked(rest.find(':').unwrap_or(rest.len()))?,
    };
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-:[]".contains(&b);
    if host.is_empty() || !host.bytes().all(is_plain) {
        return None;
    }
    if behind.is_empty() {
        return Some((host, None));
    }
    // Browsers write a port without a zero before it.
    let port = behind.strip_prefix(':').filter(|port| port.bytes().all(|b| b.is_ascii_digit()))?;
    let port = port.parse().ok().filter(|_| !port.starts_with('0'))?;
    Some((host, Some(port)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host_and_nothing_behind_it() {
        for text in [
            "https://shop.example",
            "http://127.0.0.1:8080",
            "https://[::1]",
            "http://localhost:*",
            "https://shop.example:80",
        ] {
            assert_eq!(PageOrigin::new(text).as_ref().map(PageOrigin::as_str), Ok(text));
        }
        for text in [
            "",
            "https://",
            "shop.example",
            "https://shop.example/",
            "https://*",
            "https://a;b",
            "ftp://a",
            "https://A",
            "https://a:",
            "https://a:b",
            "https://a:0443",
            "https://a:0",
            "https://a:65536",
            "https://a:443:443",
            "https://a:*",
            "https://:443",
            "https://[]",
            "https://[::1",
            "https://[::1]443",
            "https://[a;b]",
            "HTTPS://a",
        ] {
            assert_eq!(PageOrigin::new(text), Err(NotAnOrigin), "{text}");
        }
        let long = format!("https://{}", "a".repeat(HOST_BYTES + 1));
        assert_eq!(PageOrigin::new(&long), Err(NotAnOrigin));
    }

    #[test]
    fn a_schemes_own_port_is_left_out_as_browsers_do() {
        for (text, folded) in [
            ("https://shop.example:443", "https://shop.example"),
            ("http://shop.example:80", "http://shop.example"),
            ("https://[::1]:443", "https://[::1]"),
            ("http://shop.example:443", "http://shop.example:443"),
            ("https://shop.example:4430", "https://shop.example:4430"),
        ] {
            assert_eq!(PageOrigin::new(text).as_ref().map(PageOrigin::as_str), Ok(folded));
        }
    }
}
