//! A public key as PEM (RFC 7468), also on one line or with other line ends, as portals give it (OMN-2).

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{key::PublicKey, set::Skipped};

/// Base64 with or without padding.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// The one key in this text.
pub(super) fn key(text: &str) -> Result<PublicKey, Skipped> {
    let (label, rest) =
        text.trim().strip_prefix(BEGIN).and_then(|rest| rest.split_once(DASHES)).ok_or(Skipped::NotPem)?;
    match label {
        "PUBLIC KEY" => {}
        "RSA PUBLIC KEY" => return Err(Skipped::Pkcs1),
        "CERTIFICATE" => return Err(Skipped::Certificate),
        label if label.ends_with("PRIVATE KEY") => return Err(Skipped::Private),
        _ => return Err(Skipped::NotPem),
    }
    let (body, end) = rest.split_once(END).ok_or(Skipped::NotPem)?;
    if end != "PUBLIC KEY-----" {
        // Something stands behind it: a second key, of which nobody could say which one counts.
        return Err(Skipped::NotPem);
    }
    let body: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    PublicKey::from_spki(&BASE64.decode(body).map_err(|_| Skipped::NotPem)?)
}
