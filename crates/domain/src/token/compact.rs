//! The outside of a token: its size, its parts, their encoding (RFC 7515, section 3.1).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::refused::{EncodingFault, Malformed, PartsFault, TokenRefused};

/// The three parts of a token as they were written.
pub(super) struct Parts<'a> {
    /// What the signature covers: header, dot and payload.
    pub(super) signed: &'a str,
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
}

/// The three parts of a token as bytes.
pub(super) struct Bytes {
    pub(super) header: Vec<u8>,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

/// TOK-1, OMN-5: at most this many bytes.
pub(super) fn size(token: &str, most: usize) -> Result<(), TokenRefused> {
    if token.len() > most { Err(TokenRefused::TooLarge { bytes: token.len(), most }) } else { Ok(()) }
}

/// TOK-1: three parts. Any of them may be empty here: an empty one fails where it is read, and a token
/// without a signature is told what is wrong with its `alg`.
pub(super) fn split(token: &str) -> Result<Parts<'_>, TokenRefused> {
    three(token).ok_or_else(|| Malformed::Parts(parts_fault(token)).into())
}

fn three(token: &str) -> Option<Parts<'_>> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let parts = Parts { signed, header, payload, signature };
    (!payload.contains('.') && !is_json_object(token)).then_some(parts)
}

fn parts_fault(token: &str) -> PartsFault {
    if token.is_empty() {
        PartsFault::Empty
    } else if is_json_object(token) {
        PartsFault::JsonObject
    } else if token.split('.').count() == 5 {
        PartsFault::Encrypted
    } else {
        PartsFault::NotThree
    }
}

/// Whether this is JSON, however many dots are in it: no part of a token begins so.
fn is_json_object(token: &str) -> bool {
    token.trim_start().starts_with('{')
}

impl Parts<'_> {
    /// TOK-1: canonical base64url. Were two spellings of one signature taken, a token would not have one
    /// SHA-256, and evidence could not be told from a repetition.
    pub(super) fn decode(&self) -> Result<Bytes, TokenRefused> {
        let decode = |part: &str| {
            BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| Malformed::Encoding(encoding_fault(part)))
        };
        Ok(Bytes {
            header: decode(self.header)?,
            payload: decode(self.payload)?,
            signature: decode(self.signature)?,
        })
    }
}

fn encoding_fault(part: &str) -> EncodingFault {
    if part.contains(char::is_whitespace) {
        EncodingFault::WhiteSpace
    } else if part.contains(['+', '/']) {
        EncodingFault::StandardAlphabet
    } else if part.contains('=') {
        EncodingFault::Padding
    } else {
        EncodingFault::NotCanonical
    }
}
