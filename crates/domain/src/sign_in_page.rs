//! The page of a company on which people sign in, and to which the messenger sends them first (OMN-14).

use std::str::FromStr;

use url::{Host, Url};

/// The longest address, in bytes.
const BYTES: usize = 2_000;

/// What stands in an address for where somebody comes from.
const RETURN: &str = "{return}";

/// The address of a sign-in page. It goes into pages, where a browser goes to it: so it has `https`, or leads to the machine that
/// the browser runs on, which is for trying things out. `{return}` in what is asked for stands for where somebody comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInPage(Box<str>);

/// Why a text is no address of a sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInPageRefused {
    /// No URL, or too long for one.
    #[error("it is not an address of at most 2000 characters, such as https://shop.example/login")]
    NotAUrl,
    /// Another scheme.
    #[error(
        "it does not begin with https://, and only addresses of one's own machine may begin with http://"
    )]
    NotHttps,
    /// `user:password@`.
    #[error("it has a name or a password in it, which everybody would see")]
    Credentials,
    /// `{return}` stands elsewhere than in what is asked for.
    #[error("{{return}} can only stand behind the ?, as in https://shop.example/login?back={{return}}")]
    ReturnElsewhere,
}

impl SignInPage {
    /// The address, with `{return}` in it if it says where people come from.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SignInPage {
    type Err = SignInPageRefused;

    fn from_str(text: &str) -> Result<Self, SignInPageRefused> {
        // The parser takes white space and control characters away where it finds them: what was typed is not what is opened.
        if text.len() > BYTES || text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(SignInPageRefused::NotAUrl);
        }
        let url = Url::parse(text).map_err(|_| SignInPageRefused::NotAUrl)?;
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
            return Err(SignInPageRefused::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SignInPageRefused::Credentials);
        }
        // In front of the ? it would say which page, or which host, is opened.
        let before = text.split_once('?').map_or(text, |(before, _)| before);
        let behind = text.split_once('#').map_or("", |(_, behind)| behind);
        if before.contains(RETURN) || behind.contains(RETURN) {
            return Err(SignInPageRefused::ReturnElsewhere);
        }
        Ok(Self(text.into()))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omn_14_a_sign_in_page_has_https_or_is_on_the_readers_own_machine() {
        for text in [
            "https://shop.example/login",
            "https://shop.example/login?back={return}#form",
            "http://127.0.0.1:8788/login",
            "http://localhost/login",
            "http://[::1]:8788/login",
        ] {
            assert_eq!(text.parse().as_ref().map(SignInPage::as_str), Ok(text));
        }
    }

    #[test]
    fn omn_14_what_a_browser_should_not_be_sent_to_is_refused() {
        use SignInPageRefused::{Credentials, NotAUrl, NotHttps, ReturnElsewhere};
        for (text, why) in [
            ("", NotAUrl),
            ("/login", NotAUrl),
            ("https://", NotAUrl),
            (" https://shop.example", NotAUrl),
            ("https://shop.example\\@evil.example", NotAUrl),
            ("java\tscript:alert(1)", NotAUrl),
            ("javascript:alert(1)", NotHttps),
            ("data:text/html,x", NotHttps),
            ("http://shop.example/login", NotHttps),
            ("http://localhost.evil.example/", NotHttps),
            ("https://ada@shop.example/", Credentials),
            ("https://ada:secret@shop.example/", Credentials),
            ("https://shop.example/{return}", ReturnElsewhere),
            ("https://{return}.example/", ReturnElsewhere),
            ("https://shop.example/#{return}", ReturnElsewhere),
        ] {
            assert_eq!(text.parse::<SignInPage>(), Err(why), "{text}");
        }
        assert_eq!(format!("https://a.example/{}", "x".repeat(2_000)).parse::<SignInPage>(), Err(NotAUrl));
    }
}
