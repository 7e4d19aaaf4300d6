//! A device that is not signed in is about to write for the first time (SES-1).

use bonafide_domain::{
    id::{ChannelId, SessionId},
    identity::Bars,
    limits,
    login::{self, On, Presented},
    session::{EndReason, Session, SessionRefused},
    time::Millis,
};

use super::{end, presented};
use crate::{Answer, Kept, KeptSession, Refused, State, User};

/// Opens an anonymous session. A device that has one gets it again.
pub fn open_session(kept: &mut Kept, now: Millis, held: Option<SessionId>) -> Result<Answer, Refused> {
    let presented = presented(kept, held);
    match presented {
        Some(Presented { session, open: true, .. }) if session.proof.is_some() => {
            return Err(Refused::StillSignedIn);
        }
        // SES-13
        Some(Presented { session, .. }) if kept.device_is_banned(session.device) => {
            return Err(SessionRefused::Banned.into());
        }
        Some(Presented { session, open: true, .. }) if session.expires_at > now => {
            return Ok(opened(&session));
        }
        Some(_) | None => {}
    }
    let device = match login::device(presented.as_ref()) {
        On::Device(device) => {
            end_last(kept, device);
            device
        }
        On::NewDevice => kept.devices.add(false),
    };
    let user = new_user(kept, State::Anonymous);
    let session = Session {
        id: kept.sessions.next(),
        device,
        user,
        channel: ChannelId::ZERO,
        proof: None,
        opened_at: now,
        expires_at: now.plus(limits::ANONYMOUS_SESSION),
        ended: None,
    };
    kept.sessions.add(KeptSession { session, epoch: 0 });
    Ok(opened(&session))
}

/// Ends what a device still has: one that ended through an epoch, or expired, is not marked as ended yet.
pub(super) fn end_last(kept: &mut Kept, device: bonafide_domain::id::DeviceId) {
    let mut all = kept.sessions.rows().map(|kept| kept.session);
    let last = all.find(|session| session.device == device && session.ended.is_none()).map(|last| last.id);
    drop(all);
    if let Some(last) = last {
        end(kept, last, EndReason::Replaced);
    }
}

/// A user who leads to nobody else.
pub(super) fn new_user(kept: &mut Kept, state: State) -> bonafide_domain::id::UserId {
    let root = kept.users.next();
    kept.users.add(User { root, state, name: None, bars: Bars::default(), epoch: 0 })
}

fn opened(session: &Session) -> Answer {
    Answer::Opened {
        session: session.id,
        user: session.user,
        device: session.device,
        expires_at: session.expires_at,
    }
}
