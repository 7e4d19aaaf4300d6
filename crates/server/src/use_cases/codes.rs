//! Codes that were handed over: each is claimed once, and the same call gets the same answer (OMN-13).

use bonafide_domain::{
    code_setting::CodeFields,
    id::{ChannelId, SessionId, SettingId},
    identity::Who,
    limits,
    session::{self, SessionRefused},
    token::Reason,
};
use bonafide_store::{
    Done, StoreError, Tx,
    codes::{self, CodeKey, Outcome},
    evidence,
    login_log::{self, Attempt},
    made_settings::{self, SettingFields},
    sessions,
};

use super::{
    Refused, Rest, Step,
    log_in::{LoggedIn, again},
    taking::take_users,
};
use crate::secrets::Secret256;

/// Whose a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// This call's: it is to be exchanged now.
    Now,
    /// It was this very call's before, and there is an answer.
    Before,
    /// It was used: by another call, or by this one too long ago.
    Used,
}

/// Claims a code for a call. `None` while the same call is under way elsewhere and has no answer yet.
pub fn claim(tx: &mut Tx<'_>, code: &CodeKey, call: &[u8; 32]) -> Step<Done<Option<Claimed>>> {
    Ok(Done::quiet(if codes::claim(tx, code, call)? { Some(Claimed::Now) } else { look(tx, code, call)? }))
}

/// Whose a code is that was claimed. `None` while the same call is under way elsewhere and has no answer yet.
pub fn look(tx: &mut Tx<'_>, code: &CodeKey, call: &[u8; 32]) -> Step<Option<Claimed>> {
    let Some(kept) = codes::find(tx, code)? else { return Ok(Some(Claimed::Used)) };
    let ago = tx.now().since(kept.claimed_at);
    Ok(match kept.outcome {
        _ if kept.call != *call => Some(Claimed::Used),
        Some(_) if ago <= limits::CODE_REPEATS => Some(Claimed::Before),
        None if ago <= limits::EXCHANGE_WITHIN => None,
        // Without an outcome, whoever exchanged it is gone, and it is not exchanged a second time.
        Some(_) | None => Some(Claimed::Used),
    })
}

/// Keeps that a code was refused.
pub fn refuse(tx: &mut Tx<'_>, code: &CodeKey, reason: Reason) -> Step<Done<()>> {
    codes::settle(tx, code, &Outcome::Refused(reason.as_str().to_owned()))?;
    Ok(Done::quiet(()))
}

/// A call that comes again.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// The code.
    pub code: CodeKey,
    /// What the call is.
    pub call: [u8; 32],
    /// The channel.
    pub channel: ChannelId,
    /// The network address it comes from, for the login log.
    pub address: String,
    /// The secret of the session from now on.
    pub secret: Secret256,
}

/// The answer that the same call had before: the same refusal, or the same session with a new secret (details 18). A code opens one
/// session, and a session that has ended is not opened again by it; whoever was banned since is told so (SES-13). Each leaves a line in the
/// login log, as a login does.
pub fn repeat(tx: &mut Tx<'_>, repeat: &Repeat) -> Step<Done<LoggedIn>> {
    let kept = codes::find(tx, &repeat.code)?.filter(|kept| kept.call == repeat.call);
    match kept.and_then(|kept| kept.outcome) {
        Some(Outcome::Session(id)) => session_again(tx, repeat, id),
        Some(Outcome::Refused(word)) => {
            let reason = Reason::ALL.iter().find(|reason| reason.as_str() == word);
            let reason = reason.ok_or_else(|| StoreError::Corrupt(format!("no reason {word}")))?;
            refused_again(tx, repeat, *reason, None)
        }
        None => refused_again(tx, repeat, Reason::CodeUsed, None),
    }
}

fn session_again(tx: &mut Tx<'_>, repeat: &Repeat, id: SessionId) -> Step<Done<LoggedIn>> {
    // A ban comes before this or after.
    let (kept, _) = take_users(tx, |tx| opened(tx, id), |kept| [kept.around.root].into())?;
    let external_id = match kept.session.proof {
        Some(proof) => evidence::find(tx, proof.evidence)?.and_then(|evidence| evidence.external_id),
        None => None,
    };
    match session::admit(&kept.session, &kept.around, tx.now()) {
        Ok(_) => {
            // It was asked for a new token when what it rests on is at its end.
            let token_expires = Some(kept.session.expires_at.minus(limits::LEEWAY));
            let again = again(tx, &kept, token_expires, &repeat.secret)?;
            let rule = Who::Known(again.user).rule().to_owned();
            let outcome = login_log::Outcome::Accepted { rule, user: again.user, session: again.session };
            log(tx, repeat, outcome, external_id)?;
            Ok(Done::quiet(again))
        }
        Err(SessionRefused::Banned) => refused_again(tx, repeat, Reason::UserBanned, external_id),
        Err(SessionRefused::Replaced | SessionRefused::Ended | SessionRefused::Expired) => {
            refused_again(tx, repeat, Reason::CodeUsed, external_id)
        }
    }
}

/// The session that a code opened.
fn opened(tx: &mut Tx<'_>, id: SessionId) -> Step<sessions::Kept> {
    Ok(sessions::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no session {id}")))?)
}

fn refused_again<T>(
    tx: &mut Tx<'_>,
    repeat: &Repeat,
    reason: Reason,
    external_id: Option<String>,
) -> Step<T> {
    let outcome = login_log::Outcome::Refused { reason: reason.as_str().to_owned() };
    log(tx, repeat, outcome, external_id)?;
    Err(Refused::Login(reason).into())
}

fn log(
    tx: &mut Tx<'_>,
    repeat: &Repeat,
    outcome: login_log::Outcome,
    external_id: Option<String>,
) -> Step<()> {
    let attempt = Attempt {
        id: tx.id(),
        channel: repeat.channel,
        address: repeat.address.clone(),
        key: None,
        public_key: None,
        external_id,
        outcome,
        would_refuse: None,
        detail: None,
        notes: Vec::new(),
        attempts: 1,
        at: tx.now(),
    };
    Ok(login_log::insert(tx, &attempt)?)
}

/// The client secret of a setting, sealed, for the addresses in `fields`. What is in memory may be a moment old: a secret that was set for
/// other addresses since is not told to these.
pub fn find_secret(tx: &mut Tx<'_>, setting: SettingId, fields: &CodeFields) -> Step<Option<Vec<u8>>> {
    let kept = made_settings::find(tx, setting)?.map(|kept| kept.fields);
    match kept {
        Some(SettingFields::Code(kept)) if kept == *fields => Ok(made_settings::find_secret(tx, setting)?),
        Some(_) | None => Ok(None),
    }
}

/// Forgets a piece of the codes that are too old to be used.
pub fn forget_piece(tx: &mut Tx<'_>) -> Step<Done<Rest>> {
    let before = tx.now().minus(limits::CODE_KEPT);
    let forgotten = codes::forget(tx, before, limits::PIECE)?;
    Ok(Done::quiet(if forgotten > 0 { Rest::More } else { Rest::Nothing }))
}
