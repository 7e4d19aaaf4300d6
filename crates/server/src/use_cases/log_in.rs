//! A verified token makes a device somebody's (RES, SES, MRG).

use std::collections::BTreeSet;

use bonafide_domain::{
    id::{ChannelId, ConversationId, DeviceId, LoginAttemptId, SessionId, UserId},
    identity::{EmailConflict, Resolution, Who},
    login::{self, Presented, Step as DeviceStep},
    login_note::LoginNote,
    namespace::Namespace,
    session,
    text::{ClientMadeId, Name},
    time::Millis,
    token::{Reason, Unwatched, VerifiedToken, Warning},
};
use bonafide_store::{
    Done, LockKey, StoreError, Tx,
    codes::{self, CodeKey},
    conversations,
    login_log::{self, Attempt, Outcome},
    login_terms::KeyTerms,
    merges,
    sessions::{self, Kept},
    suggestions, users,
    users::{ExternalIdHolder, User, UserState},
};

use super::{
    Refused, Step, Stop,
    address_lock::{POLICY_LOCK, address_lock},
    admission, answer_question, ban,
    log_in_address::{self, Brought},
    log_in_join, log_in_session,
    login_checks::{self, Admitted, Concerned, Resolved},
    open_session,
    taking::take_users,
};
use crate::secrets::{Secret256, SessionToken};

/// A login whose token was verified.
#[derive(Debug, Clone)]
pub struct Login {
    /// The channel.
    pub channel: ChannelId,
    /// The token, or what was exchanged for a code.
    pub token: VerifiedToken,
    /// The code, if it was one (OMN-13).
    pub code: Option<CodeKey>,
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
    /// What a ban or a refusal of its external id is kept as, if whoever had it was erased (SES-13, SES-14).
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
    /// Who has the token's external id, whomever they were merged into.
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
    /// When the earlier conversation was last written to of which the person is asked whether it is theirs (MRG-11).
    pub asked: Option<Millis>,
}

/// Everything that a login knows once the users it is about were taken.
pub(super) struct Scene<'a> {
    pub login: &'a Login,
    pub terms: KeyTerms,
    pub presented: Option<Presented>,
    pub resolution: Resolution,
    /// The address that the token brings.
    pub brought: Option<&'a Brought<'a>>,
    /// Who it is, after merges.
    pub user: UserId,
    /// Who holds the external id of the token: the session is theirs, and so is all that the token gives (MRG-12). The same
    /// user, but where that one was merged into another.
    pub author: UserId,
    pub author_epoch: i64,
    /// The name the author had before.
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
        Ok(Accepted { done, rule, line }) => {
            let LoggedIn { user, session, .. } = done.value;
            settle(tx, login, || codes::Outcome::Session(session))?;
            log(tx, login, Outcome::Accepted { rule: rule.to_owned(), user, session }, &line)?;
            Ok(done)
        }
        Err(Stop::Refused(Refused::Login(reason))) => {
            settle(tx, login, || codes::Outcome::Refused(reason.as_str().to_owned()))?;
            let outcome = Outcome::Refused { reason: reason.as_str().to_owned() };
            log(tx, login, outcome, &Line::default())?;
            Err(Refused::Login(reason).into())
        }
        Err(stop) => Err(stop),
    }
}

/// OMN-13: what came of a code is kept with it.
fn settle(tx: &mut Tx<'_>, login: &Login, outcome: impl FnOnce() -> codes::Outcome) -> Step<()> {
    Ok(login.code.map_or(Ok(()), |code| codes::settle(tx, &code, &outcome()))?)
}

/// An accepted login, and what the log says of it.
struct Accepted {
    done: Done<LoggedIn>,
    rule: &'static str,
    line: Line,
}

/// What the log says of a login besides how it went.
#[derive(Default)]
struct Line {
    /// What is noted besides what its token was odd in.
    notes: Vec<LoginNote>,
    /// Somebody else who has the address, which is only reported (RES-4).
    conflict: Option<EmailConflict>,
}

impl Line {
    fn of(scene: &Scene<'_>, conflict: Option<EmailConflict>) -> Self {
        let was_attached =
            scene.brought.is_some_and(|brought| brought.was_attached(scene.resolution.address));
        let of_another = |EmailConflict { holder }| LoginNote::OfToken(Warning::AddressOfAnother(holder));
        let attached = was_attached.then_some(LoginNote::AddressWasAttached);
        let untrusted = scene.brought.is_some_and(Brought::is_not_trusted);
        let untrusted = untrusted.then_some(LoginNote::OfToken(Warning::AddressNotTrusted)); // RES-12
        let one_person = scene.resolution.one_person.map(LoginNote::OnePerson);
        let notes =
            untrusted.into_iter().chain(attached).chain(one_person).chain(conflict.map(of_another)).collect();
        Self { notes, conflict }
    }
}

fn accept(tx: &mut Tx<'_>, login: &Login) -> Step<Accepted> {
    lock(tx, login)?;

    // The user that the token speaks of, the one who holds its address and the one the device is now.
    let (About { holder, presented, .. }, users) = take_users(tx, |tx| About::find(tx, login), About::users)?;
    // The key is read after the device's session: a session that its deletion ended is never mistaken for one that another
    // took the place of. The address is read after the users were taken: its holder may have got an external id by then.
    let mut concerned = Concerned { holder, users, ban_digest: &login.ban_digest };
    let Admitted { terms, brought, refuses_earlier, resolved } =
        login_checks::check(tx, login.channel, &login.token, &concerned, &mut Unwatched)?
            .map_err(Refused::Login)?;
    let mut known = holder.and_then(|holder| concerned.users.remove(&holder.root));
    if let Some(again) = repeated(tx, login, presented.as_ref(), holder)? {
        let rule = Who::Known(again.user).rule();
        return Ok(Accepted { done: Done::quiet(again), rule, line: Line::default() });
    }

    let Resolved { resolution, conflict } = log_in_address::settle(tx, login, brought.as_ref(), resolved)?;
    let mut news = Vec::new();
    if let Who::Adopted(id) = resolution.who {
        let adopted = concerned.users.remove(&id);
        known = adopted.map(|user| log_in_address::adopt(tx, login, user, &mut news)).transpose()?;
    }
    let user = match &known {
        Some(user) => user.id,
        None => new_user(tx, login)?,
    };
    if refuses_earlier {
        ban::hand_on(tx, &login.ban_digest, user, known.as_ref().and_then(|user| user.tokens_from))?;
    }
    let merged = find_merged(tx, holder)?;
    let author = merged.as_ref().or(known.as_ref());
    let (author_epoch, known_name) =
        author.map_or((0, None), |author| (author.session_epoch, author.name.as_deref()));
    let author = author.map_or(user, |author| author.id);
    let expires_at = session::end_of(login.token.counts_until(), terms.session_limit, tx.now());
    let (brought, who) = (brought.as_ref(), resolution.who);
    let scene = Scene {
        login,
        terms,
        presented,
        resolution,
        brought,
        user,
        author,
        author_epoch,
        known_name,
        expires_at,
    };
    let mut done = match login::step(scene.presented.as_ref(), known.as_ref().map(|_| author), login.channel)
    {
        DeviceStep::Renew(id) => log_in_session::renew(tx, &scene, id)?,
        DeviceStep::Open => log_in_session::open(tx, &scene, None)?,
        DeviceStep::FromAnother(id) => log_in_session::open(tx, &scene, Some(id))?,
        DeviceStep::FromAnonymous(id) => log_in_join::from_anonymous(tx, &scene, id)?,
    };
    done.announcements.append(&mut news);
    done.announcements.extend(log_in_address::tell(tx, &scene)?);
    if let (Some(other), Some(email)) = (scene.resolution.one_person, login.token.email()) {
        suggestions::note(tx, author, other, email.address.as_str())?; // RES-9, RES-13
    }
    Ok(Accepted { done, rule: who.rule(), line: Line::of(&scene, conflict) })
}

/// RES-7: two logins that race for one external id or one address, or carry one session, come one after the other.
fn lock(tx: &mut Tx<'_>, login: &Login) -> Step<()> {
    let external_id = named(login.token.namespace(), login.token.external_id().as_str());
    let mut keys = vec![external_id_lock(&external_id)];
    let address = login.token.email().map(|email| address_lock(email.address.key().as_str()));
    keys.extend(address);
    let device = open_session::presented_device(tx, login.presented.as_ref())?;
    keys.extend(device.iter().map(open_session::device_lock));
    match (address, &device) {
        (None, None) => Ok(tx.lock(&keys)?),
        // EML-6, MRG-11: what becomes of an address, and of what was written on the device, rests on a policy.
        (Some(_), _) | (_, Some(_)) => Ok(tx.lock_sharing(POLICY_LOCK, &keys)?),
    }
}

/// An external id with its namespace, in one.
pub(super) fn named(namespace: Namespace, external_id: &str) -> Vec<u8> {
    [namespace.to_bytes().as_slice(), external_id.as_bytes()].concat()
}

/// The lock of an external id: whoever decides who has it holds that.
pub(super) fn external_id_lock(named: &[u8]) -> LockKey<'_> {
    LockKey { kind: "external id", value: named }
}

/// Who holds the external id, where they were merged into another.
fn find_merged(tx: &mut Tx<'_>, holder: Option<ExternalIdHolder>) -> Step<Option<User>> {
    match holder.filter(|holder| holder.user != holder.root) {
        Some(holder) => Ok(users::find(tx, holder.user)?),
        None => Ok(None),
    }
}

/// Whom a login is about.
struct About {
    /// Who holds the external id.
    holder: Option<ExternalIdHolder>,
    /// Who holds the address, and whom they claimed it from.
    of_address: BTreeSet<UserId>,
    /// The session that came with the login.
    presented: Option<Presented>,
}

impl About {
    fn find(tx: &mut Tx<'_>, login: &Login) -> Step<Self> {
        let (namespace, external_id) = (login.token.namespace(), login.token.external_id());
        Ok(Self {
            holder: users::find_by_external_id(tx, namespace, external_id.as_str())?,
            of_address: log_in_address::holders(tx, &login.token)?,
            presented: find_presented(tx, login)?,
        })
    }

    /// Who they are, after merges, each once and in order.
    fn users(&self) -> BTreeSet<UserId> {
        let presented = self.presented.map(|presented| presented.root);
        let of_address = self.of_address.iter().copied();
        self.holder.map(|holder| holder.root).into_iter().chain(of_address).chain(presented).collect()
    }
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
    holder: Option<ExternalIdHolder>,
) -> Step<Option<LoggedIn>> {
    let Some(device) = presented.map(|presented| presented.session.device) else { return Ok(None) };
    let Some(id) = sessions::find_by_login(tx, device, login.login_id.as_str())? else { return Ok(None) };
    let kept = sessions::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no session {id}")))?;
    let open = kept.session.ended.is_none() && kept.around.epochs_hold && tx.now() < kept.session.expires_at;
    // Whoever is one person with its user by now has a session of their own (SES-11).
    if !open || holder.is_none_or(|holder| holder.user != kept.session.user) {
        return Err(Refused::LoginIdUsed.into());
    }
    again(tx, &kept, login.token.expires_at(), &login.secret).map(Some)
}

/// The answer to a login whose answer was lost: its session with a new secret. It is told whom the session was opened for, as at
/// first; only the conversation is that of whoever they were merged into since.
pub(super) fn again(
    tx: &mut Tx<'_>,
    kept: &Kept,
    token_expires: Option<Millis>,
    secret: &Secret256,
) -> Step<LoggedIn> {
    let (id, author) = (kept.session.id, kept.session.user);
    let user = users::find(tx, author)?.ok_or_else(|| StoreError::Corrupt(format!("no user {author}")))?;
    sessions::set_secret(tx, id, &secret.hash())?;
    let conversation = conversations::find_of_user(tx, kept.around.root)?;
    Ok(LoggedIn {
        session: id,
        new_secret: true,
        expires_at: kept.session.expires_at,
        renew_at: session::renewal_of(token_expires, kept.session.expires_at, tx.now()),
        user: author,
        name: user.name,
        external_id: users::find_external_id(tx, author)?,
        device: kept.session.device,
        conversation: conversation.map(|conversation| (conversation.id, conversation.last_seq)),
        joined: merges::joined_by(tx, author, id)?,
        asked: answer_question::find_open(tx, id)?.map(|question| question.written_at),
    })
}

/// RES-3, RES-6: a new user with the external id.
fn new_user(tx: &mut Tx<'_>, login: &Login) -> Step<UserId> {
    let id = tx.id();
    users::insert(tx, id, UserState::Known)?;
    users::insert_external_id(tx, login.token.namespace(), login.token.external_id().as_str(), id)?;
    Ok(id)
}

fn log(tx: &mut Tx<'_>, login: &Login, outcome: Outcome, line: &Line) -> Step<()> {
    let id: LoginAttemptId = tx.id();
    let of_the_token = login.token.warnings().iter().copied().map(LoginNote::OfToken);
    let notes = of_the_token.chain(line.notes.iter().copied()).map(|note| (&note).into()).collect();
    // The first, in the order of the checks.
    let would_refuse = login.token.would_refuse().or(line.conflict.map(|_| Reason::EmailConflict));
    let was_refused = matches!(outcome, Outcome::Refused { .. });
    let attempt = Attempt {
        id,
        channel: login.channel,
        address: login.address.clone(),
        key: login.token.key(),
        public_key: login.token.public_key(),
        external_id: Some(login.token.external_id().as_str().to_owned()),
        outcome,
        would_refuse: would_refuse.filter(|_| !was_refused).map(|reason| reason.as_str().to_owned()),
        detail: None,
        notes,
        attempts: 1,
        at: tx.now(),
    };
    Ok(login_log::insert(tx, &attempt)?)
}
