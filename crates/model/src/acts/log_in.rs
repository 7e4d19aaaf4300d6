//! A verified token makes a device somebody's (RES, SES, MRG).

use bonafide_domain::{
    id::{ChannelId, SessionId, UserId},
    identity::{self, Resolution, Who},
    limits,
    login::{self, Presented, Step},
    session,
    time::Millis,
    token::Reason,
};

use super::{
    end_sessions,
    log_in_address::{self, Brought},
    log_in_join, log_in_session,
    open_session::new_user,
    presented,
};
use crate::{E, Kept, Lifetime, Refused, State, Token, rows::Suggestion, world::LoggedIn};

/// Everything that a login knows once it is clear whom it is for.
pub(super) struct Scene<'a> {
    pub token: &'a Token,
    pub presented: Option<Presented>,
    pub resolution: Resolution,
    /// The address that the token brings, as it was before.
    pub brought: Brought,
    /// Who it is, after merges.
    pub user: UserId,
    /// Who holds the external id: the session is theirs, and so is all that the token gives.
    pub author: UserId,
    pub expires_at: Millis,
    pub now: Millis,
}

/// Logs in, or says why not.
pub fn log_in(
    kept: &mut Kept,
    now: Millis,
    token: &Token,
    held: Option<SessionId>,
) -> Result<LoggedIn, Refused> {
    let holder = kept.holder(token.x);
    let root = holder.map(|(_, root)| root);
    let presented = presented(kept, held);
    let brought = log_in_address::find(kept, token, holder);
    let decided = identity::resolve(root, brought.facts.as_ref(), kept.policy);
    let meant = decided.as_ref().map_or(root, |resolution| resolution.who.user());
    may_log_in(kept, token, root, meant)?;
    let resolution = log_in_address::settle(kept, token, decided)?;
    let known = match resolution.who {
        Who::Known(user) => Some(user),
        // RES-2: the holder of the address gets the external id, and all their other sessions end.
        Who::Adopted(user) => {
            kept.external_ids.push((token.x, user));
            kept.users[user].state = State::Known;
            end_sessions(kept, user);
            Some(user)
        }
        Who::New => None,
    };
    let user = known.unwrap_or_else(|| {
        let user = new_user(kept, State::Known);
        kept.external_ids.push((token.x, user));
        user
    });
    hand_on(kept, token, user);
    let author = holder.map_or(user, |(holder, _)| holder);
    let expires_at =
        session::end_of(expiry(token, now).map(|exp| exp.plus(limits::LEEWAY)), limits::SESSION, now);
    let scene = Scene { token, presented, resolution, brought, user, author, expires_at, now };
    let logged_in = match login::step(presented.as_ref(), known.map(|_| author), ChannelId::ZERO) {
        Step::Renew(id) => log_in_session::renew(kept, &scene, id),
        Step::Open => log_in_session::open(kept, &scene, None),
        Step::FromAnother(id) => log_in_session::open(kept, &scene, Some(id)),
        Step::FromAnonymous(id) => log_in_join::from_anonymous(kept, &scene, id),
    };
    if let (Some(other), Some((e, _))) = (resolution.one_person, token.email) {
        suggest(kept, author, other, e); // RES-9
    }
    Ok(logged_in)
}

fn suggest(kept: &mut Kept, one: UserId, other: UserId, e: E) {
    let users = (one.min(other), one.max(other));
    if !kept.suggestions.iter().any(|suggestion| suggestion.users == users) {
        kept.suggestions.push(Suggestion { users, e });
    }
}

/// When a token ends by its own word.
pub(super) fn expiry(token: &Token, now: Millis) -> Option<Millis> {
    match token.lifetime {
        Lifetime::Endless => None,
        Lifetime::For(span) => Some(now.plus(span)),
    }
}

/// SES-14: the refusal of earlier tokens is about whoever has the external id from now on.
fn hand_on(kept: &mut Kept, token: &Token, to: UserId) {
    let Some(place) = kept.kept_bans.iter().position(|(x, _, _)| *x == token.x) else { return };
    let (_, _, bars) = kept.kept_bans.remove(place);
    kept.users[to].bars.tokens_from = bars.with(kept.users[to].bars).tokens_from;
}

/// Whether whoever is meant is barred. `root` is whom the external id leads to.
fn may_log_in(
    kept: &Kept,
    token: &Token,
    root: Option<UserId>,
    meant: Option<UserId>,
) -> Result<(), Refused> {
    // SES-13, SES-14: what held somebody back survives their deletion.
    let of_erased = kept.kept_bans.iter().find(|(x, _, _)| root.is_none() && *x == token.x);
    let of_erased = of_erased.map(|(_, _, bars)| *bars).unwrap_or_default();
    let bars = meant.map_or(of_erased, |user| of_erased.with(kept.users[user].bars));
    if bars.is_banned {
        return Err(Refused::Login(Reason::UserBanned)); // SES-8
    }
    if login::is_revoked(token.issued_at, bars.tokens_from) {
        return Err(Refused::Login(Reason::TokenRevoked)); // SES-14
    }
    Ok(())
}
