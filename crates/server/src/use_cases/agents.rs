//! The company's people: signing in and out, and making another.

use bonafide_domain::{
    audit::Action,
    email::EmailAddress,
    id::{AgentId, AgentSessionId},
    limits,
    text::Name,
    time::Millis,
};
use bonafide_store::{
    Announcement, Done, LockKey, StoreError, Tx,
    agents::{self, Agent, Colleague, Role},
    audit_log, directory,
};
use serde_json::json;

use super::{Refused, Step, admission, own_work};
use crate::secrets::{AgentToken, Secret256};

/// One of the company's people to be.
#[derive(Debug, Clone)]
pub struct NewAgent {
    /// Their id.
    pub id: AgentId,
    /// The address they sign in with.
    pub email: EmailAddress,
    /// Their name.
    pub name: Name,
    /// What they may do.
    pub role: Role,
    /// The hash of their password, in PHC form.
    pub password_hash: String,
}

/// Whether somebody may change secret fields of authentication settings (OMN-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrets {
    /// They may.
    MayChange,
    /// They may not, until somebody who may lets them.
    MayNot,
}

/// Keeps a new agent and makes them findable by their address.
pub(super) fn insert(tx: &mut Tx<'_>, new: &NewAgent, secrets: Secrets) -> Step<()> {
    let key = new.email.key().as_str();
    tx.lock(&[LockKey { kind: "agent's address", value: key.as_bytes() }])?;
    if directory::find_agent(tx, key)?.is_some() {
        return Err(Refused::AddressTaken.into());
    }
    let agent = Agent {
        id: new.id,
        email: new.email.as_str().to_owned(),
        name: new.name.as_str().to_owned(),
        role: new.role,
        password_hash: new.password_hash.clone(),
        session_epoch: 0,
        disabled: false,
        changes_secrets: secrets == Secrets::MayChange,
    };
    agents::insert(tx, &agent, key)?;
    Ok(directory::insert_agent(tx, key, new.id)?)
}

/// An administrator makes another agent or administrator.
pub fn create_agent(tx: &mut Tx<'_>, token: &AgentToken, new: &NewAgent) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    insert(tx, new, Secrets::MayNot)?;
    let detail = json!({"role": new.role.as_str()});
    audit_log::insert(tx, Some(by.id), Action::AgentCreate, &new.id.to_string(), &detail)?;
    Ok(Done::quiet(()))
}

/// An administrator who may change secret fields lets another do so too, or no more (OMN-1). Nobody takes it from themselves, so
/// that somebody always has it.
pub fn permit_secrets(tx: &mut Tx<'_>, token: &AgentToken, id: AgentId, may: bool) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    admission::admit_secrets(&by)?;
    let agent = find_enabled(tx, id)?.ok_or(Refused::NotFound)?;
    if agent.id == by.id {
        return Err(
            Refused::Invalid("Nobody takes the permission from themselves: ask another who has it.").into()
        );
    }
    match agent.role {
        Role::Administrator => {}
        Role::Agent => {
            return Err(Refused::Invalid("Only an administrator can have the permission.").into());
        }
    }
    agents::set_changes_secrets(tx, id, may)?;
    audit_log::insert(tx, Some(by.id), Action::AgentPermitSecrets, &id.to_string(), &json!({"may": may}))?;
    Ok(Done::quiet(()))
}

/// Opens a session for an agent whose password was proved against `proved.password_hash`.
pub fn sign_in(tx: &mut Tx<'_>, proved: &Agent, secret: &Secret256) -> Step<Done<(AgentSessionId, Millis)>> {
    let agent = agents::find(tx, proved.id)?.ok_or(Refused::SignIn)?;
    if agent.disabled || agent.password_hash != proved.password_hash {
        return Err(Refused::SignIn.into());
    }
    let id = tx.id();
    let expires_at = tx.now().plus(limits::AGENT_SESSION);
    agents::insert_session(tx, id, &agent, &secret.hash(), expires_at)?;
    Ok(Done::quiet((id, expires_at)))
}

/// Ends an agent's session.
pub fn sign_out(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Done<()>> {
    let agent = admission::admit_agent(tx, token)?;
    own_work::leave(tx, agent.id)?;
    agents::end_session(tx, token.session)?;
    Ok(Done { value: (), announcements: vec![Announcement::AgentSessionEnded(token.session)] })
}

/// Everyone whom a ticket can be given to, by name.
pub fn list_colleagues(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Vec<Colleague>> {
    admission::admit_agent(tx, token)?;
    Ok(agents::all_enabled(tx)?.into_iter().map(Into::into).collect())
}

/// The agents and administrators who may sign in, by name.
pub fn list_agents(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Vec<Agent>> {
    admission::admit_administrator(tx, token)?;
    Ok(agents::all_enabled(tx)?)
}

/// An agent who may sign in, for proving their password.
pub fn find_enabled(tx: &mut Tx<'_>, agent: AgentId) -> Result<Option<Agent>, StoreError> {
    Ok(agents::find(tx, agent)?.filter(|agent| !agent.disabled))
}
