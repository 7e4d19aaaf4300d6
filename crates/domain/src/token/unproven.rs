//! What a token says of who it is for before anything of it is proven (SES-12).

use super::{compact, json, rules};
use crate::{setting::SettingKind, text::ExternalId};

/// The external id that a token names, whether or not anything in it is true.
///
/// It can be compared and not be read: it ends a session of somebody else, and nobody is found, shown or logged by it
/// (details 23).
pub struct UnprovenId(String);

impl UnprovenId {
    /// What a token names, if it has the form of one and names somebody.
    ///
    /// It was sent to a channel with a setting of this kind, which says what claim that would be.
    pub fn of(token: &str, kind: SettingKind) -> Option<Self> {
        let rules = rules::of(kind);
        compact::size(token, rules.bytes).ok()?;
        let payload = compact::split(token).ok()?.decode().ok()?.payload;
        let members = json::members(&payload).ok()?;
        members.get(rules.subject.name())?.text().ok().map(|text| Self(text.to_owned()))
    }

    /// What an identity provider named, where the login was refused all the same.
    pub fn named(external_id: &ExternalId) -> Self {
        Self(external_id.as_str().to_owned())
    }

    /// Whether it is this external id, byte for byte (TOK-10).
    pub fn is(&self, external_id: &str) -> bool {
        self.0 == external_id
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    use super::*;

    fn token(payload: &str) -> String {
        format!("e30.{}.", BASE64_URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn ses_12_whoever_a_token_names_is_named_without_a_signature() {
        let named = UnprovenId::of(&token(r#"{"external_id":"usr_1"}"#), SettingKind::SigningKeys).unwrap();
        assert!(named.is("usr_1"));
        assert!(!named.is("USR_1") && !named.is("usr_2"));
    }

    #[test]
    fn ses_12_where_public_keys_prove_tokens_it_is_sub_that_names_somebody() {
        let text = token(r#"{"sub":"usr_1","external_id":"usr_2"}"#);
        assert!(UnprovenId::of(&text, SettingKind::PublicKeys).unwrap().is("usr_1"));
        assert!(UnprovenId::of(&text, SettingKind::SharedSecret).unwrap().is("usr_2"));
    }

    #[test]
    fn ses_12_what_is_no_token_names_nobody() {
        let too_large = token(&format!(r#"{{"external_id":"usr_1","more":"{}"}}"#, "x".repeat(9_000)));
        let unreadable = [
            String::new(),
            "usr_1".to_owned(),
            token("usr_1"),
            token("{}"),
            token(r#"{"external_id":1}"#),
            token(r#"{"external_id":"usr_1","external_id":"usr_2"}"#),
            too_large,
        ];
        for text in unreadable {
            assert!(UnprovenId::of(&text, SettingKind::SigningKeys).is_none(), "{text}");
        }
    }
}
