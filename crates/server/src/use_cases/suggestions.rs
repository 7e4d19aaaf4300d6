//! Who may be the same person as a user, and which merges lead to them, as agents see it (RES-9, RES-13, MRG-8).

use bonafide_domain::{
    audit::Action,
    id::{SuggestionId, UserId},
    time::Millis,
};
use bonafide_store::{
    Done, Tx,
    agents::{self, Colleague},
    audit_log,
    merges::{self, How, Merge},
    suggestions::{self, Suggestion},
};
use serde_json::json;

use super::{
    Refused, Step, admission,
    person::{self, Person},
};
use crate::secrets::AgentToken;

/// What there is to know about who a user is besides themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kin {
    /// The merges that lead to them, newest first, with who made each by hand.
    pub merges: Vec<(Merge, Option<Colleague>)>,
    /// Who may be the same person, by address and since when.
    pub suggestions: Vec<Suggested>,
}

/// Somebody who may be the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// The suggestion.
    pub id: SuggestionId,
    /// Who it may be.
    pub person: Person,
    /// The address that both had something to do with.
    pub address: String,
    /// Since when.
    pub since: Millis,
}

/// The merges and suggestions of whom an id leads to.
pub fn list(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Kin> {
    admission::admit_agent(tx, token)?;
    let root = person::find_root(tx, user)?.id;
    let mut kin = Kin { merges: Vec::new(), suggestions: Vec::new() };
    for merge in merges::of_user(tx, root)? {
        let agent = match &merge.done.how {
            How::Login(_) | How::Answer(_) => None,
            How::Hand { agent, .. } => agents::find(tx, *agent)?.map(Colleague::from),
        };
        kin.merges.push((merge, agent));
    }
    for Suggestion { id, users: (_, other), address, suggested_at } in suggestions::of_user(tx, root)? {
        kin.suggestions.push(Suggested {
            id,
            person: person::load(tx, other)?,
            address,
            since: suggested_at,
        });
    }
    Ok(kin)
}

/// Dismisses a suggestion for good: an agent has found that the two are not one.
pub fn dismiss(tx: &mut Tx<'_>, token: &AgentToken, id: SuggestionId) -> Step<Done<()>> {
    let agent = admission::admit_agent(tx, token)?;
    let Suggestion { users: (user, other), .. } = suggestions::find(tx, id)?.ok_or(Refused::NotFound)?;
    if !suggestions::dismiss(tx, id, agent.id)? {
        return Err(Refused::NotFound.into()); // somebody else did at this moment
    }
    let detail = json!({ "suggestion": id, "other": other });
    audit_log::insert(tx, Some(agent.id), Action::UserDismissSuggestion, &user.to_string(), &detail)?;
    Ok(Done::quiet(()))
}
