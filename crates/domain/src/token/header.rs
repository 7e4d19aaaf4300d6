//! The header of a token: nothing in it is proven, so all of it is compared with what we want (TOK-1).
//!
//! `jku`, `jwk`, `x5u` and `x5c` are not looked at: whoever sends a token does not say which key proves it.
//! Nor are `cty` and `b64`: a nested token fails as a payload that is no JSON object, an unencoded one
//! as a signature over something else.

use super::{
    json::{Json, JsonKind, Members},
    public::{Algorithm, Algorithms},
    refused::{Malformed, TokenRefused},
};

/// What is wrong with `alg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AlgFault {
    /// It is not there.
    #[error("The header has no alg: sign with HS256.")]
    Absent,
    /// It is not a string.
    #[error("The header's alg is {0}, send the string HS256.")]
    NotText(JsonKind),
    /// `none`, in whatever case: the token is not signed.
    #[error("The header's alg is none, so the token is not signed: sign with HS256.")]
    Unsigned,
    /// HS256 written in other letters.
    #[error("The header's alg is HS256 in other letters: write it exactly so.")]
    Letters,
    /// Another algorithm with a shared secret.
    #[error("The header's alg is another one with a shared secret: sign with HS256.")]
    OtherSharedSecret,
    /// An algorithm with a private and a public key.
    #[error(
        "The header's alg works with a private key, and this channel's keys are shared secrets: \
         sign with HS256."
    )]
    PublicKey,
    /// Something else.
    #[error("The header's alg is not known: sign with HS256.")]
    Unknown,
    /// On a channel whose keys are public ones.
    #[error(transparent)]
    OfPublicKeys(#[from] PublicAlgFault),
}

/// What is wrong with `alg` where the keys are public ones (OMN-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicAlgFault {
    /// It is not there.
    #[error("The header has no alg: sign with an algorithm that the setting allows.")]
    Absent,
    /// It is not a string.
    #[error("The header's alg is {0}, send the name of the algorithm as a string.")]
    NotText(JsonKind),
    /// `none`, in whatever case: the token is not signed.
    #[error(
        "The header's alg is none, so the token is not signed: sign with an algorithm that the setting allows."
    )]
    Unsigned,
    /// An algorithm with a shared secret, which no public key is.
    #[error(
        "The header's alg works with a shared secret, and this channel's keys are public: sign with your private key."
    )]
    SharedSecret,
    /// One that the setting does not allow.
    #[error("The setting does not allow the header's alg: sign with another, or allow it there.")]
    NotAllowed,
    /// One that the key is not for.
    #[error(
        "The key that the token names is not for the header's alg: sign with the one that belongs to it."
    )]
    NotTheKeys,
    /// Something else.
    #[error("The header's alg is not known: sign with an algorithm that the setting allows.")]
    Unknown,
}

/// Why there is no `kid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KidFault {
    /// It is not there or empty.
    #[error("The header has no kid: put the key's id there, as a string.")]
    Absent,
    /// It is not a string.
    #[error("The header's kid is {0}, send the key's id as a string.")]
    NotText(JsonKind),
}

/// `alg` is exactly `HS256`.
pub(super) fn alg(header: &Members) -> Result<(), TokenRefused> {
    let alg = header.get("alg").ok_or(AlgFault::Absent).and_then(|alg| alg.text().map_err(AlgFault::NotText));
    match alg {
        Ok("HS256") => Ok(()),
        Ok(other) => Err(alg_fault(other)),
        Err(fault) => Err(fault),
    }
    .map_err(TokenRefused::AlgNotAllowed)
}

fn alg_fault(alg: &str) -> AlgFault {
    match alg.to_ascii_uppercase().as_str() {
        "NONE" => AlgFault::Unsigned,
        "HS256" => AlgFault::Letters,
        "HS384" | "HS512" => AlgFault::OtherSharedSecret,
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512"
        | "ES256K" | "EDDSA" | "ED25519" | "ED448" => AlgFault::PublicKey,
        _ => AlgFault::Unknown,
    }
}

/// OMN-3: an algorithm with a public key, which the setting allows; where there is no setting, any of them.
pub(super) fn public_alg(header: &Members, allowed: Option<&Algorithms>) -> Result<Algorithm, TokenRefused> {
    let refused = |fault: PublicAlgFault| TokenRefused::AlgNotAllowed(fault.into());
    let alg = header.get("alg").ok_or(refused(PublicAlgFault::Absent))?;
    let alg = alg.text().map_err(|kind| refused(PublicAlgFault::NotText(kind)))?;
    match Algorithm::named(alg) {
        Some(named) if allowed.is_none_or(|allowed| allowed.allow(named)) => Ok(named),
        Some(_) => Err(refused(PublicAlgFault::NotAllowed)),
        None => Err(refused(match alg.to_ascii_uppercase().as_str() {
            "NONE" => PublicAlgFault::Unsigned,
            "HS256" | "HS384" | "HS512" => PublicAlgFault::SharedSecret,
            _ => PublicAlgFault::Unknown,
        })),
    }
}

/// `typ`, if there, is `JWT`, in whatever case: it is a media type, and those are compared so (RFC 7515,
/// section 4.1.9; RFC 7519, section 5.1 recommends capitals only to the one who signs). Another type, such as
/// `at+jwt`, is a token made for something else. The reasons have none of its own for this, nor for `crit`.
pub(super) fn typ(header: &Members) -> Result<(), TokenRefused> {
    match header.get("typ").map(Json::text) {
        None => Ok(()),
        Some(Ok(typ)) if typ.eq_ignore_ascii_case("JWT") => Ok(()),
        Some(Ok(_) | Err(_)) => Err(Malformed::Typ.into()),
    }
}

/// `crit` refuses whatever it holds: we know no extension (RFC 7515, section 4.1.11).
pub(super) fn crit(header: &Members) -> Result<(), TokenRefused> {
    match header.get("crit") {
        None => Ok(()),
        Some(_) => Err(Malformed::Crit.into()),
    }
}

/// The `kid`, a string that is not empty.
pub(super) fn kid(header: &Members) -> Result<&str, TokenRefused> {
    match header.get("kid").map(Json::text) {
        None | Some(Ok("")) => Err(TokenRefused::KidMissing(KidFault::Absent)),
        Some(Err(kind)) => Err(TokenRefused::KidMissing(KidFault::NotText(kind))),
        Some(Ok(kid)) => Ok(kid),
    }
}
