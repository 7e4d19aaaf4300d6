//! The signature of a token: by itself, and with all the other checks around it.

use std::hint::black_box;

use aws_lc_rs::hmac;
use bonafide_domain::{
    id::{KeyId, SettingId},
    namespace::Namespace,
    setting::SettingKind,
    text::{ExternalId, Name},
    time::{Millis, Span},
    token::{self, Claims, KeySecret, TokenKey, TokenPolicy, Unwatched},
};

use crate::load::clock;

/// How often the signature is verified in a round.
const SIGNATURES: u32 = 300_000;
/// How often the whole token is.
const TOKENS: u32 = 50_000;
/// As long as a secret that the server makes.
const SECRET: &[u8; 43] = b"a-secret-of-43-bytes-is-what-the-server-mak";

/// What one verification takes on the core that this program runs on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verification {
    /// HMAC with SHA-256 over the signed part, with the key at hand, and the comparison in constant time:
    /// microseconds.
    pub(crate) signature_micros: f64,
    /// Every check of the token, its claims read: microseconds.
    pub(crate) token_micros: f64,
}

/// One round, of about half a second. It keeps this thread busy.
pub(crate) fn round() -> Verification {
    let now = clock::time_of_day();
    let (token, key) = token_and_key(now);
    Verification { signature_micros: signatures(&token), token_micros: tokens(&token, &key, now) }
}

/// A token that says as much as those of the measured logins.
fn token_and_key(now: Millis) -> (String, TokenKey) {
    let key = TokenKey {
        id: KeyId::new(now, 1),
        setting: SettingId::new(now, 2),
        kind: SettingKind::SigningKeys,
        namespace: Namespace::Account,
        secret: KeySecret::new(SECRET.to_vec()).expect("43 bytes are enough"),
    };
    let claims = Claims {
        name: Some(Name::new("Noor Haddad").expect("a name")),
        exp: Some(now.plus(Span::minutes(120))),
        ..Claims::of(ExternalId::new("known-500").expect("an external id"))
    };
    (token::sign(&claims, key.id, &key.secret), key)
}

fn signatures(token: &str) -> f64 {
    let (signed, _) = token.rsplit_once('.').expect("a token has three parts");
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    let signature = hmac::sign(&key, signed.as_bytes());
    micros(SIGNATURES, || {
        hmac::verify(&key, black_box(signed.as_bytes()), signature.as_ref()).expect("the signature is good");
    })
}

fn tokens(token: &str, key: &TokenKey, now: Millis) -> f64 {
    let (keys, policy) = (std::slice::from_ref(key), TokenPolicy::default());
    micros(TOKENS, || {
        let verified = token::verify(black_box(token), key.kind, keys, &policy, now, &mut Unwatched);
        black_box(verified.expect("the token is good"));
    })
}

/// How long one of `times` takes.
fn micros(times: u32, mut once: impl FnMut()) -> f64 {
    let began = clock::now();
    (0..times).for_each(|_| once());
    (clock::now() - began).as_secs_f64() * 1e6 / f64::from(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_whose_verification_is_measured_is_a_good_one() {
        let now = Millis::new(1_700_000_000_000);
        let (token, key) = token_and_key(now);
        let keys = std::slice::from_ref(&key);
        let verified = token::verify(
            &token,
            SettingKind::SigningKeys,
            keys,
            &TokenPolicy::default(),
            now,
            &mut Unwatched,
        )
        .unwrap();
        assert_eq!(verified.external_id().as_str(), "known-500");
    }
}
