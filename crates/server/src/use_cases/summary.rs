//! What is proven of a conversation, at a glance (ROU-5): whether the person is signed in, by which setting, until when, what
//! their login said, and the record that it leads to.

use bonafide_domain::{
    context::ContextVariables,
    id::{ConversationId, SettingId, UserId, WorkstreamId},
    mark::{self, PersonMark},
    record::{self, LinkedBy, NotLinked},
    routing::{Told, told},
    setting::SettingKind,
    time::Millis,
};
use bonafide_store::{
    StoreError, Tx,
    evidence::{self, Evidence},
    login_contexts,
    records::{self, Kept},
    sessions, settings, users, workstreams,
};

use super::{Step, admission, conversation::find_root};
use crate::secrets::AgentToken;

/// What is proven of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Whether the person is signed in now.
    pub mark: PersonMark,
    /// The latest login: what it said goes before what earlier ones said. `None` of somebody who is not signed in, and was
    /// not until their session expired.
    pub login: Option<Login>,
}

/// The login that speaks for a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Login {
    /// Its evidence.
    pub evidence: Evidence,
    /// The setting that accepted it.
    pub setting: Setting,
    /// Until when its session counts, or counted.
    pub until: Millis,
    /// The context variables that came signed with it, by name.
    pub variables: Vec<Told>,
    /// The workstream that defines context variables for the channel, by name.
    pub workstream: Option<String>,
    /// The record that it leads to and what by, or why to none; nothing where the account keeps no records.
    pub record: Option<Result<(Kept, LinkedBy), NotLinked>>,
}

/// An authentication setting by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its id.
    pub id: SettingId,
    /// Its name.
    pub name: String,
    /// Its kind of proof.
    pub kind: SettingKind,
}

/// The summary of a conversation. The id may be that of one that was joined into another.
pub fn read(tx: &mut Tx<'_>, token: &AgentToken, id: ConversationId) -> Step<Summary> {
    admission::admit_agent(tx, token)?;
    let conversation = find_root(tx, id)?;
    let person = conversation.user;
    let banned = users::find(tx, person)?.is_some_and(|user| user.banned_at.is_some());
    let longest = sessions::longest_signed_in(tx, person)?.map(|(until, _)| until);
    let mark = mark::of_person(banned, longest, tx.now());
    let latest = latest(tx, person)?;
    let login = match latest {
        Some((until, evidence)) => {
            let workstream = workstreams::of_channel(tx, conversation.channel)?;
            Some(of_login(tx, until, evidence, workstream.map(|(id, _)| id))?)
        }
        None => None,
    };
    Ok(Summary { mark, login })
}

fn latest(tx: &mut Tx<'_>, person: UserId) -> Step<Option<(Millis, Evidence)>> {
    let Some((until, id)) = sessions::latest_signed_in(tx, person)? else { return Ok(None) };
    Ok(evidence::find(tx, id)?.map(|evidence| (until, evidence)))
}

fn of_login(
    tx: &mut Tx<'_>,
    until: Millis,
    evidence: Evidence,
    workstream: Option<WorkstreamId>,
) -> Step<Login> {
    let workstream = match workstream {
        Some(id) => workstreams::find(tx, id)?,
        None => None,
    };
    let contexts = login_contexts::of(tx, evidence.id)?;
    let defined = workstream.as_ref().map(|it| it.draft.variables.as_slice()).unwrap_or_default();
    let (name, kind) = settings::find_name(tx, evidence.setting)?
        .ok_or_else(|| StoreError::Corrupt(format!("no setting {}", evidence.setting)))?;
    Ok(Login {
        setting: Setting { id: evidence.setting, name, kind },
        until,
        variables: told(&contexts, defined),
        workstream: workstream.map(|it| it.name),
        record: linked(tx, &evidence, &contexts)?,
        evidence,
    })
}

/// OMN-6, OMN-15: the record that a login leads to. Nobody's user is found by it, and nothing is marked. Who keeps no records
/// at all is not told of each login that it leads to none.
fn linked(
    tx: &mut Tx<'_>,
    evidence: &Evidence,
    contexts: &ContextVariables,
) -> Step<Option<Result<(Kept, LinkedBy), NotLinked>>> {
    let by_sub = match &evidence.external_id {
        Some(sub) => records::with_id(tx, evidence.namespace, sub)?,
        None => Vec::new(),
    };
    let by_contact = match record::named_contact(contexts) {
        Some(contact) => records::with_id(tx, evidence.namespace, contact.as_str())?,
        None => Vec::new(),
    };
    let matches = |found: &[Kept]| found.iter().map(Kept::as_match).collect::<Vec<_>>();
    let link = record::link(&matches(&by_sub), &matches(&by_contact));
    if link == Err(NotLinked::NoRecord) && records::page(tx, None, 1)?.is_empty() {
        return Ok(None);
    }
    Ok(Some(link.and_then(|link| {
        let all = by_sub.into_iter().chain(by_contact);
        let found = all.into_iter().find(|kept| kept.id == link.record);
        found.map(|kept| (kept, link.by)).ok_or(NotLinked::NoRecord)
    })))
}
