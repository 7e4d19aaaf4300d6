//! A verified token makes a device somebody's (RES, SES, MRG).

use std::collections::{BTreeMap, BTreeSet};

use bonafide_domain::{
    id::{ChannelId, ConversationId, DeviceId, LoginAttemptId, SessionId, UserId},
    identity::{Resolution, Who},
    login::{self, Presented, Step as DeviceStep},
    namespace::Namespace,
    session,
    text::{ClientMadeId, Name},
    time::Millis,
    token::{Unwatched, VerifiedToken},
};
use bonafide_store::{
    Done, LockKey, StoreError, Tx, conversations,
    login_log::{self, Attempt, Outcome},
    login_terms::KeyTerms,
    merges, sessions, users,
    users::{User, UserState},
};

use super::{
    Refused, Step, Stop,
    address_lock::address_lock,
    admission,
    log_in_address::{self, Brought},
    log_in_join, log_in_session,
    login_checks::{self, Admitted, Concerned},
    open_session,
};
use crate::secrets::{Secret256, SessionToken};

/// A login whose token was verified.
#[derive(Debug, Clone)]
pub struct Login {
    /// The channel.
    pub channel: ChannelId,
    /// The token.
    pub token: VerifiedToken,
    /// The id that the client made for this login.
    pub login_id: ClientMadeId,
    /// The session that the device had, which says which device it is.
    pub presented: Option<SessionToken>,
    /// The network address it comes from, for the login log.
    pub address: String,
    /// What the device says it is.
    pub agent_text: String,
    /// The secret of the session to be.
    pub secret: Secret256,
    /// What the ban of its external id is kept as, if whoever had it was banned and erased (SES-13).
    pub ban_digest: [u8; 32],
}

/// A login that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedIn {
    /// The session.
    pub session: SessionId,
    /// Whether the session has the login's new secret; a renewed one keeps its own.
    pub new_secret: bool,
    /// From when on it no longer counts.
    pub expires_at: Millis,
    /// When to ask the page for another token.
    pub renew_at: Millis,
    /// Who it is.
    pub user: UserId,
    /// The user's name.
    pub name: Option<String>,
    /// The customer's own id for the user.
    pub external_id: Option<String>,
    /// The device.
    pub device: DeviceId,
    /// The user's conversation and the number of its last event.
    pub conversation: Option<(ConversationId, i64)>,
    /// Whether something written before was joined.
    pub joined: bool,
}

/// Everything that a login knows once the users it is about were taken.
pub(super) struct Scene<'a> {
    pub login: &'a Login,
    pub terms: KeyTerms,
    pub presented: Option<Presented>,
    pub resolution: Resolution,
    /// The address that the token brings.
    pub brought: Option<&'a Brought<'a>>,
    pub user: UserId,
    pub user_epoch: i64,
    /// The name the user had before.
    pub known_name: Option<&'a str>,
    pub expires_at: Millis,
}

impl Scene<'_> {
    /// The name the user has from now on: the token's, if it says one.
    pub fn name(&self) -> Option<&str> {
        self.login.token.name().map(Name::as_str).or(self.known_name)
    }
}

/// Logs in, or says why not. A login that was accepted, or refused for one of the reasons of the rules, leaves a
/// line in the login log.
pub fn log_in(tx: &mut Tx<'_>, login: &Login) -> Step<Done<LoggedIn>> {
    match accept(tx, login) {
        Ok(Accepted { done, rule, odd, one_person }) => {
            let LoggedIn { user, session, .. } = done.value;
            let outcome = Outcome::Accepted { rule: rule.to_owned(), user, session };
            let detail =
                one_person.map(|other| format!("{other} has the same address: they may be one person."));
            log(tx, login, outcome, detail, odd)?;
            Ok(done)
        }
        Err(Stop::Refused(Refused::Login(reason))) => {
            log(tx, login, Outcome::Refused { reason: reason.as_str().to_owned() }, None, None)?;
            Err(Refused::Login(reason).into())
        }
        Err(stop) => Err(stop),
    }
}

/// An accepted login, and what the log says of it.
struct Accepted {
    done: Done<LoggedIn>,
    rule: &'static str,
    /// What was odd about the address.
    odd: Option<&'static str>,
    /// Somebody who may be the same person (RES-9, RES-13).
    one_person: Option<UserId>,
}

fn accept(tx: &mut Tx<'_>, login: &Login) -> Step<Accepted> {
    lock(tx, login)?;

    let holder = users::find_by_external_id(tx, login.token.namespace(), login.token.external_id().as_str())?;
    let of_address = log_in_address::holder(tx, &login.token)?;
    let (users, presented) = take_users(tx, login, holder.into_iter().chain(of_address))?;
    // The key is read after the device's session: a session that its deletion ended is never mistaken for one that another
    // took the place of. The address is read after the users were taken: its holder may have got an external id by then.
    let mut concerned = Concerned { holder, users, ban_digest: &login.ban_digest };
    let Admitted { terms, brought, resolved } =
        login_checks::check(tx, login.channel, &login.token, &concerned, &mut Unwatched)?
            .map_err(Refused::Login)?;
    let mut known = holder.and_then(|id| concerned.users.remove(&id));
    if let Some(again) = repeated(tx, login, presented.as_ref(), known.as_ref())? {
        let rule = Who::Known(again.user).rule();
        return Ok(Accepted { done: Done::quiet(again), rule, odd: None, one_person: None });
    }

    let resolution = log_in_address::settle(tx, login, brought.as_ref(), resolved)?;
    let mut news = Vec::new();
    if let Who::Adopted(id) = resolution.who {
        let adopted = concerned.users.remove(&id);
        known = adopted.map(|user| log_in_address::adopt(tx, login, user, &mut news)).transpose()?;
    }
    let (user, user_epoch) = match &known {
        Some(user) => (user.id, user.session_epoch),
        None => (new_user(tx, login)?, 0),
    };
    let known_name = known.as_ref().and_then(|user| user.name.as_deref());
    let expires_at = session::end_of(login.token.expires_at(), terms.session_limit, tx.now());
    let (brought, who) = (brought.as_ref(), resolution.who);
    let scene =
        Scene { login, terms, presented, resolution, brought, user, user_epoch, known_name, expires_at };
    let mut done = match login::step(scene.presented.as_ref(), known.as_ref().map(|user| user.id)) {
        DeviceStep::Renew(id) => log_in_session::renew(tx, &scene, id)?,
        DeviceStep::Open => log_in_session::open(tx, &scene, None)?,
        DeviceStep::FromAnother(id) => log_in_session::open(tx, &scene, Some(id))?,
        DeviceStep::FromAnonymous(id) => log_in_join::from_anonymous(tx, &scene, id)?,
    };
    done.announcements.append(&mut news);
    let odd = scene.brought.and_then(|brought| brought.odd(scene.resolution.address));
    Ok(Accepted { done, rule: who.rule(), odd, one_person: scene.resolution.one_person })
}

/// RES-7: two logins that race for one external id or one address, or carry one session, come one after the other.
fn lock(tx: &mut Tx<'_>, login: &Login) -> Step<()> {
    let external_id = named(login.token.namespace(), login.token.external_id().as_str());
    let mut keys = vec![external_id_lock(&external_id)];
    keys.extend(login.token.email().map(|email| address_lock(email.address.key().as_str())));
    let device = open_session::presented_device(tx, login.presented.as_ref())?;
    keys.extend(device.iter().map(open_session::device_lock));
    Ok(tx.lock(&keys)?)
}

/// An external id with its namespace, in one.
pub(super) fn named(namespace: Namespace, external_id: &str) -> Vec<u8> {
    [namespace.to_bytes().as_slice(), external_id.as_bytes()].concat()
}

/// The lock of an external id: whoever decides who has it holds that.
pub(super) fn external_id_lock(named: &[u8]) -> LockKey<'_> {
    LockKey { kind: "external id", value: named }
}

/// Takes the user that the token speaks of, the one who holds its address and the one the device is now, in the order of
/// their ids, and reads again what could have changed until then.
fn take_users(
    tx: &mut Tx<'_>,
    login: &Login,
    holders: impl Iterator<Item = UserId>,
) -> Step<(BTreeMap<UserId, User>, Option<Presented>)> {
    let before = find_presented(tx, login)?;
    let ids: BTreeSet<_> = holders.chain(before.map(|presented| presented.root)).collect();
    let mut taken = BTreeMap::new();
    for id in ids {
        let user = users::take(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no user {id}")))?;
        if user.root != user.id {
            return Err(StoreError::Busy.into()); // merged meanwhile: the client tries again
        }
        taken.insert(id, user);
    }
    let now = find_presented(tx, login)?;
    if before.map(|presented| presented.root) != now.map(|presented| presented.root) {
        return Err(StoreError::Busy.into());
    }
    Ok((taken, now))
}

fn find_presented(tx: &mut Tx<'_>, login: &Login) -> Step<Option<Presented>> {
    match &login.presented {
        Some(token) => Ok(admission::find(tx, token)?.map(|kept| open_session::presented(&kept))),
        None => Ok(None),
    }
}

/// The same login again, after an answer that was lost: the same session with a new secret (details 18).
fn repeated(
    tx: &mut Tx<'_>,
    login: &Login,
    presented: Option<&Presented>,
    known: Option<&User>,
) -> Step<Option<LoggedIn>> {
    let Some(device) = presented.map(|presented| presented.session.device) else { return Ok(None) };
    let Some(id) = sessions::find_by_login(tx, device, login.login_id.as_str())? else { return Ok(None) };
    let kept = sessions::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no session {id}")))?;
    let open = kept.session.ended.is_none() && kept.around.epochs_hold && tx.now() < kept.session.expires_at;
    let (Some(user), true) = (known.filter(|user| user.id == kept.around.root), open) else {
        return Err(Refused::LoginIdUsed.into());
    };
    sessions::set_secret(tx, id, &login.secret.hash())?;
    let conversation = conversations::find_of_user(tx, user.id)?;
    Ok(Some(LoggedIn {
        session: id,
        new_secret: true,
        expires_at: kept.session.expires_at,
        renew_at: session::renewal_of(login.token.expires_at(), kept.session.expires_at, tx.now()),
        user: user.id,
        name: user.name.clone(),
        external_id: users::find_external_id(tx, user.id)?,
        device,
        conversation: conversation.map(|conversation| (conversation.id, conversation.last_seq)),
        joined: merges::joined_by(tx, user.id, id)?,
    }))
}

/// RES-3, RES-6: a new user with the external id.
fn new_user(tx: &mut Tx<'_>, login: &Login) -> Step<UserId> {
    let id = tx.id();
    users::insert(tx, id, UserState::Known)?;
    users::insert_external_id(tx, login.token.namespace(), login.token.external_id().as_str(), id)?;
    Ok(id)
}

fn log(
    tx: &mut Tx<'_>,
    login: &Login,
    outcome: Outcome,
    detail: Option<String>,
    odd: Option<&'static str>,
) -> Step<()> {
    let id: LoginAttemptId = tx.id();
    let of_the_token = login.token.warnings().iter().map(ToString::to_string);
    let warnings: Vec<String> = of_the_token.chain(odd.map(str::to_owned)).collect();
    let attempt = Attempt {
        id,
        channel: login.channel,
        address: login.address.clone(),
        key: Some(login.token.key()),
        external_id: Some(login.token.external_id().as_str().to_owned()),
        outcome,
        detail,
        warnings: (!warnings.is_empty()).then(|| warnings.join(" ")),
        attempts: 1,
        at: tx.now(),
    };
    Ok(login_log::insert(tx, &attempt)?)
}
