//! Public keys: what a setting's URL answers with, which of the keys are usable, and what they prove (OMN-2, OMN-3).
//!
//! A key is bound to its algorithms when it is read: a token's `alg` picks one of those or is refused, and none of them works
//! with a shared secret. There is no way from a public key to an HMAC, so a token "signed" with the text of one proves nothing.

mod algorithm;
mod jwk;
mod key;
mod list;
mod pem;
mod prove;
mod set;

pub use algorithm::{Algorithm, Algorithms, NoAlgorithm};
pub use key::{KeyKind, PublicKey};
pub use prove::{PublicKeys, TokensAre};
pub use set::{Entry, KeySet, SetFault, SetForm, Skipped};

pub(super) use prove::prove;
