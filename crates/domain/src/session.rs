//! Sessions: a device's right to act as a user, and who may act with one.

use crate::{
    id::{ChannelId, DeviceId, EvidenceId, KeyId, SessionId, SettingId, UserId},
    limits,
    time::{Millis, Span},
};

/// A number that is raised to end every session that copied it (details 8).
pub type Epoch = i64;

/// Why a session was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// Its own device logged out (SES-5).
    Logout,
    /// The device went on under another session: someone signed in on it (MRG-5, SES-10).
    Login,
    /// Another login of the same device took its place.
    Replaced,
    /// An administrator ended it (SES-7).
    Administrator,
    /// The user ended it from another device (SES-7).
    User,
}

impl EndReason {
    /// Every reason, for reading one back.
    pub const ALL: [Self; 5] = [Self::Logout, Self::Login, Self::Replaced, Self::Administrator, Self::User];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::Login => "login",
            Self::Replaced => "replaced",
            Self::Administrator => "administrator",
            Self::User => "user",
        }
    }

    /// Whether the device may present this ended session to say which device it is. After a logout it may
    /// not: whoever writes next is a new anonymous user on a new device (SES-5).
    pub const fn still_names_the_device(self) -> bool {
        match self {
            Self::Login | Self::Replaced | Self::Administrator => true,
            Self::Logout | Self::User => false,
        }
    }
}

/// What an authenticated session rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The latest login or renewal.
    pub evidence: EvidenceId,
    /// The authentication setting that accepted it.
    pub setting: SettingId,
    /// The key that signed it, where the setting has keys of ours.
    pub key: Option<KeyId>,
}

/// A session as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The device it belongs to.
    pub device: DeviceId,
    /// The user it was opened for; where that user was merged into another, still the first.
    pub user: UserId,
    /// The channel it was opened on.
    pub channel: ChannelId,
    /// What it rests on; `None` for an anonymous one.
    pub proof: Option<Proof>,
    /// When it was opened.
    pub opened_at: Millis,
    /// From when on it no longer counts, unless it is renewed.
    pub expires_at: Millis,
    /// Why it was ended, if it was.
    pub ended: Option<EndReason>,
}

/// What a session depends on, as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    /// Whom the session's user resolves to (MRG-5).
    pub root: UserId,
    /// Whether that user is banned (SES-8).
    pub user_banned: bool,
    /// Whether the device is banned from anonymous use (SES-8, SES-13).
    pub device_banned: bool,
    /// Whether the epochs of user, setting and key are those the session copied (details 8).
    pub epochs_hold: bool,
}

/// Why a session does not let anyone act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionRefused {
    /// The user or the device is banned; there is no way on as someone anonymous (SES-13).
    Banned,
    /// The device has a newer session: repeat with that one.
    Replaced,
    /// It was ended: by a logout, an administrator, the user, or with its key.
    Ended,
    /// It reached its end and was not renewed. It is not silently anonymous (SES-4).
    Expired,
}

/// Someone who may act now. Only [`admit`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    session: Session,
    root: UserId,
}

impl Actor {
    /// The session acted with.
    pub fn session(&self) -> SessionId {
        self.session.id
    }

    /// The device acted on.
    pub fn device(&self) -> DeviceId {
        self.session.device
    }

    /// The channel acted on.
    pub fn channel(&self) -> ChannelId {
        self.session.channel
    }

    /// The user the session was opened for: the author of what is written with it, and the one its evidence
    /// is about.
    pub fn author(&self) -> UserId {
        self.session.user
    }

    /// Who that is now, after merges.
    pub fn user(&self) -> UserId {
        self.root
    }

    /// What proves who this is; `None` for someone anonymous.
    pub fn proof(&self) -> Option<&Proof> {
        self.session.proof.as_ref()
    }

    /// From when on the session no longer counts.
    pub fn expires_at(&self) -> Millis {
        self.session.expires_at
    }
}

/// Whether a session lets its holder act, now.
pub fn admit(session: &Session, around: &Surroundings, now: Millis) -> Result<Actor, SessionRefused> {
    // SES-8, SES-13: a ban comes first, so that nobody banned is told to sign in again. The device's ban bars
    // anonymous use only.
    if around.user_banned || (around.device_banned && session.proof.is_none()) {
        return Err(SessionRefused::Banned);
    }
    match session.ended {
        Some(EndReason::Login | EndReason::Replaced) => return Err(SessionRefused::Replaced),
        Some(EndReason::Logout | EndReason::Administrator | EndReason::User) => {
            return Err(SessionRefused::Ended);
        }
        None => {}
    }
    // KEY-6, SES-7: ended with its key, its setting, or with all of its user's.
    if !around.epochs_hold {
        return Err(SessionRefused::Ended);
    }
    // SES-4
    if now >= session.expires_at {
        return Err(SessionRefused::Expired);
    }
    Ok(Actor { session: *session, root: around.root })
}

/// SES-4: an authenticated session ends at the earlier of the moment until which its token counts, with the leeway of its kind,
/// and the account's limit.
pub fn end_of(token_counts_until: Option<Millis>, limit: Span, now: Millis) -> Millis {
    let longest = now.plus(limit);
    token_counts_until.map_or(longest, |end| end.min(longest))
}

/// SES-4: when to ask the page for a new token: 60 seconds before the token's `exp`, or half-way to it for a
/// shorter one. A token without `exp` is renewed 60 seconds before the session's own end.
pub fn renewal_of(token_expires: Option<Millis>, session_expires: Millis, now: Millis) -> Millis {
    let end = token_expires.unwrap_or(session_expires).min(session_expires);
    let left = end.since(now).as_millis().max(0);
    let ahead = limits::RENEW_AHEAD.as_millis();
    let wait = if left >= 2 * ahead { left - ahead } else { left / 2 };
    now.plus(Span::millis(wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis::new(1_000_000);

    fn session() -> Session {
        let proof = Proof { evidence: EvidenceId::ZERO, setting: SettingId::ZERO, key: Some(KeyId::ZERO) };
        Session {
            id: SessionId::ZERO,
            device: DeviceId::ZERO,
            user: UserId::ZERO,
            channel: ChannelId::ZERO,
            proof: Some(proof),
            opened_at: Millis::new(0),
            expires_at: NOW.plus(Span::millis(1)),
            ended: None,
        }
    }

    const AROUND: Surroundings =
        Surroundings { root: UserId::ZERO, user_banned: false, device_banned: false, epochs_hold: true };

    #[test]
    fn a_live_session_acts_as_the_user_its_own_resolves_to() {
        let root = UserId::ZERO.next();
        let actor = admit(&session(), &Surroundings { root, ..AROUND }, NOW).unwrap();
        assert_eq!((actor.author(), actor.user()), (UserId::ZERO, root));
    }

    #[test]
    fn ses_4_a_session_counts_until_its_end_and_not_at_it() {
        let ends = |expires_at| admit(&Session { expires_at, ..session() }, &AROUND, NOW).err();
        assert_eq!(ends(NOW.plus(Span::millis(1))), None);
        assert_eq!(ends(NOW), Some(SessionRefused::Expired));
    }

    #[test]
    fn ses_4_a_session_ends_at_the_earlier_of_token_and_limit() {
        let limit = Span::days(14);
        assert_eq!(end_of(None, limit, NOW), NOW.plus(limit));
        assert_eq!(end_of(Some(NOW.plus(limits::LEEWAY)), limit, NOW), NOW.plus(limits::LEEWAY));
        assert_eq!(end_of(Some(NOW.plus(Span::days(30))), limit, NOW), NOW.plus(limit));
    }

    #[test]
    fn ses_4_renewal_is_asked_for_a_minute_before_the_end_or_half_way_to_it() {
        let in_seconds = |s| NOW.plus(Span::seconds(s));
        // the token's exp, the session's end, when to renew, all in seconds from now
        let table = [
            (Some(600), 660, 540),
            (Some(120), 180, 60),
            (Some(100), 160, 50),
            (Some(0), 60, 0),
            (Some(-30), 30, 0),
            (None, 1000, 940),
            (Some(5000), 1000, 940),
        ];
        for (exp, end, renew) in table {
            let at = renewal_of(exp.map(in_seconds), in_seconds(end), NOW);
            assert_eq!(at, in_seconds(renew), "{exp:?} {end}");
        }
    }

    #[test]
    fn ses_13_a_ban_comes_before_every_other_refusal() {
        let banned = Surroundings { user_banned: true, epochs_hold: false, ..AROUND };
        let ended = Session { ended: Some(EndReason::Administrator), expires_at: NOW, ..session() };
        assert_eq!(admit(&ended, &banned, NOW), Err(SessionRefused::Banned));
    }

    #[test]
    fn ses_13_a_device_ban_bars_anonymous_use_only() {
        let around = Surroundings { device_banned: true, ..AROUND };
        assert!(admit(&session(), &around, NOW).is_ok());
        let anonymous = Session { proof: None, ..session() };
        assert_eq!(admit(&anonymous, &around, NOW), Err(SessionRefused::Banned));
    }

    #[test]
    fn an_ended_session_says_whether_a_newer_one_took_its_place() {
        let table = [
            (EndReason::Logout, SessionRefused::Ended),
            (EndReason::Login, SessionRefused::Replaced),
            (EndReason::Replaced, SessionRefused::Replaced),
            (EndReason::Administrator, SessionRefused::Ended),
            (EndReason::User, SessionRefused::Ended),
        ];
        for (why, refused) in table {
            let ended = Session { ended: Some(why), ..session() };
            assert_eq!(admit(&ended, &AROUND, NOW), Err(refused), "{why:?}");
        }
    }

    #[test]
    fn key_6_a_session_whose_epochs_no_longer_hold_has_ended() {
        let around = Surroundings { epochs_hold: false, ..AROUND };
        assert_eq!(admit(&session(), &around, NOW), Err(SessionRefused::Ended));
    }
}
