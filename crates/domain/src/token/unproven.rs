//! What a token says of who it is for before anything of it is proven (SES-12).

use super::{compact, json, rules};
use crate::{namespace::Namespace, setting::SettingKind, text::ExternalId};

/// The external id that a token names, whether or not anything in it is true.
///
/// It can be compared and not be read: it ends a session of somebody else, and nobody is found, shown or logged by it
/// (details 23).
pub struct UnprovenId {
    namespace: Namespace,
    text: String,
}

impl UnprovenId {
    /// What a token names, if it has the form of one and names somebody.
    ///
    /// It was sent to a channel with a setting of this kind, which says what claim that would be, and in what namespace.
    pub fn of(token: &str, kind: SettingKind, namespace: Namespace) -> Option<Self> {
        let rules = rules::of(kind);
        compact::size(token, rules.bytes).ok()?;
        let payload = compact::split(token).ok()?.decode().ok()?.payload;
        let members = json::members(&payload).ok()?;
        let text = members.get(rules.subject.name())?.text().ok()?.to_owned();
        Some(Self { namespace, text })
    }

    /// What an identity provider named, where the login was refused all the same.
    pub fn named(namespace: Namespace, external_id: &ExternalId) -> Self {
        Self { namespace, text: external_id.as_str().to_owned() }
    }

    /// Whether it is this external id, byte for byte (TOK-10): the same text in another namespace is somebody else (RES-13).
    pub fn is(&self, namespace: Namespace, external_id: &str) -> bool {
        self.namespace == namespace && self.text == external_id
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    use super::*;
    use crate::id::SettingId;

    /// The account's namespace.
    const ACCOUNT: Namespace = Namespace::Account;

    fn token(payload: &str) -> String {
        format!("e30.{}.", BASE64_URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn ses_12_whoever_a_token_names_is_named_without_a_signature() {
        let named =
            UnprovenId::of(&token(r#"{"external_id":"usr_1"}"#), SettingKind::SigningKeys, ACCOUNT).unwrap();
        assert!(named.is(ACCOUNT, "usr_1"));
        assert!(!named.is(ACCOUNT, "USR_1") && !named.is(ACCOUNT, "usr_2"));
    }

    #[test]
    fn ses_12_and_res_13_the_same_text_in_another_namespace_names_somebody_else() {
        let [one, other] = [1, 2].map(|byte| Namespace::Setting(SettingId::from_bytes([byte; 12])));
        let text = token(r#"{"sub":"usr_1"}"#);
        let of_token = |namespace| UnprovenId::of(&text, SettingKind::PublicKeys, namespace).unwrap();
        let of_code = |namespace| UnprovenId::named(namespace, &ExternalId::new("usr_1").unwrap());
        for named in [of_token(one), of_code(one)] {
            assert!(named.is(one, "usr_1"));
            assert!(!named.is(other, "usr_1") && !named.is(ACCOUNT, "usr_1"));
        }
        assert!(!of_token(ACCOUNT).is(one, "usr_1"));
    }

    #[test]
    fn ses_12_where_public_keys_prove_tokens_it_is_sub_that_names_somebody() {
        let text = token(r#"{"sub":"usr_1","external_id":"usr_2"}"#);
        assert!(UnprovenId::of(&text, SettingKind::PublicKeys, ACCOUNT).unwrap().is(ACCOUNT, "usr_1"));
        assert!(UnprovenId::of(&text, SettingKind::SharedSecret, ACCOUNT).unwrap().is(ACCOUNT, "usr_2"));
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
            assert!(UnprovenId::of(&text, SettingKind::SigningKeys, ACCOUNT).is_none(), "{text}");
        }
    }
}
