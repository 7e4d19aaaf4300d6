//! The session and the evidence of a login.

use std::collections::BTreeSet;

use bonafide_domain::{
    email::EmailVerified,
    id::{ConversationId, DeviceId, SessionId, UserId},
    login::{self, On},
    session::{self, EndReason, Proof, Session},
    token::ProvedBy,
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx,
    conversations::{self, Conversation},
    devices,
    events::{self, Happening},
    evidence::{self, Evidence},
    login_contexts,
    messages::Visibility,
    sessions::{self, Epochs},
    ticket_waits, tickets, users,
};

use super::{
    Step, answer_question,
    log_in::{LoggedIn, Scene},
    log_in_address, log_out,
};

/// SES-10: the same user again. The session goes on with new evidence and a new end.
pub(super) fn renew(tx: &mut Tx<'_>, scene: &Scene<'_>, id: SessionId) -> Step<Done<LoggedIn>> {
    let kept = sessions::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no session {id}")))?;
    let (proof, _) = prove(tx, scene, id, kept.session.device)?;
    sessions::renew(tx, id, &proof, epochs(scene), scene.expires_at)?;
    let mut news = vec![Announcement::SessionRenewed(id)];
    if says_otherwise(tx, scene, kept.session.proof)? {
        say_again(tx, scene.user, &mut news)?;
    }
    let conversation = conversations::find_of_user(tx, scene.user)?;
    let told = logged_in(tx, scene, id, kept.session.device, Keeps::ItsSecret, conversation.as_ref());
    let asked = answer_question::find_open(tx, id)?.map(|question| question.written_at);
    Ok(Done { value: LoggedIn { asked, ..told }, announcements: news })
}

/// Whether other context variables come signed with a renewal than with the login, or renewal, before (OMN-7).
fn says_otherwise(tx: &mut Tx<'_>, scene: &Scene<'_>, before: Option<Proof>) -> Step<bool> {
    let Some(before) = before else { return Ok(false) };
    Ok(login_contexts::of(tx, before.evidence)? != *scene.login.token.contexts())
}

/// ROU-7: what a renewal says anew counts as what a login says. The rules decide again, and agents see it; there is no seam,
/// for the person was signed in all the time.
fn say_again(tx: &mut Tx<'_>, user: UserId, news: &mut Vec<Announcement>) -> Step<()> {
    let mut ids: Vec<_> = conversations::of_user(tx, user)?.iter().map(|theirs| theirs.id).collect();
    ids.sort_unstable();
    for id in ids {
        if conversations::take(tx, id)?.is_some() {
            route_again(tx, id, news)?;
            news.push(Announcement::PersonChanged(id));
        }
    }
    Ok(())
}

/// A new session, nothing joined. Whoever was signed in on the device is logged out first (SES-10).
pub(super) fn open(tx: &mut Tx<'_>, scene: &Scene<'_>, another: Option<SessionId>) -> Step<Done<LoggedIn>> {
    let mut announcements = Vec::new();
    if let Some(another) = another {
        if let Some(kept) = sessions::find(tx, another)? {
            announcements.extend(log_out::tell_signed_out(tx, &kept)?);
        }
        sessions::end(tx, another, EndReason::Login)?;
        announcements.push(Announcement::SessionEnded(another));
    }
    let opened = begin(tx, scene, &mut announcements)?;
    let conversation = seam(tx, scene.user, Vec::new(), &opened.evidence, &mut announcements)?;
    let secret = Keeps::TheLoginsSecret;
    let value = logged_in(tx, scene, opened.session, opened.device, secret, conversation.as_ref());
    Ok(Done { value, announcements })
}

/// A session that a login has just opened.
pub(super) struct Begun {
    pub session: SessionId,
    pub device: DeviceId,
    pub evidence: Evidence,
}

/// Opens the session of a login on its device. Any other that the device still has is replaced.
pub(super) fn begin(tx: &mut Tx<'_>, scene: &Scene<'_>, news: &mut Vec<Announcement>) -> Step<Begun> {
    let device = match login::device(scene.presented.as_ref()) {
        On::Device(device) => {
            if let Some(last) = sessions::find_of_device(tx, device)? {
                sessions::end(tx, last, EndReason::Replaced)?;
                news.push(Announcement::SessionEnded(last));
            }
            device
        }
        On::NewDevice => {
            let device = tx.id();
            devices::insert(tx, device, scene.login.channel, &scene.login.agent_text, None)?;
            device
        }
    };
    let id = tx.id();
    let (proof, evidence) = prove(tx, scene, id, device)?;
    let session = Session {
        id,
        device,
        user: scene.author,
        channel: scene.login.channel,
        proof: Some(proof),
        opened_at: tx.now(),
        expires_at: scene.expires_at,
        ended: None,
    };
    sessions::insert(
        tx,
        &session,
        &scene.login.secret.hash(),
        epochs(scene),
        Some(scene.login.login_id.as_str()),
    )?;
    Ok(Begun { session: id, device, evidence })
}

/// Keeps the evidence of this login, about who holds its external id, and the name that the token gave.
fn prove(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    session: SessionId,
    device: DeviceId,
) -> Step<(Proof, Evidence)> {
    let token = &scene.login.token;
    let evidence = Evidence {
        id: tx.id(),
        user: scene.author,
        session,
        device,
        channel: scene.login.channel,
        setting: scene.terms.setting,
        key: scene.terms.key.map(|key| key.id),
        key_name: scene.terms.key_name.clone(),
        public_key: match token.proved_by() {
            ProvedBy::PublicKey(name) => Some(name.clone()),
            ProvedBy::Key(_) | ProvedBy::Code(_) => None,
        },
        action: match token.proved_by() {
            ProvedBy::Code(action) => Some(*action),
            ProvedBy::Key(_) | ProvedBy::PublicKey(_) => None,
        },
        rule: scene.resolution.who.rule().to_owned(),
        token_sha256: *token.sha256(),
        issued_at: token.issued_at(),
        expires_at: token.expires_at(),
        accepted_at: tx.now(),
        namespace: token.namespace(),
        external_id: Some(token.external_id().as_str().to_owned()),
        name: token.name().map(|name| name.as_str().to_owned()),
        email: token.email().map(|email| email.address.as_str().to_owned()),
        email_verified: scene.brought.is_some_and(|brought| brought.verified() == EmailVerified::Yes),
    };
    evidence::insert(tx, &evidence)?;
    login_contexts::insert(tx, evidence.id, token.contexts())?;
    log_in_address::apply(tx, scene, evidence.id)?;
    if let Some(name) = token.name().filter(|name| scene.known_name != Some(name.as_str())) {
        users::set_name(tx, scene.author, name.as_str(), evidence.id)?;
    }
    let proof = Proof { evidence: evidence.id, setting: scene.terms.setting, key: evidence.key };
    Ok((proof, evidence))
}

fn epochs(scene: &Scene<'_>) -> Epochs {
    Epochs {
        user: scene.author_epoch,
        setting: Some(scene.terms.setting_epoch),
        key: scene.terms.key.map(|key| key.epoch),
    }
}

/// MRG-6: where agents see who signed in, when and how; if there is a conversation to see it in. Of several that is the one
/// last written to, and each that came with the login (MRG-9); who looks at another reads again what is known of the person.
/// Gives the one last written to.
pub(super) fn seam(
    tx: &mut Tx<'_>,
    user: UserId,
    came: Vec<ConversationId>,
    evidence: &Evidence,
    news: &mut Vec<Announcement>,
) -> Step<Option<Conversation>> {
    let theirs: Vec<_> = conversations::of_user(tx, user)?.iter().map(|theirs| theirs.id).collect();
    let latest = theirs.first().copied();
    let seams: BTreeSet<ConversationId> = came.into_iter().chain(latest).collect();
    news.extend(theirs.into_iter().filter(|id| !seams.contains(id)).map(Announcement::PersonChanged));
    let mut told = None;
    for id in seams {
        let Some(mut conversation) = conversations::take(tx, id)? else { continue };
        let signed_in = Happening::SignedIn(Box::new(evidence.clone()));
        let event = events::append(tx, &mut conversation, Visibility::All, signed_in)?;
        conversations::save(tx, &conversation)?;
        news.push(Announcement::Happened(event));
        route_again(tx, id, news)?;
        if Some(id) == latest {
            told = Some(conversation);
        }
    }
    Ok(told)
}

/// ROU-7: at a login the rules decide again about the ticket that is not closed; if an agent has taken it, it stays, and they
/// are told. The conversation was taken.
pub(super) fn route_again(tx: &mut Tx<'_>, id: ConversationId, news: &mut Vec<Announcement>) -> Step<()> {
    if let Some(live) = tickets::find_live(tx, id)?
        && ticket_waits::route_later(tx, live.id)?
    {
        news.push(Announcement::WorkChanged);
    }
    Ok(())
}

/// Which secret the session has after the login.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeps {
    /// The one it had.
    ItsSecret,
    /// The one that was made for this login.
    TheLoginsSecret,
}

/// What the device is told.
pub(super) fn logged_in(
    tx: &Tx<'_>,
    scene: &Scene<'_>,
    session: SessionId,
    device: DeviceId,
    secret: Keeps,
    conversation: Option<&Conversation>,
) -> LoggedIn {
    LoggedIn {
        session,
        new_secret: secret == Keeps::TheLoginsSecret,
        expires_at: scene.expires_at,
        renew_at: session::renewal_of(scene.login.token.expires_at(), scene.expires_at, tx.now()),
        user: scene.author,
        name: scene.name().map(str::to_owned),
        external_id: Some(scene.login.token.external_id().as_str().to_owned()),
        device,
        conversation: conversation.map(|conversation| (conversation.id, conversation.last_seq)),
        joined: false,
        asked: None,
    }
}
