//! A device that is not signed in is about to write for the first time (SES-1).

use bonafide_domain::{
    id::{ChannelId, DeviceId, SessionId, UserId},
    limits,
    login::{self, On, Presented},
    session::{Session, SessionRefused},
    time::Millis,
};
use bonafide_store::{
    Done, LockKey, Tx, channels, devices,
    sessions::{self, Epochs, Kept},
    users::{self, UserState},
};

use super::{Refused, Step, admission};
use crate::secrets::{Secret256, SessionToken};

/// A device that asks for an anonymous session.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The channel it is on.
    pub channel: ChannelId,
    /// The session it had last, which says which device it is.
    pub presented: Option<SessionToken>,
    /// What the device says it is.
    pub agent_text: String,
    /// Its language, as a BCP 47 tag.
    pub locale: Option<String>,
    /// The secret of the session to be.
    pub secret: Secret256,
}

/// An anonymous session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// The session.
    pub session: SessionId,
    /// Its user, of whom nothing else is known.
    pub user: UserId,
    /// Its device.
    pub device: DeviceId,
    /// From when on it no longer counts.
    pub expires_at: Millis,
}

/// Opens an anonymous session. A device that has one gets it again, with a new secret; one that is signed in has
/// to log out first (SES-5).
pub fn open_session(tx: &mut Tx<'_>, opening: &Opening) -> Step<Done<Opened>> {
    channels::find(tx, opening.channel)?.ok_or(Refused::NoChannel)?;
    if let Some(device) = presented_device(tx, opening.presented.as_ref())? {
        tx.lock(&[device_lock(&device)])?;
    }
    let presented = match &opening.presented {
        Some(token) => admission::find(tx, token)?.map(|kept| presented(&kept)),
        None => None,
    };
    match presented {
        Some(Presented { session, open: true, .. }) if session.proof.is_some() => {
            return Err(Refused::StillSignedIn.into());
        }
        // SES-13: also one that logged out after the ban and so would count as a new device.
        Some(Presented { session, .. }) if devices::is_banned(tx, session.device)? => {
            return Err(SessionRefused::Banned.into());
        }
        Some(Presented { session, open: true, .. }) if session.expires_at > tx.now() => {
            return again(tx, &session, opening);
        }
        Some(_) | None => {}
    }
    let device = device_of(tx, presented.as_ref(), opening)?;
    let session = Session {
        id: tx.id(),
        device,
        user: tx.id(),
        channel: opening.channel,
        proof: None,
        opened_at: tx.now(),
        expires_at: tx.now().plus(limits::ANONYMOUS_SESSION),
        ended: None,
    };
    users::insert(tx, session.user, UserState::Anonymous)?;
    let epochs = Epochs { user: 0, setting: None, key: None };
    sessions::insert(tx, &session, &opening.secret.hash(), epochs, None)?;
    Ok(Done::quiet(opened(&session)))
}

/// The device that a session sent along names. It never changes, so it can be locked before anything is decided.
pub(super) fn presented_device(tx: &mut Tx<'_>, token: Option<&SessionToken>) -> Step<Option<DeviceId>> {
    match token {
        Some(token) => Ok(admission::find(tx, token)?.map(|kept| kept.session.device)),
        None => Ok(None),
    }
}

/// What holds back everyone else who would open a session on the device, or end one of it.
pub(super) fn device_lock(device: &DeviceId) -> LockKey<'_> {
    LockKey { kind: "device", value: device.as_bytes() }
}

/// A kept session as the rules of logins ask for it.
pub fn presented(kept: &Kept) -> Presented {
    let open = kept.session.ended.is_none() && kept.around.epochs_hold;
    Presented { session: kept.session, root: kept.around.root, open }
}

/// The device that has asked, made if it was not seen before.
fn device_of(tx: &mut Tx<'_>, presented: Option<&Presented>, opening: &Opening) -> Step<DeviceId> {
    match login::device(presented) {
        On::Device(device) => {
            // One that ended through an epoch, or expired, is not marked as ended yet.
            if let Some(last) = sessions::find_of_device(tx, device)? {
                sessions::end(tx, last, bonafide_domain::session::EndReason::Replaced)?;
            }
            Ok(device)
        }
        On::NewDevice => {
            let device = tx.id();
            devices::insert(tx, device, opening.channel, &opening.agent_text, opening.locale.as_deref())?;
            Ok(device)
        }
    }
}

fn again(tx: &mut Tx<'_>, session: &Session, opening: &Opening) -> Step<Done<Opened>> {
    sessions::set_secret(tx, session.id, &opening.secret.hash())?;
    Ok(Done::quiet(opened(session)))
}

fn opened(session: &Session) -> Opened {
    Opened { session: session.id, user: session.user, device: session.device, expires_at: session.expires_at }
}
