//! The origins of the pages that may show a channel's messenger (details 31).

/// The longest host with its port, in bytes.
const HOST_BYTES: usize = 255;

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
    /// The origin that is written so.
    pub fn new(text: &str) -> Result<Self, NotAnOrigin> {
        let host =
            text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(NotAnOrigin)?;
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-:[]".contains(&b);
        let is_host = !host.is_empty() && host.len() <= HOST_BYTES && host.bytes().all(is_plain);
        if is_host || text == "http://localhost:*" || text == "https://localhost:*" {
            Ok(Self(text.into()))
        } else {
            Err(NotAnOrigin)
        }
    }

    /// The origin as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host_and_nothing_behind_it() {
        for text in ["https://shop.example", "http://127.0.0.1:8080", "https://[::1]", "http://localhost:*"] {
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
        ] {
            assert_eq!(PageOrigin::new(text), Err(NotAnOrigin), "{text}");
        }
    }
}
