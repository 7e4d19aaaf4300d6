//! Who is asking: sessions of users' devices and of agents, looked up in the transaction that acts on them.

use bonafide_domain::{
    id::{ConversationId, KeyId},
    session::{self, Actor},
    text::ClientMadeId,
};
use bonafide_store::{
    Tx,
    agents::{self, Agent, Role},
    post_terms::{self, PostTerms},
    rest_keys,
    sessions::{self, Kept, Way},
};

use super::{Refused, Step};
use crate::secrets::{AgentToken, SessionToken};

/// The session of a token whose secret is right, whether it counts or not.
pub fn find(tx: &mut Tx<'_>, token: &SessionToken) -> Step<Option<Kept>> {
    if token.account != tx.account() {
        return Ok(None);
    }
    let kept = sessions::find(tx, token.session)?;
    Ok(kept.filter(|kept| token.secret.matches(&kept.secret_hash)))
}

/// Where the session of a token leads whose secret is right: what to take before asking whether it may act.
pub fn find_way(tx: &mut Tx<'_>, token: &SessionToken) -> Step<Way> {
    if token.account != tx.account() {
        return Err(Refused::NoSession.into());
    }
    let way = sessions::find_way(tx, token.session)?;
    Ok(way.filter(|way| token.secret.matches(&way.secret_hash)).ok_or(Refused::NoSession)?)
}

/// Whoever may act with this token now.
pub fn admit(tx: &mut Tx<'_>, token: &SessionToken) -> Step<Actor> {
    let kept = find(tx, token)?.ok_or(Refused::NoSession)?;
    Ok(session::admit(&kept.session, &kept.around, tx.now())?)
}

/// Whoever may write with this token now, and what else their message rests on.
pub fn admit_writer(
    tx: &mut Tx<'_>,
    token: &SessionToken,
    client_id: &ClientMadeId,
    conversation: Option<ConversationId>,
) -> Step<(Actor, PostTerms)> {
    if token.account != tx.account() {
        return Err(Refused::NoSession.into());
    }
    let terms = post_terms::find(tx, token.session, client_id.as_str(), conversation)?;
    let terms =
        terms.filter(|terms| token.secret.matches(&terms.kept.secret_hash)).ok_or(Refused::NoSession)?;
    let actor = session::admit(&terms.kept.session, &terms.kept.around, tx.now())?;
    Ok((actor, terms))
}

/// The agent who may act with this token now.
pub fn admit_agent(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Agent> {
    if token.account != tx.account() {
        return Err(Refused::NotSignedIn.into());
    }
    let now = tx.now();
    let session = agents::find_session(tx, token.session)?
        .filter(|session| token.secret.matches(&session.secret_hash))
        .filter(|session| !session.ended && now < session.expires_at)
        .ok_or(Refused::NotSignedIn)?;
    Ok(session.agent)
}

/// The key of a program that proved it, if it is live still: it may have been deleted since.
pub fn admit_program(tx: &mut Tx<'_>, key: KeyId) -> Step<KeyId> {
    rest_keys::find(tx, key)?.map(|kept| kept.id).ok_or_else(|| Refused::NoProgram.into())
}

/// The administrator who may act with this token now (KEY-1).
pub fn admit_administrator(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Agent> {
    let agent = admit_agent(tx, token)?;
    match agent.role {
        Role::Administrator => Ok(agent),
        Role::Agent => Err(Refused::NotAdministrator.into()),
    }
}

/// Whether an administrator may change secret fields of authentication settings (OMN-1).
pub fn admit_secrets(administrator: &Agent) -> Step<()> {
    if administrator.changes_secrets { Ok(()) } else { Err(Refused::SecretsNotPermitted.into()) }
}
