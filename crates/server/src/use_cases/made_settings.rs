//! Authentication settings, as administrators make and change them (OMN-1, OMN-11, OMN-18).

use bonafide_domain::{
    audit::Action,
    changed::Changed,
    code_setting::{CodeFields, Scope, TokenAction},
    id::{AgentId, ChannelId, SettingId},
    mode::Mode,
    namespace::Namespace,
    outbound::OutboundUrl,
    public_key_setting::{ClientFunction, KeysServe, Party, PublicKeyFields},
    setting::AddressTrust,
    text::Name,
    token::{Algorithm, Algorithms},
};
use bonafide_store::{
    Done, Tx,
    agents::Agent,
    audit_log,
    fetched_keys::{self, FetchedKeys},
    made_settings::{self, MadeSetting, SettingFields},
};
use serde_json::{Map, Value, json};

use super::{Refused, Step, admission, agents};
use crate::secrets::AgentToken;

/// A setting to be made.
#[derive(Debug, Clone)]
pub struct NewSetting {
    /// Its name.
    pub name: Name,
    /// Whose external ids its tokens name: the account's, or ids of its own (RES-13). That is fixed once it is made.
    pub ids: Ids,
    /// Whether the addresses in its tokens are trusted (RES-12).
    pub address_trust: AddressTrust,
    /// Its fields, which say its kind.
    pub fields: SettingFields,
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// All of how codes are exchanged, but for the client secret.
    pub code: Option<CodeFields>,
}

/// A setting with what there is to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The setting.
    pub setting: MadeSetting,
    /// The name of its owner, if they still work here.
    pub owner: Option<String>,
    /// The channels that it is attached to; none, and it is unused (OMN-18).
    pub channels: Vec<(ChannelId, String)>,
    /// What its address answered with, if it was ever asked.
    pub fetched: Option<FetchedKeys>,
}

/// The account's settings, oldest first.
pub fn list(tx: &mut Tx<'_>) -> Step<Vec<Shown>> {
    made_settings::all(tx)?.into_iter().map(|setting| shown(tx, setting)).collect()
}

/// A setting by id.
pub fn find(tx: &mut Tx<'_>, id: SettingId) -> Step<Shown> {
    let setting = made_settings::find(tx, id)?.ok_or(Refused::NotFound)?;
    shown(tx, setting)
}

/// Makes a setting, whose owner is its maker. `by` is `None` for a command on the server's own machine.
pub fn create(tx: &mut Tx<'_>, by: Option<AgentId>, new: &NewSetting) -> Step<Done<Shown>> {
    let id = tx.id();
    let setting = MadeSetting {
        id,
        name: new.name.as_str().to_owned(),
        owner: by,
        namespace: match new.ids {
            Ids::Own => Namespace::Setting(id),
            Ids::Account => Namespace::Account,
        },
        address_trust: new.address_trust,
        fields: new.fields.clone(),
        has_secret: false,
        made_at: tx.now(),
    };
    made_settings::insert(tx, &setting)?;
    let mut detail = fields_detail(&setting.fields);
    detail.insert("name".to_owned(), json!(&setting.name));
    detail.insert("kind".to_owned(), json!(setting.fields.kind().as_str()));
    let namespace = match new.ids {
        Ids::Own => "own",
        Ids::Account => "account",
    };
    detail.insert("namespace".to_owned(), json!(namespace));
    audit_log::insert(tx, by, Action::SettingCreate, &id.to_string(), &Value::Object(detail))?;
    Ok(Done::quiet(shown(tx, setting)?))
}

/// Changes a setting. Its kind and its namespace stay (OMN-18). Where its client secret is sent to, only an administrator changes who may
/// change the secret itself (OMN-1).
pub fn change(tx: &mut Tx<'_>, by: &Agent, id: SettingId, change: &Change) -> Step<Done<Shown>> {
    let mut setting = taken(tx, id)?;
    if let (SettingFields::Code(before), Some(after)) = (&setting.fields, &change.code)
        && setting.has_secret
        && after.send_secret_elsewhere(before)
    {
        admission::admit_secrets(by)?;
    }
    if let Some(owner) = change.owner {
        agents::find_enabled(tx, owner)?.ok_or(Refused::Invalid("`owner` is nobody who works here."))?;
        setting.owner = Some(owner);
    }
    if let Some(name) = &change.name {
        name.as_str().clone_into(&mut setting.name);
    }
    setting.address_trust = change.address_trust.unwrap_or(setting.address_trust);
    setting.fields = changed(setting.fields, change)?;
    made_settings::update(tx, &setting)?;
    // It tells what the setting is from now on: who reads the log sees what changed from the line before.
    let mut detail = fields_detail(&setting.fields);
    detail.insert("name".to_owned(), json!(&setting.name));
    detail.insert("owner".to_owned(), json!(setting.owner.map(|owner| owner.to_string())));
    detail.insert("address_trust".to_owned(), json!(setting.address_trust.as_str()));
    audit_log::insert(tx, Some(by.id), Action::SettingChange, &id.to_string(), &Value::Object(detail))?;
    Ok(Done::quiet(shown(tx, setting)?))
}

/// The fields after a change, which are of the same kind.
fn changed(fields: SettingFields, change: &Change) -> Result<SettingFields, Refused> {
    match (fields, &change.code) {
        (SettingFields::PublicKeys(fields), None) => Ok(SettingFields::PublicKeys(PublicKeyFields {
            url: change.url.clone().unwrap_or(fields.url),
            client_function: change.client_function.clone().after(fields.client_function),
            algorithms: change.algorithms.clone().unwrap_or(fields.algorithms),
            issuer: change.issuer.clone().after(fields.issuer),
            audience: change.audience.clone().after(fields.audience),
            contexts: change.contexts.unwrap_or(fields.contexts),
            keys_serve: change.keys_serve.unwrap_or(fields.keys_serve),
        })),
        (SettingFields::PublicKeys(_), Some(_)) => {
            Err(Refused::Invalid("`code` belongs to settings of the kind oauth2_code."))
        }
        (SettingFields::Code(fields), code) => {
            let of_all = Change {
                name: change.name.clone(),
                owner: change.owner,
                address_trust: change.address_trust,
                code: code.clone(),
                ..Change::default()
            };
            if *change != of_all {
                let says = "Of a setting of the kind oauth2_code only `name`, `owner`, `address_trust` and `code` can be changed.";
                return Err(Refused::Invalid(says));
            }
            Ok(SettingFields::Code(code.clone().unwrap_or(fields)))
        }
    }
}

/// What the audit log tells of a setting's fields.
fn fields_detail(fields: &SettingFields) -> Map<String, Value> {
    let detail = match fields {
        SettingFields::PublicKeys(fields) => json!({
            "url": fields.url.as_str(),
            "client_function": fields.client_function.as_ref().map(ClientFunction::as_str),
            "algorithms": names(&fields.algorithms),
            "issuer": fields.issuer.as_ref().map(Party::as_str),
            "audience": fields.audience.as_ref().map(Party::as_str),
            "contexts": fields.contexts.as_str(),
            "keys_serve_seconds": fields.keys_serve.as_seconds(),
        }),
        SettingFields::Code(fields) => json!({
            "token_url": fields.token_url.as_str(),
            "redirect_url": fields.redirect_url.as_str(),
            "client_id": fields.client_id.as_str(),
            "client_authentication": fields.client_authentication.as_str(),
            "scope": fields.scope.as_ref().map(Scope::as_str),
            "action": action_detail(&fields.action),
        }),
    };
    match detail {
        Value::Object(members) => members,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}

fn action_detail(action: &TokenAction) -> Value {
    let kind = action.kind().as_str();
    match action {
        TokenAction::IdToken { issuer, algorithms } => {
            json!({"kind": kind, "issuer": issuer.party().as_str(), "algorithms": names(algorithms)})
        }
        TokenAction::UserInfo { url, id_field } | TokenAction::Introspection { url, id_field } => {
            json!({"kind": kind, "url": url.as_str(), "id_field": id_field.as_str()})
        }
        TokenAction::Endpoint { url } => json!({"kind": kind, "url": url.as_str()}),
    }
}

fn names(algorithms: &Algorithms) -> Vec<&'static str> {
    algorithms.iter().map(Algorithm::as_str).collect()
}

/// Whether whoever asks may give a setting another client secret: an administrator who may (OMN-1).
pub fn may_set_secret(tx: &mut Tx<'_>, token: &AgentToken, id: SettingId) -> Step<Agent> {
    let by = admission::admit_administrator(tx, token)?;
    admission::admit_secrets(&by)?;
    let setting = made_settings::find(tx, id)?.ok_or(Refused::NotFound)?;
    match setting.fields {
        SettingFields::Code(_) => Ok(by),
        SettingFields::PublicKeys(_) => {
            Err(Refused::Invalid("Only a setting of the kind oauth2_code has a client secret.").into())
        }
    }
}

/// Gives a setting another client secret (OMN-11), which is told to nobody.
pub fn set_secret(tx: &mut Tx<'_>, token: &AgentToken, id: SettingId, sealed: &[u8]) -> Step<Done<Shown>> {
    let by = may_set_secret(tx, token, id)?;
    let setting = taken(tx, id)?;
    made_settings::set_secret(tx, id, sealed)?;
    let detail = json!({"name": &setting.name});
    audit_log::insert(tx, Some(by.id), Action::SettingSetSecret, &id.to_string(), &detail)?;
    Ok(Done::quiet(shown(tx, MadeSetting { has_secret: true, ..setting })?))
}

/// Deletes a setting that is attached to nothing. Sessions that it opened end.
pub fn delete(tx: &mut Tx<'_>, by: AgentId, id: SettingId) -> Step<Done<()>> {
    let setting = taken(tx, id)?;
    if !made_settings::channels(tx, id)?.is_empty() {
        return Err(Refused::SettingInUse.into());
    }
    made_settings::delete(tx, id)?;
    let detail = json!({"name": &setting.name});
    audit_log::insert(tx, Some(by), Action::SettingDelete, &id.to_string(), &detail)?;
    Ok(Done::quiet(()))
}

/// A setting, which nobody else changes, attaches or deletes until this is done.
fn taken(tx: &mut Tx<'_>, id: SettingId) -> Step<MadeSetting> {
    if !made_settings::take(tx, id)? {
        return Err(Refused::NotFound.into());
    }
    Ok(made_settings::find(tx, id)?.ok_or(Refused::NotFound)?)
}

fn shown(tx: &mut Tx<'_>, setting: MadeSetting) -> Step<Shown> {
    let owner = match setting.owner {
        Some(owner) => agents::find_enabled(tx, owner)?.map(|owner| owner.name),
        None => None,
    };
    // What another address answered with before says nothing of this one.
    let source = setting.fields.keys();
    let of_this =
        |found: &FetchedKeys| source.as_ref().is_some_and(|source| found.url == source.url.as_str());
    let fetched = fetched_keys::find(tx, setting.id)?.filter(of_this);
    Ok(Shown { owner, channels: made_settings::channels(tx, setting.id)?, fetched, setting })
}
