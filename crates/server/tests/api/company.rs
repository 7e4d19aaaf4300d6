//! A company that uses the server: an account with its people, a channel and signing keys.

use std::sync::OnceLock;

use bonafide_domain::{
    email::EmailAddress,
    id::{AccountId, AgentId},
    setting::SettingKind,
    text::Name,
};
use bonafide_server::{
    passwords::Password,
    secrets::{Bearer, Secret256},
    use_cases::{
        Step,
        agents::{self, NewAgent},
        channels::{self, NewChannel},
        found_account,
    },
};
use bonafide_store::{
    Done, Tx,
    agents::Role,
    audit_log::{self, Entry},
};
use bonafide_testkit::backend::{Backend, Key};
use serde_json::{Value, json};

use crate::{call::post, world::World};

/// The password of all agents.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// An account with its people and a channel.
pub(crate) struct Company {
    pub(crate) account: AccountId,
    /// The token of an administrator who is signed in.
    pub(crate) administrator: String,
    /// The token of a plain agent who is signed in.
    pub(crate) agent: String,
    /// The addresses that the two sign in with.
    pub(crate) addresses: [String; 2],
    /// The channel's public key.
    pub(crate) channel: String,
    /// The channel's id.
    pub(crate) channel_id: String,
}

impl Company {
    /// A new account with an administrator, an agent and a channel.
    pub(crate) fn found(world: &World, name: &'static str) -> Self {
        let account: AccountId = world.app.store.new_id();
        let addresses = ["ada", "ben"].map(|local| format!("{local}@{name}.example"));
        let people = [("Ada", Role::Administrator), ("Ben", Role::Agent)];
        let people = [0, 1].map(|n| NewAgent {
            id: world.app.store.new_id(),
            email: EmailAddress::new(&addresses[n]).unwrap(),
            name: Name::new(people[n].0).unwrap(),
            role: people[n].1,
            password_hash: password_hash(world),
        });
        let secrets = [0, 1].map(|_| Secret256::new(&*world.app.random));
        let public_key = channels::public_key(&*world.app.random);
        let (tokens, channel_id) = world.write(account, move |tx| {
            found_account::found_account(tx, name)?;
            found_account::set_up(tx, None, &people[0])?;
            let administrator = signed_in(tx, people[0].id, &secrets[0])?;
            agents::create_agent(tx, &administrator.parse().unwrap(), &people[1])?;
            let agent = signed_in(tx, people[1].id, &secrets[1])?;
            let channel = channels::create_channel(tx, None, &new_channel(&public_key))?.value;
            let channel = (channel.channel.public_key, channel.channel.id.to_string());
            Ok(Done::quiet(([administrator, agent], channel)))
        });
        let [administrator, agent] = tokens;
        let (channel, channel_id) = channel_id;
        Self { account, administrator, agent, addresses, channel, channel_id }
    }

    /// The audit log, newest first.
    pub(crate) fn audit_log(&self, world: &World) -> Vec<Entry> {
        world.read(self.account, |tx| Ok(audit_log::page(tx, &audit_log::Filter::default(), None, 100)?))
    }

    /// Makes a signing key, as its administrator does.
    pub(crate) fn key(&self, world: &World, name: &str) -> Key {
        let made = world.ask(post("/admin/v1/keys").by(&self.administrator).json(&json!({"name": name})));
        serde_json::from_value(made.gives(201)).unwrap()
    }
}

/// The claims of a good token for somebody, an hour long.
pub(crate) fn claims(world: &World, external_id: &str) -> Value {
    let now = world.seconds();
    json!({
        "scope": "user",
        "external_id": external_id,
        "name": "Mara Lindqvist",
        "iat": now,
        "exp": now + 3_600,
    })
}

/// A good token for somebody.
pub(crate) fn token(world: &World, key: &Key, external_id: &str) -> String {
    Backend::shared().mint(key, &claims(world, external_id))
}

fn new_channel(public_key: &str) -> NewChannel {
    NewChannel {
        proof: SettingKind::SigningKeys,
        name: Name::new("Website").unwrap(),
        public_key: public_key.to_owned(),
        origins: vec!["https://shop.example".to_owned()],
        login_required: false,
        asks_for_contact: false,
        multiple_conversations: false,
        color: None,
    }
}

/// Signs somebody in without asking for the password, which takes its time.
fn signed_in(tx: &mut Tx<'_>, agent: AgentId, secret: &Secret256) -> Step<String> {
    let proved = agents::find_enabled(tx, agent)?.unwrap();
    let (session, _) = agents::sign_in(tx, &proved, secret)?.value;
    Ok(Bearer { account: tx.account(), session, secret: secret.clone() }.text().to_string())
}

/// The hash of [`PASSWORD`], made once in a process.
fn password_hash(world: &World) -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = || world.run(world.app.passwords.hash(Password::new(PASSWORD).unwrap())).unwrap();
    HASH.get_or_init(hash).clone()
}
