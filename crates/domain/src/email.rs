//! Email addresses: kept as they were given, compared by a key (TOK-5, TOK-10).

use std::fmt;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::{limits, setting::AddressTrust, text::TextRefused};

/// The longest part before the `@`, in bytes (RFC 5321, section 4.5.3.1.1).
const LOCAL_BYTES: usize = 64;

/// A syntactically valid email address, as it was given (TOK-5).
///
/// Two addresses of one mailbox may differ as texts: compare their [`key`](Self::key)s.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress {
    text: Box<str>,
    key: EmailKey,
}

/// What an email address is compared by (TOK-10): ASCII letters in lower case, the domain as A-labels.
///
/// Nothing else is folded. Unicode's case folding equates letters that are not the same mailbox (`ſ` and
/// `s`, the Kelvin sign and `k`), and whoever owned the one could take over the other (details 10).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailKey(Box<str>);

/// What a token says of whether its address was checked to be the user's (TOK-6, EML-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailVerified {
    /// The JSON value `true`.
    Yes,
    /// The JSON value `false`: an identity that was verified no longer is.
    No,
    /// Nothing, or nothing that counts: the address is not verified, and nothing is taken back.
    Unsaid,
}

impl EmailVerified {
    /// What counts of it where the setting's addresses are trusted or not (RES-12). That an address is not verified is believed
    /// of everybody: it takes away, and gives nothing.
    #[must_use]
    pub const fn as_trusted(self, trust: AddressTrust) -> Self {
        match (self, trust) {
            (Self::Yes, AddressTrust::Trusted) => Self::Yes,
            (Self::No, AddressTrust::Trusted | AddressTrust::NotTrusted) => Self::No,
            (Self::Yes, AddressTrust::NotTrusted)
            | (Self::Unsaid, AddressTrust::Trusted | AddressTrust::NotTrusted) => Self::Unsaid,
        }
    }
}

impl EmailAddress {
    /// Reads an address of at most 254 bytes: a dot-atom (RFC 5322, section 3.2.3) of ASCII or other visible
    /// letters (RFC 6531), `@`, and a domain name.
    ///
    /// Quoted local parts and address literals (`"a b"@example.com`, `a@[192.0.2.1]`) are refused although
    /// the standards know them: nobody's customers have them, and quoting would give one mailbox two keys.
    /// White space, control characters and invisible characters are refused, as two addresses that look the
    /// same on the agent's screen must be the same.
    pub fn new(text: &str) -> Result<Self, TextRefused> {
        if text.trim().is_empty() {
            return Err(TextRefused::Empty);
        }
        if text.len() > limits::EMAIL_BYTES {
            return Err(TextRefused::TooLong("254 bytes"));
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || is_invisible(c)) {
            return Err(TextRefused::Character);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(TextRefused::NotAnAddress)?;
        if !is_local_part(local) {
            return Err(TextRefused::NotAnAddress);
        }
        let domain = a_labels(domain).ok_or(TextRefused::NotAnAddress)?;
        let key = format!("{}@{domain}", local.to_ascii_lowercase());
        Ok(Self { text: text.into(), key: EmailKey(key.into()) })
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the address is compared by.
    pub fn key(&self) -> &EmailKey {
        &self.key
    }
}

impl EmailKey {
    /// The key as the store keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl serde::Serialize for EmailAddress {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Atoms with single dots between them.
fn is_local_part(local: &str) -> bool {
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_atom_char);
    local.len() <= LOCAL_BYTES && local.split('.').all(is_atom)
}

fn is_atom_char(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// Characters that take no room or turn the direction of the text around them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The domain in its ASCII form (UTS 46), with the lengths of RFC 1035. Hyphens may stand third and fourth:
/// such names exist.
fn a_labels(domain: &str) -> Option<String> {
    Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .ok()
        .map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        EmailAddress::new(text).expect(text).key().as_str().to_owned()
    }

    #[test]
    fn tok_5_addresses_are_kept_as_given() {
        let longest_local = format!("{}@example.com", "a".repeat(64));
        for text in [
            "alice@example.com",
            "Alice.Smith+chat@Example.COM",
            "o'brien@example.co.uk",
            "root@localhost",
            "用户@例子.广告",
            "alice@bücher.example",
            "a@ab--cd.example",
            "संपर्क@डाटामेल.भारत",
            &longest_local,
        ] {
            assert_eq!(EmailAddress::new(text).expect(text).as_str(), text);
        }
    }

    #[test]
    fn tok_5_other_texts_are_refused() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long_label = format!("a@{}.com", "b".repeat(64));
        for text in [
            "alice",
            "@example.com",
            "alice@",
            "alice@@example.com",
            "a@b@example.com",
            ".alice@example.com",
            "alice.@example.com",
            "al..ice@example.com",
            "\"al ice\"@example.com",
            "\"alice\"@example.com",
            "<alice@example.com>",
            "alice(work)@example.com",
            "alice,bob@example.com",
            "alice@[192.0.2.1]",
            "alice@-example.com",
            "alice@example-.com",
            "alice@exam_ple.com",
            "alice@example..com",
            "alice@example.com.",
            "alice@xn--a.example",
            "mailto:alice@example.com",
            &long_local,
            &long_label,
        ] {
            let refused = EmailAddress::new(text).expect_err(text);
            assert!(
                matches!(refused, TextRefused::NotAnAddress | TextRefused::Character),
                "{text}: {refused}"
            );
        }
    }

    #[test]
    fn tok_5_white_space_control_and_invisible_characters_are_refused() {
        for c in [' ', '\t', '\n', '\0', '\u{7f}', '\u{a0}', '\u{ad}', '\u{200b}', '\u{202e}', '\u{feff}'] {
            for text in
                [format!("al{c}ice@example.com"), format!("alice@exam{c}ple.com"), format!("a@b.com{c}")]
            {
                assert_eq!(EmailAddress::new(&text), Err(TextRefused::Character), "{text:?}");
            }
        }
    }

    #[test]
    fn tok_5_an_address_has_at_most_254_bytes() {
        let of_length = |bytes: usize| {
            let domain = [61, 61, 61].map(|length| "d".repeat(length)).join(".");
            let rest = bytes - "local@".len() - domain.len() - 1;
            format!("local@{domain}.{}", "e".repeat(rest))
        };
        assert!(EmailAddress::new(&of_length(254)).is_ok_and(|address| address.as_str().len() == 254));
        assert_eq!(EmailAddress::new(&of_length(255)), Err(TextRefused::TooLong("254 bytes")));
    }

    #[test]
    fn tok_5_nothing_is_no_address() {
        assert_eq!(EmailAddress::new(""), Err(TextRefused::Empty));
        assert_eq!(EmailAddress::new("  "), Err(TextRefused::Empty));
    }

    #[test]
    fn tok_10_ascii_letters_are_folded_and_the_domain_becomes_a_labels() {
        for (text, expected) in [
            ("Alice@Example.COM", "alice@example.com"),
            ("alice@BÜCHER.example", "alice@xn--bcher-kva.example"),
            ("alice@bu\u{308}cher.example", "alice@xn--bcher-kva.example"),
            ("alice@XN--BCHER-KVA.example", "alice@xn--bcher-kva.example"),
            ("alice@faß.example", "alice@xn--fa-hia.example"),
            ("ÄLICE@example.com", "Älice@example.com"),
        ] {
            assert_eq!(key(text), expected);
        }
    }

    #[test]
    fn tok_10_letters_beyond_ascii_are_never_folded_in_the_local_part() {
        for (one, other) in [
            ("\u{212a}ate@example.com", "kate@example.com"),
            ("\u{17f}am@example.com", "sam@example.com"),
            ("\u{130}nan@example.com", "inan@example.com"),
            ("\u{131}nan@example.com", "inan@example.com"),
            ("stra\u{df}e@example.com", "strasse@example.com"),
            ("ä@example.com", "a\u{308}@example.com"),
            ("Ä@example.com", "ä@example.com"),
            ("\u{430}lice@example.com", "alice@example.com"),
        ] {
            assert_ne!(key(one), key(other));
        }
    }
}
