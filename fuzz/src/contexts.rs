//! The context variables of a portal's token.

use std::sync::{Arc, LazyLock};

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bonafide_domain::{
    context::ContextVariables,
    id::{Id, KeyId},
    limits,
    metadata::FieldValue,
    mode::Mode,
    namespace::Namespace,
    setting::SettingKind,
    token::{
        self, Algorithm, Algorithms, KeySet, KnownKeys, PublicKeys, TokenKey, TokenPolicy, TokenRefused,
        TokensAre, Unwatched,
    },
};
use serde_json::{Value, json};

use super::account::{NOW, encode};

static PAIR: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a pair can be made"));

static PORTAL: LazyLock<PublicKeys> = LazyLock::new(|| {
    let key: PublicKeyX509Der<'_> = PAIR.public_key().as_der().expect("a key can be written");
    let text = BASE64_STANDARD.encode(key.as_ref());
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n");
    PublicKeys {
        setting: Id::from_bytes([0x33; 12]),
        namespace: Namespace::Account,
        algorithms: Algorithms::new(Algorithm::ALL).expect("all are at least one"),
        issuer: None,
        audience: None,
        tokens: TokensAre::Signed { contexts: Mode::Enforced },
        set: Some(Arc::new(KeySet::read(pem.as_bytes()).expect("it is a PEM"))),
    }
});

/// The keys of the portal, and none of ours.
struct OfThePortal;

impl KnownKeys for OfThePortal {
    fn find(&self, _: KeyId) -> Option<&TokenKey> {
        None
    }

    fn all(&self) -> impl Iterator<Item = &TokenKey> {
        [].into_iter()
    }

    fn public(&self) -> Option<&PublicKeys> {
        Some(&PORTAL)
    }
}

/// What comes of this text in a token that is good otherwise.
fn read(text: &str) -> Result<ContextVariables, TokenRefused> {
    let seconds = NOW.as_i64() / 1000;
    let payload =
        json!({"sub": "c-7", "iss": "portal", "iat": seconds, "exp": seconds + 60, "lwicontexts": text});
    let signed = format!("{}.{}", encode(r#"{"alg":"ES256"}"#), encode(payload.to_string()));
    let tag = PAIR.sign(&SystemRandom::new(), signed.as_bytes()).expect("a pair signs");
    let token = format!("{signed}.{}", encode(tag));
    let policy = TokenPolicy::default();
    let verified =
        token::verify(&token, SettingKind::PublicKeys, &OfThePortal, &policy, NOW, &mut Unwatched)?;
    Ok(verified.contexts().clone())
}

/// Whether some are read.
pub fn are_taken(text: &str) -> bool {
    read(text).is_ok_and(|variables| !variables.is_empty())
}

/// OMN-7: what is taken for context variables is, read by somebody else, that object and all of it: none is dropped, changed or
/// made up. Whatever is no such object refuses the login, and for that reason.
pub fn context_variables_are_those_of_their_claim(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let variables = match read(text) {
        Ok(variables) => variables,
        Err(refused) => {
            let expected = matches!(refused, TokenRefused::ContextInvalid(_) | TokenRefused::TooLarge { .. });
            assert!(expected, "{refused:?}");
            return;
        }
    };
    if text.trim().is_empty() {
        assert!(variables.is_empty(), "TOK-11");
        return;
    }
    let anybody: Value = serde_json::from_str(text).expect("it was taken");
    let anybody = anybody.as_object().expect("for an object");
    assert!(variables.len() == anybody.len() && variables.len() <= limits::CONTEXT_VARIABLES);
    for (name, value) in &variables {
        assert!(name.as_str().chars().count() <= limits::CONTEXT_NAME_CHARS);
        let given = anybody.get(name.as_str()).expect("it has the name");
        match value {
            // As it was written, where a double would write it otherwise: it says the same number to anybody.
            FieldValue::Text(digits) if given.is_number() => {
                assert!(text.contains(digits) && !digits.contains(['e', 'E']), "{digits}");
                assert_eq!(serde_json::from_str::<Value>(digits).as_ref().ok(), Some(given), "{digits}");
            }
            FieldValue::Text(text) => assert_eq!(given, text),
            FieldValue::Truth(truth) => assert_eq!(given, truth),
            FieldValue::Number(number) => assert_eq!(given.as_f64(), number.as_f64()),
        }
    }
}
