//! The algorithms that work with a public key (OMN-3). None with a shared secret is among them.

/// A signature algorithm with a private and a public key (RFC 7518, section 3.1; RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// RSA with PKCS#1 v1.5 and SHA-256.
    Rs256,
    /// RSA with PKCS#1 v1.5 and SHA-384.
    Rs384,
    /// RSA with PKCS#1 v1.5 and SHA-512.
    Rs512,
    /// RSA with PSS and SHA-256.
    Ps256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// `EdDSA` on Curve25519.
    EdDsa,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Rs256, Self::Rs384, Self::Rs512, Self::Ps256, Self::Es256, Self::Es384, Self::EdDsa];

    /// The name that stands in `alg`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The one with exactly this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// The algorithms that a setting allows: at least one, each once, in one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Algorithms(Vec<Algorithm>);

/// A setting that allows no algorithm would accept nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a setting allows at least one algorithm")]
pub struct NoAlgorithm;

impl Algorithms {
    /// These.
    pub fn new(algorithms: impl IntoIterator<Item = Algorithm>) -> Result<Self, NoAlgorithm> {
        let mut algorithms: Vec<_> = algorithms.into_iter().collect();
        algorithms.sort_unstable();
        algorithms.dedup();
        if algorithms.is_empty() { Err(NoAlgorithm) } else { Ok(Self(algorithms)) }
    }

    /// Whether this one is allowed.
    pub fn allow(&self, algorithm: Algorithm) -> bool {
        self.0.contains(&algorithm)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Algorithm> {
        self.0.iter().copied()
    }
}

impl Default for Algorithms {
    /// OMN-3: RS256, unless an administrator allows others.
    fn default() -> Self {
        Self(vec![Algorithm::Rs256])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omn_3_rs256_is_what_a_setting_allows_by_default() {
        assert_eq!(Algorithms::default().iter().collect::<Vec<_>>(), [Algorithm::Rs256]);
    }

    #[test]
    fn omn_3_a_setting_allows_at_least_one_and_each_once() {
        assert_eq!(Algorithms::new([]), Err(NoAlgorithm));
        let twice = Algorithms::new([Algorithm::Es256, Algorithm::Rs256, Algorithm::Es256]).unwrap();
        assert_eq!(twice.iter().collect::<Vec<_>>(), [Algorithm::Rs256, Algorithm::Es256]);
    }

    #[test]
    fn omn_3_no_algorithm_with_a_shared_secret_is_known() {
        for name in
            ["HS256", "HS384", "HS512", "none", "None", "", "rs256", "ES256K", "RS1", "PS512", "ES512"]
        {
            assert_eq!(Algorithm::named(name), None, "{name}");
        }
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::named(algorithm.as_str()), Some(algorithm));
        }
    }
}
