//! The keys that a URL answered with: what is usable now, and why the rest is not (OMN-2).

use super::{
    super::{
        header::{AlgFault, KidFault, PublicAlgFault},
        json::{self, Json, JsonFault, Members},
        refused::{SignatureFault, TokenRefused, UnknownKid},
    },
    algorithm::Algorithms,
    jwk,
    key::PublicKey,
    list, pem,
};
use crate::{limits, time::Millis};

/// The three forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetForm {
    /// One key as PEM.
    Pem,
    /// A list of keys with their ends.
    List,
    /// A JWK set.
    Jwks,
}

impl SetForm {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pem => "pem",
            Self::List => "list",
            Self::Jwks => "jwks",
        }
    }
}

/// What a URL answered with, read.
#[derive(Debug, Clone)]
pub struct KeySet {
    form: SetForm,
    entries: Vec<Entry>,
}

/// A key of a set, usable or not.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What tokens name it by; `None` for the one key of a PEM, and where it could not be read.
    pub kid: Option<String>,
    /// From when on it does not count.
    pub expires_at: Option<Millis>,
    /// The key, or why there is none to be used.
    pub key: Result<PublicKey, Skipped>,
}

/// Why an answer is no set of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SetFault {
    /// It is longer than any set of keys.
    #[error("The answer is longer than 128 KiB.")]
    TooLong,
    /// It is not text.
    #[error("The answer is not text in UTF-8.")]
    NotText,
    /// Neither PEM nor JSON.
    #[error("The answer is neither a public key in PEM nor JSON.")]
    Neither,
    /// JSON that cannot be believed.
    #[error("The answer {0}.")]
    Json(JsonFault),
    /// JSON of another form.
    #[error("The answer is JSON, but neither a list of keys nor a JWK set with keys.")]
    AnotherForm,
    /// More than anybody publishes.
    #[error("The answer has more than 100 keys.")]
    TooMany,
    /// The one key cannot be used.
    #[error("The answer's one key cannot be used. {0}")]
    Key(Skipped),
}

/// Why an entry is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Skipped {
    /// Its time is over.
    #[error("Its expiry has passed.")]
    Expired,
    /// Another entry has the same kid.
    #[error("Another key has the same kid, so neither is used.")]
    Duplicate,
    /// It has no kid.
    #[error("It has no kid: tokens could not name it.")]
    NoKid,
    /// Its kid cannot be one.
    #[error("Its kid is not a string of 1 to 255 characters.")]
    Kid,
    /// It is no JSON object.
    #[error("It is not a JSON object.")]
    NotAnObject,
    /// There is no key in it.
    #[error("It has no publicKey that is a string.")]
    NoKey,
    /// The key is in another encoding.
    #[error("Its publicKey is not the base64 of a PEM.")]
    NotBase64,
    /// The text is no PEM.
    #[error("It is not one public key in PEM (BEGIN PUBLIC KEY).")]
    NotPem,
    /// An older form of RSA keys.
    #[error("It is an RSA key in the older form of PKCS#1: publish it as BEGIN PUBLIC KEY.")]
    Pkcs1,
    /// A certificate.
    #[error("It is a certificate: publish the public key that is in it.")]
    Certificate,
    /// Whoever reads it can sign.
    #[error(
        "It is a private key, which everybody can read at this address: make a new pair of keys at once."
    )]
    Private,
    /// Whoever reads it can sign.
    #[error("It is a shared secret, which everybody can read at this address: make a pair of keys.")]
    Symmetric,
    /// It is not a key, or damaged.
    #[error("It is not a key, or was cut off or changed.")]
    NotAKey,
    /// Its end is no time.
    #[error("Its expiry is not a whole number of seconds.")]
    Expiry,
    /// RSA of fewer bits than are safe, or more than are checked.
    #[error("It is an RSA key of fewer than 2048 bits, or more than 8192.")]
    RsaSize,
    /// A kind of key, or an `alg`, that no token here can have.
    #[error("Its kind or alg is not one that can be used here.")]
    Unsupported,
    /// The setting allows none of its algorithms.
    #[error("The setting allows none of its algorithms.")]
    NotAllowed,
    /// It is for something else.
    #[error("Its use or key_ops are not for checking signatures.")]
    NotForSignatures,
}

impl Skipped {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Duplicate => "duplicate_kid",
            Self::NoKid => "no_kid",
            Self::Kid => "bad_kid",
            Self::NotAnObject | Self::NoKey | Self::NotBase64 | Self::NotPem | Self::NotAKey => "broken",
            Self::Pkcs1 => "pkcs1",
            Self::Certificate => "certificate",
            Self::Private => "private_key",
            Self::Symmetric => "shared_secret",
            Self::Expiry => "bad_expiry",
            Self::RsaSize => "rsa_size",
            Self::Unsupported => "unsupported",
            Self::NotAllowed => "not_allowed",
            Self::NotForSignatures => "not_for_signatures",
        }
    }
}

impl Entry {
    pub(super) fn broken(why: Skipped) -> Self {
        Self { kid: None, expires_at: None, key: Err(why) }
    }

    fn has_ended(&self, now: Millis) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

impl KeySet {
    /// Reads what a URL answered with. An entry that cannot be used is kept with the reason; an answer that is no set of keys is
    /// refused, so that the last good one goes on serving (OMN-4).
    pub fn read(body: &[u8]) -> Result<Self, SetFault> {
        if body.len() > limits::KEY_SET_BYTES {
            return Err(SetFault::TooLong);
        }
        let text = str::from_utf8(body).map_err(|_| SetFault::NotText)?.trim();
        if text.starts_with("-----BEGIN") {
            let key = pem::key(text).map_err(SetFault::Key)?;
            return Ok(Self {
                form: SetForm::Pem,
                entries: vec![Entry { kid: None, expires_at: None, key: Ok(key) }],
            });
        }
        let json = json::value(text.as_bytes()).map_err(|fault| match fault {
            JsonFault::NotJson => SetFault::Neither,
            JsonFault::NotAnObject | JsonFault::Duplicate | JsonFault::TooDeep => SetFault::Json(fault),
        })?;
        let (form, items, read): (_, _, fn(&Json) -> Entry) = match &json {
            Json::List(items) => (SetForm::List, items, list::entry),
            Json::Object(members) => match members.get("keys") {
                Some(Json::List(items)) => (SetForm::Jwks, items, jwk::entry),
                Some(_) | None => return Err(SetFault::AnotherForm),
            },
            Json::Null | Json::Boolean(_) | Json::Integer(_) | Json::OtherNumber(_) | Json::Text(_) => {
                return Err(SetFault::AnotherForm);
            }
        };
        if items.len() > limits::KEY_SET_KEYS {
            return Err(SetFault::TooMany);
        }
        Ok(Self { form, entries: items.iter().map(read).collect() })
    }

    /// The form it came in.
    pub fn form(&self) -> SetForm {
        self.form
    }

    /// OMN-4: whether a token that was refused with these keys may be good with those that are published by now. It names a key that is not
    /// among these, or none, as those do whose key is a PEM by now; or these are the one key of a PEM, which no token names, and another key
    /// made it.
    pub fn may_be_behind(&self, refused: &TokenRefused) -> bool {
        match self.form {
            SetForm::Pem => matches!(
                refused,
                TokenRefused::SignatureInvalid(SignatureFault::NotThePublicKeys)
                    | TokenRefused::AlgNotAllowed(AlgFault::OfPublicKeys(PublicAlgFault::NotTheKeys))
            ),
            SetForm::List | SetForm::Jwks => matches!(
                refused,
                TokenRefused::KidUnknown(UnknownKid::NotInTheSet)
                    | TokenRefused::KidMissing(KidFault::Absent)
            ),
        }
    }

    /// Every entry in its order, with the key if it can be used now, and why not otherwise.
    pub fn at(
        &self,
        now: Millis,
        allowed: &Algorithms,
    ) -> impl Iterator<Item = (&Entry, Result<&PublicKey, Skipped>)> {
        self.entries.iter().map(move |entry| (entry, self.usable(entry, now, allowed)))
    }

    /// The key that a token is to be proven by: with one PEM that key, and otherwise the one that the token's `kid` names, which
    /// is needed even if one is left (OMN-2).
    pub(super) fn find(&self, kid: &str, now: Millis) -> Option<&PublicKey> {
        let named = |entry: &&Entry| entry.kid.as_deref() == Some(kid) && !entry.has_ended(now);
        let mut named = self.entries.iter().filter(named);
        match (named.next(), named.next()) {
            (Some(entry), None) => entry.key.as_ref().ok(),
            // A duplicate kid makes both unusable.
            (Some(_), Some(_)) | (None, _) => None,
        }
    }

    /// The one key of a PEM.
    pub(super) fn only(&self) -> Option<&PublicKey> {
        match self.form {
            SetForm::Pem => self.entries.first()?.key.as_ref().ok(),
            SetForm::List | SetForm::Jwks => None,
        }
    }

    fn usable<'k>(
        &self,
        entry: &'k Entry,
        now: Millis,
        allowed: &Algorithms,
    ) -> Result<&'k PublicKey, Skipped> {
        if entry.has_ended(now) {
            return Err(Skipped::Expired);
        }
        let key = entry.key.as_ref().map_err(|why| *why)?;
        if let Some(kid) = &entry.kid
            && self.find(kid, now).is_none()
        {
            return Err(Skipped::Duplicate);
        }
        if key.algorithms().any(|algorithm| allowed.allow(algorithm)) {
            Ok(key)
        } else {
            Err(Skipped::NotAllowed)
        }
    }
}

/// The kid of an entry: a string that tokens can name it by, and both databases can keep.
pub(super) fn kid(members: &Members) -> Result<String, Skipped> {
    let kid = members.get("kid").ok_or(Skipped::NoKid)?.text().map_err(|_| Skipped::Kid)?;
    let is_one = (1..=limits::KID_CHARS).contains(&kid.chars().count()) && !kid.chars().any(char::is_control);
    if is_one { Ok(kid.to_owned()) } else { Err(Skipped::Kid) }
}
