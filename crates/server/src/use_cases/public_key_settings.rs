//! Authentication settings of public keys, as administrators make and change them (OMN-1, OMN-18).

use bonafide_domain::{
    audit::Action,
    changed::Changed,
    id::{AgentId, ChannelId, SettingId},
    mode::Mode,
    namespace::Namespace,
    outbound::OutboundUrl,
    public_key_setting::{ClientFunction, KeysServe, Party, PublicKeyFields},
    setting::{AddressTrust, SettingKind},
    text::Name,
    token::{Algorithm, Algorithms},
};
use bonafide_store::{
    Done, Tx, audit_log,
    fetched_keys::{self, FetchedKeys},
    public_keys::{self, PublicKeySetting},
};
use serde_json::json;

use super::{Refused, Step, agents};

/// A setting to be made.
#[derive(Debug, Clone)]
pub struct NewSetting {
    /// Its name.
    pub name: Name,
    /// Whose external ids its tokens name: the account's, or ids of its own (RES-13). That is fixed once it is made.
    pub ids: Ids,
    /// Whether the addresses in its tokens are trusted (RES-12).
    pub address_trust: AddressTrust,
    /// Its fields.
    pub fields: PublicKeyFields,
}

/// Where the external ids of a setting live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    /// In a namespace of the setting's own.
    Own,
    /// In the account's, with those of signing keys, chats and the REST API.
    Account,
}

/// What may be changed of a setting; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Its name.
    pub name: Option<Name>,
    /// Who owns it.
    pub owner: Option<AgentId>,
    /// Whether the addresses in its tokens are trusted.
    pub address_trust: Option<AddressTrust>,
    /// Where its keys are fetched.
    pub url: Option<OutboundUrl>,
    /// The page's function that gives tokens.
    pub client_function: Changed<ClientFunction>,
    /// The algorithms that it allows.
    pub algorithms: Option<Algorithms>,
    /// What `iss` must be.
    pub issuer: Changed<Party>,
    /// What `aud` must have.
    pub audience: Changed<Party>,
    /// Whether malformed context variables refuse the login.
    pub contexts: Option<Mode>,
    /// How long the last good keys serve.
    pub keys_serve: Option<KeysServe>,
}

/// A setting with what there is to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The setting.
    pub setting: PublicKeySetting,
    /// The name of its owner, if they still work here.
    pub owner: Option<String>,
    /// The channels that it is attached to; none, and it is unused (OMN-18).
    pub channels: Vec<(ChannelId, String)>,
    /// What its address answered with, if it was ever asked.
    pub fetched: Option<FetchedKeys>,
}

/// The account's settings, oldest first.
pub fn list(tx: &mut Tx<'_>) -> Step<Vec<Shown>> {
    public_keys::all(tx)?.into_iter().map(|setting| shown(tx, setting)).collect()
}

/// A setting by id.
pub fn find(tx: &mut Tx<'_>, id: SettingId) -> Step<Shown> {
    let setting = public_keys::find(tx, id)?.ok_or(Refused::NotFound)?;
    shown(tx, setting)
}

/// Makes a setting, whose owner is its maker. `by` is `None` for a command on the server's own machine.
pub fn create(tx: &mut Tx<'_>, by: Option<AgentId>, new: &NewSetting) -> Step<Done<Shown>> {
    let id = tx.id();
    let setting = PublicKeySetting {
        id,
        name: new.name.as_str().to_owned(),
        owner: by,
        namespace: match new.ids {
            Ids::Own => Namespace::Setting(id),
            Ids::Account => Namespace::Account,
        },
        address_trust: new.address_trust,
        fields: new.fields.clone(),
        made_at: tx.now(),
    };
    public_keys::insert(tx, &setting)?;
    let namespace = match new.ids {
        Ids::Own => "own",
        Ids::Account => "account",
    };
    let detail = json!({
        "name": &setting.name,
        "kind": SettingKind::PublicKeys.as_str(),
        "namespace": namespace,
        "url": setting.fields.url.as_str(),
    });
    audit_log::insert(tx, by, Action::SettingCreate, &id.to_string(), &detail)?;
    Ok(Done::quiet(shown(tx, setting)?))
}

/// Changes a setting. Its kind and its namespace stay (OMN-18).
pub fn change(tx: &mut Tx<'_>, by: AgentId, id: SettingId, change: &Change) -> Step<Done<Shown>> {
    let mut setting = taken(tx, id)?;
    if let Some(owner) = change.owner {
        agents::find_enabled(tx, owner)?.ok_or(Refused::Invalid("`owner` is nobody who works here."))?;
        setting.owner = Some(owner);
    }
    if let Some(name) = &change.name {
        name.as_str().clone_into(&mut setting.name);
    }
    setting.address_trust = change.address_trust.unwrap_or(setting.address_trust);
    let fields = setting.fields;
    setting.fields = PublicKeyFields {
        url: change.url.clone().unwrap_or(fields.url),
        client_function: change.client_function.clone().after(fields.client_function),
        algorithms: change.algorithms.clone().unwrap_or(fields.algorithms),
        issuer: change.issuer.clone().after(fields.issuer),
        audience: change.audience.clone().after(fields.audience),
        contexts: change.contexts.unwrap_or(fields.contexts),
        keys_serve: change.keys_serve.unwrap_or(fields.keys_serve),
    };
    public_keys::update(tx, &setting)?;
    let PublicKeyFields { url, client_function, algorithms, issuer, audience, contexts, keys_serve } =
        &setting.fields;
    // It tells what the setting is from now on: who reads the log sees what changed from the line before.
    let detail = json!({
        "name": &setting.name,
        "owner": setting.owner.map(|owner| owner.to_string()),
        "url": url.as_str(),
        "client_function": client_function.as_ref().map(ClientFunction::as_str),
        "algorithms": algorithms.iter().map(Algorithm::as_str).collect::<Vec<_>>(),
        "issuer": issuer.as_ref().map(Party::as_str),
        "audience": audience.as_ref().map(Party::as_str),
        "contexts": contexts.as_str(),
        "keys_serve_seconds": keys_serve.as_seconds(),
        "address_trust": setting.address_trust.as_str(),
    });
    audit_log::insert(tx, Some(by), Action::SettingChange, &id.to_string(), &detail)?;
    Ok(Done::quiet(shown(tx, setting)?))
}

/// Deletes a setting that is attached to nothing. Sessions that it opened end.
pub fn delete(tx: &mut Tx<'_>, by: AgentId, id: SettingId) -> Step<Done<()>> {
    let setting = taken(tx, id)?;
    if !public_keys::channels(tx, id)?.is_empty() {
        return Err(Refused::SettingInUse.into());
    }
    public_keys::delete(tx, id)?;
    let detail = json!({"name": &setting.name});
    audit_log::insert(tx, Some(by), Action::SettingDelete, &id.to_string(), &detail)?;
    Ok(Done::quiet(()))
}

/// A setting, which nobody else changes, attaches or deletes until this is done.
fn taken(tx: &mut Tx<'_>, id: SettingId) -> Step<PublicKeySetting> {
    if !public_keys::take(tx, id)? {
        return Err(Refused::NotFound.into());
    }
    Ok(public_keys::find(tx, id)?.ok_or(Refused::NotFound)?)
}

fn shown(tx: &mut Tx<'_>, setting: PublicKeySetting) -> Step<Shown> {
    let owner = match setting.owner {
        Some(owner) => agents::find_enabled(tx, owner)?.map(|owner| owner.name),
        None => None,
    };
    // What another address answered with before says nothing of this one.
    let fetched =
        fetched_keys::find(tx, setting.id)?.filter(|found| found.url == setting.fields.url.as_str());
    Ok(Shown { owner, channels: public_keys::channels(tx, setting.id)?, fetched, setting })
}
