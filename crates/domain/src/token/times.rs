//! The times in a token (TOK-7, CHT-3, OMN-5): whole seconds, with the leeway of its kind on each edge.
//!
//! A time that is no whole number of seconds makes the token `token_malformed`: what it was meant to say
//! cannot be judged, so neither "expired" nor "not yet valid" would be true.

use super::{
    check::{Check, Checks},
    claims::{self, Claim, optional},
    json::{Json, JsonKind, Members},
    refused::{AgeFault, Malformed, TokenRefused},
    rules::{self, Rules},
    verify::{Run, TokenPolicy},
    warning::Warning,
};
use crate::time::{Millis, Span};

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

/// What the times of a token say.
pub(super) struct Times {
    /// Its `iat`.
    pub issued_at: Option<Millis>,
    /// Its end, without leeway.
    pub expires_at: Option<Millis>,
    /// That it is older than the account allows, where that is only reported.
    pub too_old: Option<AgeFault>,
}

/// Judges the times by the rules of the token's kind.
pub(super) fn read(
    run: &mut Run<'_, impl Checks>,
    rules: &Rules,
    payload: &Members,
    policy: &TokenPolicy,
    now: Millis,
) -> Result<Times, TokenRefused> {
    let leeway = rules.leeway;
    if rules.times == rules::Times::Required {
        run.check(Check::ExpThere, claims::there(payload, Claim::Exp, TokenRefused::ExpMissing))?;
    }
    let expires_at = run.claim(Check::Exp, |odd| exp(payload, leeway, now, odd))?;
    run.claim(Check::Nbf, |odd| not_ahead(payload, Claim::Nbf, leeway, now, odd))?;
    match rules.times {
        rules::Times::Optional => {
            let issued_at = run.claim(Check::Iat, |odd| not_ahead(payload, Claim::Iat, leeway, now, odd))?;
            let too_old = policy.age_mode.judge(age(issued_at, policy.greatest_age, leeway, now));
            if let Ok(Some(fault)) = too_old {
                run.warn(Check::GreatestAge, Warning::TooOld(fault));
            }
            let too_old = run.check(Check::GreatestAge, too_old.map_err(TokenRefused::TooOld))?;
            Ok(Times { issued_at, expires_at, too_old })
        }
        rules::Times::Required => {
            run.check(Check::IatThere, claims::there(payload, Claim::Iat, TokenRefused::IatMissing))?;
            let issued_at = run.claim(Check::Iat, |odd| not_ahead(payload, Claim::Iat, leeway, now, odd))?;
            Ok(Times { issued_at, expires_at, too_old: None })
        }
        rules::Times::Short(longest) => {
            run.check(Check::IatThere, claims::there(payload, Claim::Iat, TokenRefused::IatMissing))?;
            let issued_at = run.claim(Check::IatNear, |odd| near(payload, leeway, now, odd))?;
            let end = run.check(Check::Lifetime, end(expires_at, issued_at, longest))?;
            Ok(Times { issued_at: Some(issued_at), expires_at: Some(end), too_old: None })
        }
    }
}

/// Judges an end and a beginning alone, of a token that is of no setting.
pub(super) fn is_now(payload: &Members, leeway: Span, now: Millis) -> Result<(), TokenRefused> {
    let mut odd = Vec::new();
    exp(payload, leeway, now, &mut odd)?;
    not_ahead(payload, Claim::Nbf, leeway, now, &mut odd)?;
    not_ahead(payload, Claim::Iat, leeway, now, &mut odd).map(drop)
}

/// `exp` must lie in the future: refused from `exp` and the leeway on.
fn exp(
    payload: &Members,
    leeway: Span,
    now: Millis,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Millis>, TokenRefused> {
    let exp = time(payload, Claim::Exp, warnings)?;
    match exp {
        Some(exp) if now >= exp.plus(leeway) => Err(TokenRefused::Expired(now.since(exp))),
        Some(_) | None => Ok(exp),
    }
}

/// `nbf` and `iat` must not lie in the future: refused when they are further ahead than the leeway.
fn not_ahead(
    payload: &Members,
    claim: Claim,
    leeway: Span,
    now: Millis,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Millis>, TokenRefused> {
    let time = time(payload, claim, warnings)?;
    match time {
        Some(time) if time > now.plus(leeway) => Err(TokenRefused::NotYetValid(claim, time.since(now))),
        Some(_) | None => Ok(time),
    }
}

/// CHT-3: `iat` differs from our clock by no more than the leeway, either way.
fn near(
    payload: &Members,
    leeway: Span,
    now: Millis,
    warnings: &mut Vec<Warning>,
) -> Result<Millis, TokenRefused> {
    let issued_at = time(payload, Claim::Iat, warnings)?.ok_or(TokenRefused::IatMissing)?;
    if issued_at > now.plus(leeway) || now > issued_at.plus(leeway) {
        return Err(TokenRefused::IatOutOfRange(now.since(issued_at)));
    }
    Ok(issued_at)
}

/// CHT-3: a token ends by its `exp`, which is not too long after `iat`; without it, when the longest there may be is over.
fn end(exp: Option<Millis>, issued_at: Millis, longest: Span) -> Result<Millis, TokenRefused> {
    let latest = issued_at.plus(longest);
    match exp {
        Some(exp) if exp > latest => Err(TokenRefused::LifetimeTooLong(exp.since(issued_at))),
        Some(exp) => Ok(exp),
        None => Ok(latest),
    }
}

/// The greatest age works as an `exp` that the administrator adds: refused from `iat` + age + leeway on.
///
/// Without `iat` the token is `token_too_old` and not `iat_missing`, which the rules keep for the channels
/// whose tokens must always have one.
fn age(issued_at: Option<Millis>, greatest: Option<Span>, leeway: Span, now: Millis) -> Result<(), AgeFault> {
    let Some(greatest) = greatest else { return Ok(()) };
    let issued_at = issued_at.ok_or(AgeFault::NoIat)?;
    if now >= issued_at.plus(greatest).plus(leeway) {
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

pub(super) fn seconds(value: &Json) -> Result<Millis, TimeFault> {
    match value {
        Json::Integer(seconds) if *seconds < 0 => Err(TimeFault::Negative),
        Json::Integer(seconds) if *seconds >= LOOKS_LIKE_MILLISECONDS => Err(TimeFault::Milliseconds),
        Json::Integer(seconds) => Millis::from_seconds(*seconds).ok_or(TimeFault::Milliseconds),
        Json::OtherNumber(_) => Err(TimeFault::NotWhole),
        Json::Null => Err(TimeFault::Kind(JsonKind::Null)),
        Json::Boolean(_) => Err(TimeFault::Kind(JsonKind::Boolean)),
        Json::Text(_) => Err(TimeFault::Kind(JsonKind::Text)),
        Json::List(_) => Err(TimeFault::Kind(JsonKind::List)),
        Json::Object(_) => Err(TimeFault::Kind(JsonKind::Object)),
    }
}
