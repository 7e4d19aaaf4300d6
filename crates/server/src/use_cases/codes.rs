//! Codes that were handed over: each is claimed once, and the same call gets the same answer (OMN-13).

use bonafide_domain::{code_setting::CodeFields, id::SettingId, limits, session, token::Reason};
use bonafide_store::{
    Done, StoreError, Tx,
    codes::{self, CodeKey, Outcome},
    made_settings::{self, SettingFields},
    sessions,
};

use super::{
    Refused, Rest, Step,
    log_in::{LoggedIn, again},
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

/// The answer that the same call had before: the same refusal, or the same session with a new secret (details 18). A code opens one
/// session, and a session that has ended is not opened again by it.
pub fn repeat(tx: &mut Tx<'_>, code: &CodeKey, call: &[u8; 32], secret: &Secret256) -> Step<Done<LoggedIn>> {
    let kept = codes::find(tx, code)?.filter(|kept| kept.call == *call);
    match kept.and_then(|kept| kept.outcome) {
        Some(Outcome::Session(id)) => {
            let kept = sessions::find(tx, id)?;
            let open = kept.filter(|kept| session::admit(&kept.session, &kept.around, tx.now()).is_ok());
            let kept = open.ok_or(Refused::Login(Reason::CodeUsed))?;
            // It was asked for a new token when what it rests on is at its end.
            let token_expires = Some(kept.session.expires_at.minus(limits::LEEWAY));
            Ok(Done::quiet(again(tx, &kept, token_expires, secret)?))
        }
        Some(Outcome::Refused(word)) => {
            let reason = Reason::ALL.iter().find(|reason| reason.as_str() == word);
            let reason = reason.ok_or_else(|| StoreError::Corrupt(format!("no reason {word}")))?;
            Err(Refused::Login(*reason).into())
        }
        None => Err(Refused::Login(Reason::CodeUsed).into()),
    }
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
