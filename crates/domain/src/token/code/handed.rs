//! What a page hands over after somebody came back from the identity provider.

use aws_lc_rs::digest;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::fault::CodeFault;
use crate::{code_setting::ActionKind, limits, text::ClientMadeId};

/// A code, and what the page used when it sent the person to the identity provider.
///
/// It is one text: the code alone, or `code=…&code_verifier=…&nonce=…` as a form has it. So it goes wherever a token goes.
pub struct Handed {
    code: Zeroizing<String>,
    verifier: Option<Zeroizing<String>>,
    nonce: Option<Zeroizing<String>>,
}

impl Handed {
    /// Reads what was handed over.
    pub fn read(text: &str) -> Result<Self, CodeFault> {
        if text.len() > limits::CODE_BYTES {
            return Err(CodeFault::Form);
        }
        let handed = if text.starts_with("code=") {
            form(text)?
        } else {
            Self { code: Zeroizing::new(text.to_owned()), verifier: None, nonce: None }
        };
        // RFC 6749, appendix A.11; RFC 7636, section 4.1.
        let is_code =
            !handed.code.is_empty() && handed.code.bytes().all(|byte| (0x20..=0x7e).contains(&byte));
        let is_verifier = |text: &Zeroizing<String>| {
            let of_one = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
            (43..=128).contains(&text.len()) && text.bytes().all(of_one)
        };
        let is_nonce = |text: &Zeroizing<String>| (1..=255).contains(&text.len()) && !text.contains('\0');
        if is_code
            && handed.verifier.as_ref().is_none_or(is_verifier)
            && handed.nonce.as_ref().is_none_or(is_nonce)
        {
            Ok(handed)
        } else {
            Err(CodeFault::Form)
        }
    }

    /// What was handed over, if this action looks at all of it: whoever hands a nonce over relies on it (OMN-12).
    pub(super) fn for_action(self, action: ActionKind) -> Result<Self, CodeFault> {
        match action {
            ActionKind::UserInfo | ActionKind::Introspection | ActionKind::Endpoint
                if self.nonce.is_some() =>
            {
                Err(CodeFault::NonceUnused)
            }
            ActionKind::IdToken | ActionKind::UserInfo | ActionKind::Introspection | ActionKind::Endpoint => {
                Ok(self)
            }
        }
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The PKCE verifier (RFC 7636), if the page used one.
    pub fn verifier(&self) -> Option<&str> {
        self.verifier.as_ref().map(|text| text.as_str())
    }

    /// The nonce that the ID token must have, if the page used one.
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_ref().map(|text| text.as_str())
    }
}

impl Handed {
    /// What makes two calls the same call (OMN-13): the id that the client made for the login, and all that was handed over. It is
    /// known by its SHA-256 alone.
    pub fn call(&self, login_id: &ClientMadeId) -> [u8; 32] {
        let mut hash = digest::Context::new(&digest::SHA256);
        for part in [Some(login_id.as_str()), Some(self.code()), self.verifier(), self.nonce()] {
            // Each part stands behind its length, so that nothing in one can be taken for the beginning of the next, and a part that is
            // not there is not an empty one.
            match part {
                None => hash.update(&[0]),
                Some(text) => {
                    hash.update(&[1]);
                    hash.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
                    hash.update(text.as_bytes());
                }
            }
        }
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(hash.finish().as_ref());
        sha256
    }
}

/// Each member once, and no other: what we do not look at may have been meant to be checked.
fn form(text: &str) -> Result<Handed, CodeFault> {
    let (mut code, mut verifier, mut nonce) = (None, None, None);
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let place = match &*name {
            "code" => &mut code,
            "code_verifier" => &mut verifier,
            "nonce" => &mut nonce,
            _ => return Err(CodeFault::Form),
        };
        if place.replace(Zeroizing::new(value.into_owned())).is_some() {
            return Err(CodeFault::Form);
        }
    }
    Ok(Handed { code: code.ok_or(CodeFault::Form)?, verifier, nonce })
}

/// It is not shown.
impl std::fmt::Debug for Handed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handed").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn read(text: &str) -> Option<(String, Option<String>, Option<String>)> {
        let handed = Handed::read(text).ok()?;
        let own = |text: Option<&str>| text.map(str::to_owned);
        Some((handed.code().to_owned(), own(handed.verifier()), own(handed.nonce())))
    }

    #[test]
    fn omn_11_a_code_is_handed_over_alone_or_with_its_verifier_and_its_nonce() {
        let plain = |code: &str| Some((code.to_owned(), None, None));
        assert_eq!(read("SplxlOBeZQQYbYS6WxSbIA"), plain("SplxlOBeZQQYbYS6WxSbIA"));
        assert_eq!(read("0.AX&b=c d"), plain("0.AX&b=c d"));
        assert_eq!(read("code=a%2Fb+c"), plain("a/b c"));
        let all = format!("code=a%2Bb&nonce=n-1&code_verifier={VERIFIER}");
        assert_eq!(read(&all), Some(("a+b".to_owned(), Some(VERIFIER.to_owned()), Some("n-1".to_owned()))));
    }

    #[test]
    fn omn_13_a_call_is_the_same_if_all_of_it_is() {
        let call =
            |text: &str, login: &str| Handed::read(text).unwrap().call(&ClientMadeId::new(login).unwrap());
        let one = call("code=a&nonce=n", "login-01");
        assert_eq!(one, call("code=%61&nonce=n", "login-01"));
        for (text, login) in [
            ("code=a&nonce=n", "login-02"),
            ("code=b&nonce=n", "login-01"),
            ("code=a&nonce=m", "login-01"),
            ("code=a", "login-01"),
            (&format!("code=a&nonce=n&code_verifier={VERIFIER}"), "login-01"),
        ] {
            assert_ne!(one, call(text, login), "{text} {login}");
        }
    }

    #[test]
    fn omn_12_a_nonce_is_handed_over_only_where_an_id_token_is_verified() {
        for action in ActionKind::ALL {
            let read = |text| Handed::read(text).unwrap().for_action(action).map(drop);
            assert_eq!(read("code=a"), Ok(()), "{action:?}");
            let looked_at = action == ActionKind::IdToken;
            let expected = if looked_at { Ok(()) } else { Err(CodeFault::NonceUnused) };
            assert_eq!(read("code=a&nonce=n"), expected, "{action:?}");
        }
    }

    #[test]
    fn omn_13_nothing_in_a_part_makes_two_calls_one() {
        let (one, other) = (VERIFIER, VERIFIER.replace('d', "e"));
        let texts = [
            "code=a".to_owned(),
            "code=a&nonce=%01".to_owned(),
            "code=a&nonce=%01%01".to_owned(),
            format!("code=a&code_verifier={one}"),
            format!("code=a&code_verifier={other}"),
            format!("code=a&code_verifier={one}&nonce=%01"),
            // The verifier, as what stood before the parts would have said it, in the nonce.
            format!("code=a&nonce={one}%01"),
            format!("code=a&nonce=%01{one}"),
            format!("code=a{one}"),
            format!("code=a{one}&nonce=%01"),
        ];
        let calls = ["login-01", "login-01a"].map(|login| {
            let login = ClientMadeId::new(login).unwrap();
            texts.each_ref().map(|text| Handed::read(text).unwrap().call(&login))
        });
        let all: Vec<_> = calls.as_flattened().to_vec();
        for (at, call) in all.iter().enumerate() {
            let same = all.iter().position(|other| other == call);
            assert_eq!(same, Some(at), "{}", texts[at % texts.len()].escape_debug());
        }
    }

    #[test]
    fn omn_11_what_is_no_code_is_none() {
        let long = "x".repeat(8193);
        let short = VERIFIER.trim_end_matches('k');
        for text in [
            "",
            "ä",
            "a\nb",
            "code=",
            "code=a&code=b",
            "code=a&nonce=",
            "code=a&nonce=b&nonce=b",
            "code=a&state=b",
            "code=a&code_verifier=",
            &format!("code=a&code_verifier={short}"),
            &format!("code=a&code_verifier={}", "v".repeat(129)),
            &format!("code=a&code_verifier={short}!"),
            &long,
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
