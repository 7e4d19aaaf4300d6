//! Tokens: how a company's backend says who is writing, and how that is proven (TOK-1 to TOK-11, CHT-2, CHT-3, OMN-2 to OMN-7, OMN-11,
//! OMN-12).
//!
//! [`verify`] is the only way to a [`VerifiedToken`], so that "verified" is a type and not a flag. It makes
//! the checks in one order and stops at the first that fails; which of them, and with what limits, is a row per
//! kind of setting (`rules.rs`). Whoever watches them (see [`Checks`]) gets the
//! list that the login log keeps and the token debugger shows: one list of checks, two ways to read it.

mod check;
mod claims;
pub mod code;
mod compact;
pub mod context;
mod header;
mod json;
mod key;
pub mod mistake;
mod prove;
mod public;
mod reason;
mod refused;
mod rest;
mod rules;
mod sign;
mod table;
mod times;
mod unproven;
mod verify;
mod warning;

pub use check::{Check, CheckRecord, Checks, Outcome, Unwatched};
pub use claims::{Claim, PartyFault, TextFault, TokenEmail};
pub use header::{AlgFault, KidFault, PublicAlgFault};
pub use json::{JsonFault, JsonKind};
pub use key::{KeySecret, KnownKeys, SecretTooShort, TokenKey};
pub use prove::{KeyOfSetting, ProvedBy};
pub use public::{
    Algorithm, Algorithms, Entry, KeyKind, KeySet, NoAlgorithm, PublicKey, PublicKeys, SetFault, SetForm,
    Skipped, TokensAre,
};
pub use reason::Reason;
pub use refused::{AgeFault, EncodingFault, Malformed, PartsFault, SignatureFault, TokenRefused, UnknownKid};
pub use rest::{RestKey, RestToken};
pub use sign::{Claims, sign, sign_for_chat};
pub use times::TimeFault;
pub use unproven::UnprovenId;
pub use verify::{TokenPolicy, VerifiedToken, verify};
pub use warning::Warning;
