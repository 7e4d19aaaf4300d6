//! The signature of a token: by itself, and with all the other checks around it.

use std::{hint::black_box, sync::Arc};

use aws_lc_rs::{
    hmac,
    signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_domain::{
    id::{KeyId, SettingId},
    mode::Mode,
    namespace::Namespace,
    setting::SettingKind,
    time::{Millis, Span},
    token::{
        self, Algorithms, KeySecret, KeySet, KnownKeys, PublicKeys, TokenKey, TokenPolicy, TokensAre,
        Unwatched,
    },
};
use bonafide_testkit::portal::Pair;

use crate::{
    load::clock,
    signer::{self, Proof},
};

/// How often the signature is verified in a round, and the whole token: a quarter of a second or so each.
const fn times(proof: Proof) -> (u32, u32) {
    match proof {
        Proof::SigningKey => (300_000, 50_000),
        Proof::PublicKey => (10_000, 5_000),
    }
}

/// As long as a secret that the server makes.
const SECRET: &[u8; 43] = b"a-secret-of-43-bytes-is-what-the-server-mak";

/// What one verification takes on the core that this program runs on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verification {
    /// The signature over the signed part, with the key at hand: microseconds.
    pub(crate) signature_micros: f64,
    /// Every check of the token, its claims read: microseconds.
    pub(crate) token_micros: f64,
}

/// One round, of about half a second. It keeps this thread busy.
pub(crate) fn round(proof: Proof) -> Verification {
    let now = clock::time_of_day();
    let (of_signature, of_token) = times(proof);
    let (token, keys) = token_and_keys(proof, now);
    let check = signature(&token, &keys);
    let whole = || drop(black_box(verify(black_box(&token), &keys, now)));
    Verification { signature_micros: micros(of_signature, check), token_micros: micros(of_token, whole) }
}

/// The one key that there is.
enum Keys {
    Ours(TokenKey),
    Portals { pair: Pair, public: PublicKeys },
}

impl KnownKeys for Keys {
    fn find(&self, id: KeyId) -> Option<&TokenKey> {
        self.all().find(|key| key.id == id)
    }

    fn all(&self) -> impl Iterator<Item = &TokenKey> {
        match self {
            Self::Ours(key) => Some(key).into_iter(),
            Self::Portals { .. } => None.into_iter(),
        }
    }

    fn public(&self) -> Option<&PublicKeys> {
        match self {
            Self::Ours(_) => None,
            Self::Portals { public, .. } => Some(public),
        }
    }
}

impl Keys {
    const fn kind(&self) -> SettingKind {
        match self {
            Self::Ours(_) => SettingKind::SigningKeys,
            Self::Portals { .. } => SettingKind::PublicKeys,
        }
    }
}

/// A token that says as much as those of the measured logins.
fn token_and_keys(proof: Proof, now: Millis) -> (String, Keys) {
    let setting = SettingId::new(now, 2);
    let good_until = now.plus(Span::minutes(120));
    match proof {
        Proof::SigningKey => {
            let secret = KeySecret::new(SECRET.to_vec()).expect("43 bytes are enough");
            let claims = token::Claims { exp: Some(good_until), ..signer::claims("known-500") };
            let (id, kind, namespace) = (KeyId::new(now, 1), SettingKind::SigningKeys, Namespace::Account);
            (token::sign(&claims, id, &secret), Keys::Ours(TokenKey { id, setting, kind, namespace, secret }))
        }
        Proof::PublicKey => {
            let pair = Pair::new();
            let set = signer::published(&pair, good_until).to_string();
            let public = PublicKeys {
                setting,
                namespace: Namespace::Setting(setting),
                algorithms: Algorithms::default(),
                issuer: None,
                audience: None,
                tokens: TokensAre::Signed { contexts: Mode::default() },
                set: Some(Arc::new(KeySet::read(set.as_bytes()).expect("the portal's list is one"))),
            };
            (signer::portal_token(&pair, "known-500", now, good_until), Keys::Portals { pair, public })
        }
    }
}

/// The check of the signature alone.
fn signature(token: &str, keys: &Keys) -> Box<dyn FnMut()> {
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let signed = signed.to_owned().into_bytes();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).expect("a signature is base64url");
    match keys {
        Keys::Ours(_) => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
            Box::new(move || {
                hmac::verify(&key, black_box(&signed), &signature).expect("the signature is good");
            })
        }
        Keys::Portals { pair, .. } => {
            let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.der()).expect("it is a key");
            Box::new(move || {
                key.verify_sig(black_box(&signed), &signature).expect("the signature is good");
            })
        }
    }
}

fn verify(token: &str, keys: &Keys, now: Millis) -> token::VerifiedToken {
    let policy = TokenPolicy::default();
    let verified = token::verify(token, keys.kind(), keys, &policy, now, &mut Unwatched);
    verified.expect("the token is good")
}

/// How long one of `times` takes, in microseconds.
pub(crate) fn micros(times: u32, mut once: impl FnMut()) -> f64 {
    let began = clock::now();
    (0..times).for_each(|_| once());
    (clock::now() - began).as_secs_f64() * 1e6 / f64::from(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tokens_whose_verification_is_measured_are_good_and_so_are_their_signatures() {
        let now = Millis::new(1_700_000_000_000);
        for proof in [Proof::SigningKey, Proof::PublicKey] {
            let (token, keys) = token_and_keys(proof, now);
            assert_eq!(verify(&token, &keys, now).external_id().as_str(), "known-500", "{proof:?}");
            signature(&token, &keys)();
        }
    }
}
