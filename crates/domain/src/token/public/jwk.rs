//! A key of a JWK set (RFC 7517, RFC 7518 section 6, RFC 8037).

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{
    super::json::{Json, Members},
    algorithm::Algorithm,
    key::{KeyKind, PublicKey},
    set::{Entry, Skipped, kid},
};

/// Base64url with or without padding.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The members of a private key (RFC 7518, sections 6.2.2 and 6.3.2).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

pub(super) fn entry(item: &Json) -> Entry {
    let Json::Object(members) = item else { return Entry::broken(Skipped::NotAnObject) };
    let kid = kid(members);
    let key = key(members);
    Entry { kid: kid.as_ref().ok().cloned(), expires_at: None, key: kid.and(key) }
}

fn key(members: &Members) -> Result<PublicKey, Skipped> {
    // A key that everybody can read proves nothing, so it is not used, whatever else is right about it.
    if members.get("k").is_some() {
        return Err(Skipped::Symmetric);
    }
    if PRIVATE.into_iter().any(|name| members.get(name).is_some()) {
        return Err(Skipped::Private);
    }
    is_for_signatures(members)?;
    let key = match text(members, "kty")? {
        "RSA" => PublicKey::from_rsa(&bytes(members, "n")?, &bytes(members, "e")?),
        "EC" => point(members),
        "OKP" if text(members, "crv")? == "Ed25519" => {
            PublicKey::from_point(KeyKind::Ed25519, &sized(members, "x", 32)?)
        }
        "oct" => Err(Skipped::Symmetric),
        _ => Err(Skipped::Unsupported),
    }?;
    match members.get("alg") {
        None => Ok(key),
        // OMN-3: the one that the set names, and no other.
        Some(alg) => {
            let algorithm = alg.text().ok().and_then(Algorithm::named).ok_or(Skipped::Unsupported)?;
            key.only(algorithm).ok_or(Skipped::Unsupported)
        }
    }
}

/// RFC 7517, sections 4.2 and 4.3: `use` and `key_ops`, where they are there.
fn is_for_signatures(members: &Members) -> Result<(), Skipped> {
    let used = members.get("use").is_none_or(|used| used.text() == Ok("sig"));
    let verifies = members.get("key_ops").is_none_or(|operations| match operations {
        Json::List(operations) => operations.iter().any(|operation| operation.text() == Ok("verify")),
        Json::Null
        | Json::Boolean(_)
        | Json::Integer(_)
        | Json::OtherNumber(_)
        | Json::Text(_)
        | Json::Object(_) => false,
    });
    if used && verifies { Ok(()) } else { Err(Skipped::NotForSignatures) }
}

fn point(members: &Members) -> Result<PublicKey, Skipped> {
    let (kind, size) = match text(members, "crv")? {
        "P-256" => (KeyKind::P256, 32),
        "P-384" => (KeyKind::P384, 48),
        _ => return Err(Skipped::Unsupported),
    };
    // SEC 1, section 2.3.3: 4 says that both coordinates follow.
    let point = [vec![4], sized(members, "x", size)?, sized(members, "y", size)?].concat();
    PublicKey::from_point(kind, &point)
}

fn text<'m>(members: &'m Members, name: &str) -> Result<&'m str, Skipped> {
    members.get(name).and_then(|value| value.text().ok()).ok_or(Skipped::NotAKey)
}

fn bytes(members: &Members, name: &str) -> Result<Vec<u8>, Skipped> {
    BASE64URL.decode(text(members, name)?).map_err(|_| Skipped::NotAKey)
}

fn sized(members: &Members, name: &str, size: usize) -> Result<Vec<u8>, Skipped> {
    let bytes = bytes(members, name)?;
    if bytes.len() == size { Ok(bytes) } else { Err(Skipped::NotAKey) }
}
