//! A public key, bound to the algorithms that it may be used with (OMN-3).

use std::{fmt, ops::RangeInclusive};

use aws_lc_rs::{
    digest,
    encoding::{AsDer, PublicKeyX509Der},
    rsa::PublicEncryptingKey,
    signature::{self, ParsedPublicKey, RsaPublicKeyComponents, VerificationAlgorithm},
};

use super::{algorithm::Algorithm, set::Skipped};

/// How many bits an RSA key has: at least 2048 (OMN-3), and not so many that a check costs milliseconds.
const RSA_BITS: RangeInclusive<usize> = 2048..=8192;

/// What kind of key one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA with so many bits.
    Rsa(usize),
    /// A point on P-256.
    P256,
    /// A point on P-384.
    P384,
    /// A point on Curve25519.
    Ed25519,
}

impl KeyKind {
    /// The algorithms that a key of this kind may be used with.
    pub const fn algorithms(self) -> &'static [Algorithm] {
        match self {
            Self::Rsa(_) => &[Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512, Algorithm::Ps256],
            Self::P256 => &[Algorithm::Es256],
            Self::P384 => &[Algorithm::Es384],
            Self::Ed25519 => &[Algorithm::EdDsa],
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA {bits}"),
            Self::P256 => f.write_str("P-256"),
            Self::P384 => f.write_str("P-384"),
            Self::Ed25519 => f.write_str("Ed25519"),
        }
    }
}

/// A public key that can be used.
#[derive(Debug, Clone)]
pub struct PublicKey {
    kind: KeyKind,
    verifying: Vec<(Algorithm, ParsedPublicKey)>,
    sha256: [u8; 32],
}

impl PublicKey {
    /// The key in a `SubjectPublicKeyInfo` (RFC 5280), whatever its kind.
    pub(super) fn from_spki(der: &[u8]) -> Result<Self, Skipped> {
        let kinds: [&'static dyn VerificationAlgorithm; 4] = [
            &signature::RSA_PKCS1_2048_8192_SHA256,
            &signature::ECDSA_P256_SHA256_FIXED,
            &signature::ECDSA_P384_SHA384_FIXED,
            &signature::ED25519,
        ];
        let parse = |(kind, algorithm): (usize, _)| Some((kind, ParsedPublicKey::new(algorithm, der).ok()?));
        let (kind, parsed) = kinds.into_iter().enumerate().find_map(parse).ok_or(Skipped::NotAKey)?;
        match kind {
            0 => Self::rsa(&parsed),
            1 => Self::new(KeyKind::P256, &parsed),
            2 => Self::new(KeyKind::P384, &parsed),
            _ => Self::new(KeyKind::Ed25519, &parsed),
        }
    }

    /// The RSA key with this modulus and exponent, most significant byte first.
    pub(super) fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, Skipped> {
        let components = RsaPublicKeyComponents { n: without_zeros(modulus), e: without_zeros(exponent) };
        let parsed = components.to_parsed_public_key(&signature::RSA_PKCS1_2048_8192_SHA256);
        Self::rsa(&parsed.map_err(|_| Skipped::NotAKey)?)
    }

    /// The key at this point of a curve.
    pub(super) fn from_point(kind: KeyKind, point: &[u8]) -> Result<Self, Skipped> {
        let algorithm: &'static dyn VerificationAlgorithm = match kind {
            KeyKind::P256 => &signature::ECDSA_P256_SHA256_FIXED,
            KeyKind::P384 => &signature::ECDSA_P384_SHA384_FIXED,
            KeyKind::Ed25519 => &signature::ED25519,
            KeyKind::Rsa(_) => return Err(Skipped::NotAKey),
        };
        Self::new(kind, &ParsedPublicKey::new(algorithm, point).map_err(|_| Skipped::NotAKey)?)
    }

    fn rsa(parsed: &ParsedPublicKey) -> Result<Self, Skipped> {
        let der = der(parsed)?;
        // OMN-3. The library itself takes no others, and says nothing of them.
        let bits = PublicEncryptingKey::from_der(der.as_ref()).map_err(|_| Skipped::RsaSize)?.key_size_bits();
        if RSA_BITS.contains(&bits) { Self::new(KeyKind::Rsa(bits), parsed) } else { Err(Skipped::RsaSize) }
    }

    /// Whatever form it came in, what it is kept as and known by is its `SubjectPublicKeyInfo`.
    fn new(kind: KeyKind, parsed: &ParsedPublicKey) -> Result<Self, Skipped> {
        let der = der(parsed)?;
        let bind = |algorithm: &Algorithm| {
            let parsed = ParsedPublicKey::new(verification(*algorithm), der.as_ref());
            parsed.map(|parsed| (*algorithm, parsed)).map_err(|_| Skipped::NotAKey)
        };
        let verifying = kind.algorithms().iter().map(bind).collect::<Result<_, _>>()?;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest::digest(&digest::SHA256, der.as_ref()).as_ref());
        Ok(Self { kind, verifying, sha256 })
    }

    /// The same key, for this algorithm alone; `None` if it cannot be used with that.
    pub(super) fn only(mut self, algorithm: Algorithm) -> Option<Self> {
        self.verifying.retain(|(bound, _)| *bound == algorithm);
        (!self.verifying.is_empty()).then_some(self)
    }

    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The algorithms it is bound to.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        self.verifying.iter().map(|(algorithm, _)| *algorithm)
    }

    /// The SHA-256 of its `SubjectPublicKeyInfo`, by which it can be told from others.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// Whether it is bound to this algorithm, and then whether `signature` over `message` was made with it.
    pub(super) fn signed(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Option<bool> {
        let (_, key) = self.verifying.iter().find(|(bound, _)| *bound == algorithm)?;
        Some(key.verify_sig(message, signature).is_ok())
    }
}

/// What checks the signatures of an algorithm. The sizes that each takes go with it: a point of another curve, or an RSA key of
/// less than 2048 bits, verifies nothing.
fn verification(algorithm: Algorithm) -> &'static dyn VerificationAlgorithm {
    match algorithm {
        Algorithm::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &signature::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
        Algorithm::Es256 => &signature::ECDSA_P256_SHA256_FIXED,
        Algorithm::Es384 => &signature::ECDSA_P384_SHA384_FIXED,
        Algorithm::EdDsa => &signature::ED25519,
    }
}

fn der(parsed: &ParsedPublicKey) -> Result<PublicKeyX509Der<'static>, Skipped> {
    parsed.as_der().map_err(|_| Skipped::NotAKey)
}

/// Some makers put a zero before a number whose first bit is set, as ASN.1 does.
fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}
