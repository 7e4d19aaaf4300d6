//! The times in a token (TOK-7): whole seconds, with 60 s of leeway on each edge.
//!
//! A time that is no whole number of seconds makes the token `token_malformed`: what it was meant to say
//! cannot be judged, so neither "expired" nor "not yet valid" would be true.

use super::{
    claims::{Claim, optional},
    json::{Json, JsonKind, Members},
    refused::{AgeFault, Malformed, TokenRefused},
    warning::Warning,
};
use crate::{
    limits,
    time::{Millis, Span},
};

/// From here on a number is taken for milliseconds: as seconds it lies in the year 5138.
const LOOKS_LIKE_MILLISECONDS: i64 = 100_000_000_000;

/// Why a value is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeFault {
    /// Not a number. Even a string of digits is refused.
    #[error("is {0}, send a whole number of seconds")]
    Kind(JsonKind),
    /// A fraction, an exponent, or more than 64 bits.
    #[error("is not a whole number of seconds: send it without fraction and exponent")]
    NotWhole,
    /// Before 1970.
    #[error("is negative, send the seconds since 1970")]
    Negative,
    /// Too large for seconds.
    #[error("looks like milliseconds, send seconds")]
    Milliseconds,
}

/// `exp` must lie in the future: refused from `exp` + 60 s on.
pub(super) fn exp(
    payload: &Members,
    now: Millis,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Millis>, TokenRefused> {
    let exp = time(payload, Claim::Exp, warnings)?;
    match exp {
        Some(exp) if now >= exp.plus(limits::LEEWAY) => Err(TokenRefused::Expired(now.since(exp))),
        Some(_) | None => Ok(exp),
    }
}

/// `nbf` and `iat` must not lie in the future: refused when they are more than 60 s ahead.
pub(super) fn not_ahead(
    payload: &Members,
    claim: Claim,
    now: Millis,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Millis>, TokenRefused> {
    let time = time(payload, claim, warnings)?;
    match time {
        Some(time) if time > now.plus(limits::LEEWAY) => {
            Err(TokenRefused::NotYetValid(claim, time.since(now)))
        }
        Some(_) | None => Ok(time),
    }
}

/// The greatest age works as an `exp` that the administrator adds: refused from `iat` + age + 60 s on.
///
/// Without `iat` the token is `token_too_old` and not `iat_missing`, which the rules keep for the channels
/// whose tokens must always have one.
pub(super) fn age(issued_at: Option<Millis>, greatest: Option<Span>, now: Millis) -> Result<(), AgeFault> {
    let Some(greatest) = greatest else { return Ok(()) };
    let issued_at = issued_at.ok_or(AgeFault::NoIat)?;
    if now >= issued_at.plus(greatest).plus(limits::LEEWAY) {
        Err(AgeFault::Issued(now.since(issued_at)))
    } else {
        Ok(())
    }
}

fn time(
    payload: &Members,
    claim: Claim,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Millis>, TokenRefused> {
    optional(payload, claim, warnings)
        .map(|value| seconds(value).map_err(|fault| Malformed::Time(claim, fault).into()))
        .transpose()
}

fn seconds(value: &Json) -> Result<Millis, TimeFault> {
    match value {
        Json::Integer(seconds) if *seconds < 0 => Err(TimeFault::Negative),
        Json::Integer(seconds) if *seconds >= LOOKS_LIKE_MILLISECONDS => Err(TimeFault::Milliseconds),
        Json::Integer(seconds) => Millis::from_seconds(*seconds).ok_or(TimeFault::Milliseconds),
        Json::OtherNumber => Err(TimeFault::NotWhole),
        Json::Null => Err(TimeFault::Kind(JsonKind::Null)),
        Json::Boolean(_) => Err(TimeFault::Kind(JsonKind::Boolean)),
        Json::Text(_) => Err(TimeFault::Kind(JsonKind::Text)),
        Json::List => Err(TimeFault::Kind(JsonKind::List)),
        Json::Object(_) => Err(TimeFault::Kind(JsonKind::Object)),
    }
}
