//! Signing keys, as administrators make and delete them (KEY-1 to KEY-6).

use bonafide_domain::{
    audit::Action,
    id::{AgentId, KeyId},
    key::{self, LiveKey, LoginsPerDay, Rotation, Standing, Turn, Use},
    limits,
    text::KeyName,
};
use bonafide_store::{
    Announcement, Done, Tx, accounts, audit_log,
    key_links::{self, KeyLink},
    key_logins,
    keys::{self, ListedKey, NewKey},
    settings,
};
use serde_json::json;

use super::{Refused, Step};

/// A key to be made.
#[derive(Debug, Clone)]
pub struct Creation {
    /// Its id.
    pub id: KeyId,
    /// Its name.
    pub name: KeyName,
    /// The secret's first six characters (KEY-5).
    pub first_six: String,
    /// The secret, sealed under the account's data key (KEY-8).
    pub sealed_secret: Vec<u8>,
}

/// Makes a signing key. `by` is `None` for a command on the server's own machine.
pub fn create_key(tx: &mut Tx<'_>, by: Option<AgentId>, creation: &Creation) -> Step<Done<()>> {
    // KEY-3: two administrators who make the tenth at once come one after the other.
    tx.lock(&[bonafide_store::LockKey { kind: "signing keys", value: &[] }])?;
    let live: Vec<LiveKey> = keys::all(tx)?.into_iter().map(live).collect();
    key::may_create(&creation.name, &live)?;
    let setting = settings::find_signing_keys(tx)?.ok_or(Refused::NotFound)?;
    let new = NewKey {
        id: creation.id,
        setting,
        name: creation.name.as_str(),
        first_six: &creation.first_six,
        sealed_secret: &creation.sealed_secret,
        made_by: by,
    };
    if !keys::any_was_made(tx)? {
        accounts::turn_on_conversation_metadata(tx)?; // KEY-7
    }
    keys::insert(tx, &new)?;
    audit_log::insert(tx, by, Action::KeyCreate, &creation.id.kid(), &json!({"name": new.name}))?;
    Ok(Done::quiet(()))
}

fn live(listed: ListedKey) -> LiveKey {
    LiveKey { id: listed.id, name: listed.name, last_used: listed.last_used }
}

/// What becomes of the sessions that were opened with a deleted key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions {
    /// They go on.
    GoOn,
    /// They end at once: the key has leaked.
    End,
}

/// Deletes a key: its tokens are refused from now on (KEY-6). Says how many sessions were open under it.
pub fn delete_key(tx: &mut Tx<'_>, by: Option<AgentId>, id: KeyId, sessions: Sessions) -> Step<Done<i64>> {
    let listed = keys::all(tx)?.into_iter().find(|key| key.id == id).ok_or(Refused::NotFound)?;
    if !keys::delete(tx, id)? {
        return Err(Refused::NotFound.into());
    }
    key_links::revoke_all(tx, id)?; // KEY-9
    let mut announcements = Vec::new();
    if sessions == Sessions::End {
        keys::end_sessions(tx, id)?;
        announcements.push(Announcement::KeyEnded(id));
    }
    let detail = json!({
        "name": listed.name,
        "sessions": listed.sessions,
        "sessions_ended": sessions == Sessions::End,
    });
    audit_log::insert(tx, by, Action::KeyDelete, &id.kid(), &detail)?;
    Ok(Done { value: listed.sessions, announcements })
}

/// Ends every session that was opened with a key; its tokens stay good (SES-7). It may have been deleted before.
pub fn end_sessions(tx: &mut Tx<'_>, by: AgentId, id: KeyId) -> Step<Done<()>> {
    if !keys::end_sessions(tx, id)? {
        return Err(Refused::NotFound.into());
    }
    audit_log::insert(tx, Some(by), Action::KeyEndSessions, &id.kid(), &json!({}))?;
    Ok(Done { value: (), announcements: vec![Announcement::KeyEnded(id)] })
}

/// A live key with what is to be known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownKey {
    /// The key.
    pub key: ListedKey,
    /// Whether it is needed.
    pub standing: Standing,
    /// How many logins were accepted with it on each of the last days.
    pub logins_per_day: LoginsPerDay,
    /// The links that it was handed over by, newest first (KEY-9).
    pub links: Vec<KeyLink>,
}

/// The account's live keys, oldest first, and the rotation that is under way among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownKeys {
    /// The keys.
    pub keys: Vec<ShownKey>,
    /// Which key takes which one's place.
    pub rotation: Option<Rotation>,
}

/// The account's live keys, with what is to be known of them (KEY-5).
pub fn list_keys(tx: &mut Tx<'_>) -> Step<ShownKeys> {
    let (now, today) = (tx.now(), tx.now().day());
    let mut links = key_links::latest(tx, limits::KEY_LINKS)?;
    let days = key_logins::since(tx, LoginsPerDay::first(today))?;
    let shown = |key: ListedKey| {
        let usage = Use { made_at: key.made_at, last_used: key.last_used, sessions: key.sessions };
        let of_this = links.extract_if(.., |link| link.key == key.id).collect();
        let counted = days.iter().filter(|counted| counted.key == key.id);
        let logins_per_day = LoginsPerDay::new(counted.map(|of_day| (of_day.day, of_day.logins)), today);
        ShownKey { standing: key::standing(&usage, now), logins_per_day, links: of_this, key }
    };
    let keys: Vec<ShownKey> = keys::all(tx)?.into_iter().map(shown).collect();
    let turns: Vec<Turn> = keys.iter().map(turn).collect();
    Ok(ShownKeys { rotation: key::rotation(&turns, now), keys })
}

fn turn(shown: &ShownKey) -> Turn {
    let ListedKey { id, made_at, last_used, .. } = shown.key;
    Turn { id, made_at, last_used, standing: shown.standing, logins: shown.logins_per_day }
}
