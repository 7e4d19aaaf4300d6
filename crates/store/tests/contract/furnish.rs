//! What the tests find in each account, and short ways to add more. Ids are small numbers, and so are the same in
//! both accounts.

use bonafide_domain::{
    channel::{ChannelKind, OnFailure},
    id::{
        AgentId, BrandId, ChannelId, ConversationId, DeviceId, EvidenceId, Id, KeyId, MessageId, SessionId,
        SettingId, TicketId, UserId,
    },
    identity::Kind,
    mode::Mode,
    namespace::Namespace,
    public_key_setting::{KeysServe, PublicKeyFields},
    session::{Proof, Session},
    setting::{AddressTrust, SettingKind},
    time::Millis,
    token::Algorithms,
};
use bonafide_store::{
    Result, Tx, accounts,
    agents::{self, Agent, Role},
    channels::{self, Channel},
    conversations, devices,
    evidence::{self, Evidence},
    keys::{self, NewKey},
    login_terms::{self, LoginTerms},
    made_settings::{MadeSetting, SettingFields},
    messages::{self, MessageKind, NewMessage, Speaker, Visibility},
    params,
    queues::Queue,
    rest_keys::{self, NewRestKey},
    sessions::{self, Epochs},
    settings, tickets,
    users::{self, UserState},
};

pub const BRAND: BrandId = id(1);
pub const SETTING: SettingId = id(1);
pub const KEY: KeyId = id(1);
pub const CHANNEL: ChannelId = id(1);
pub const AGENT: AgentId = id(1);
pub const DEVICE: DeviceId = id(1);
pub const TABLET: DeviceId = id(2);
pub const MARA: UserId = id(1);
pub const HANNA: UserId = id(2);

/// The id that is all of one byte.
pub const fn id<K>(byte: u8) -> Id<K> {
    Id::from_bytes([byte; 12])
}

/// Texts at the edges of what is kept: none, beyond the basic plane, combining, quotes, look-alikes, a long one.
pub fn texts() -> Vec<String> {
    let short =
        ["", "Zoë \u{1f469}\u{200d}\u{1f4bb}", "e\u{301}", "'; DROP TABLE users --", "\u{17f} \u{212a}"];
    short.map(str::to_owned).into_iter().chain(["ü".repeat(20_000)]).collect()
}

/// An account with a brand, a setting and a key, a channel, an agent, two devices and two users.
pub fn account(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    accounts::insert(tx, name)?;
    channels::insert_brand(tx, BRAND, name)?;
    settings::insert(tx, SETTING, SettingKind::SigningKeys, name)?;
    agents::insert(tx, &agent(1, &format!("{name} agent")), "agent@example.com")?;
    key(tx, 1)?;
    channels::insert(tx, &channel(1, &format!("{name} channel")), SETTING)?;
    device(tx, 1)?;
    device(tx, 2)?;
    users::insert(tx, MARA, UserState::Known)?;
    users::insert(tx, HANNA, UserState::Known)
}

pub fn agent(byte: u8, name: &str) -> Agent {
    Agent {
        id: id(byte),
        email: format!("Agent{byte}@example.com"),
        name: name.to_owned(),
        role: Role::Agent,
        password_hash: "$argon2id$".to_owned(),
        session_epoch: 0,
        disabled: false,
        changes_secrets: false,
    }
}

/// A key whose name ends in its number.
pub fn key(tx: &mut Tx<'_>, byte: u8) -> Result<KeyId> {
    let new = NewKey {
        id: id(byte),
        setting: SETTING,
        name: &format!("key {byte}"),
        first_six: "abc_-1",
        sealed_secret: &[byte; 60],
        made_by: Some(AGENT),
    };
    keys::insert(tx, &new)?;
    Ok(new.id)
}

/// A key of our setting that is not kept yet.
pub fn new_key(byte: u8, name: &'static str) -> NewKey<'static> {
    NewKey {
        id: id(byte),
        setting: SETTING,
        name,
        first_six: "abc_-1",
        sealed_secret: &[7; 60],
        made_by: None,
    }
}

/// A key of the REST API with this name, by the agent.
pub fn rest_key(tx: &mut Tx<'_>, byte: u8, name: &str) -> Result<()> {
    let new = NewRestKey {
        id: id(byte),
        name,
        first_six: "abc_-1",
        sealed_secret: &[0, 255, byte],
        made_by: Some(AGENT),
    };
    rest_keys::insert(tx, &new)
}

pub fn channel(byte: u8, name: &str) -> Channel {
    Channel {
        id: id(byte),
        brand: BRAND,
        kind: ChannelKind::Messaging,
        name: name.to_owned(),
        public_key: format!("{byte:032x}"),
        color: None,
        login_required: false,
        asks_for_contact: true,
        multiple_conversations: false,
        sign_in_page: None,
        login_required_mode: Mode::Enforced,
        on_failure: OnFailure::Anonymous,
    }
}

pub fn device(tx: &mut Tx<'_>, byte: u8) -> Result<DeviceId> {
    devices::insert(tx, id(byte), CHANNEL, &format!("browser {byte}"), Some("de-CH"))?;
    Ok(id(byte))
}

pub fn anonymous(tx: &mut Tx<'_>, byte: u8) -> Result<UserId> {
    users::insert(tx, id(byte), UserState::Anonymous)?;
    Ok(id(byte))
}

/// A setting of public keys, whose name ends in its number.
pub fn portal(byte: u8) -> MadeSetting {
    MadeSetting {
        id: id(byte),
        name: format!("portal {byte}"),
        owner: Some(AGENT),
        namespace: Namespace::Setting(id(byte)),
        address_trust: AddressTrust::NotTrusted,
        fields: SettingFields::PublicKeys(PublicKeyFields {
            url: "https://portal.example/keys".parse().unwrap(),
            client_function: None,
            algorithms: Algorithms::default(),
            issuer: None,
            audience: None,
            contexts: Mode::Enforced,
            keys_serve: KeysServe::default(),
        }),
        has_secret: false,
        made_at: Millis::new(5),
    }
}

/// What proves that `user` signed in on `device`.
pub fn evidence_of(byte: u8, user: UserId, device: DeviceId) -> Evidence {
    Evidence {
        id: id(byte),
        user,
        session: id(byte),
        device,
        channel: CHANNEL,
        setting: SETTING,
        key: Some(KEY),
        key_name: "key 1".to_owned(),
        public_key: None,
        action: None,
        rule: "RES-1".to_owned(),
        token_sha256: [byte; 32],
        issued_at: None,
        expires_at: None,
        accepted_at: Millis::new(5),
        namespace: Namespace::Account,
        external_id: Some("usr_1".to_owned()),
        name: None,
        email: None,
        email_verified: false,
    }
}

/// A session that begins at 5 and ends at `expires_at`, without what proves who has it.
pub fn session_of(byte: u8, user: UserId, device: DeviceId, expires_at: Millis) -> Session {
    Session {
        id: id(byte),
        device,
        user,
        channel: CHANNEL,
        proof: None,
        opened_at: Millis::new(5),
        expires_at,
        ended: None,
    }
}

/// Opens an anonymous session that lasts an hour.
pub fn open(tx: &mut Tx<'_>, byte: u8, user: UserId, device: DeviceId) -> Result<SessionId> {
    let session = session_of(byte, user, device, in_an_hour(tx));
    let epochs = Epochs { user: epoch(tx, user)?, setting: None, key: None };
    sessions::insert(tx, &session, &[byte; 32], epochs, None)?;
    Ok(session.id)
}

/// Signs `user` in on `device` with evidence of the same number, for an hour.
pub fn sign_in(tx: &mut Tx<'_>, byte: u8, user: UserId, device: DeviceId) -> Result<SessionId> {
    let expires_at = in_an_hour(tx);
    sign_in_until(tx, byte, user, device, expires_at)
}

pub fn sign_in_until(
    tx: &mut Tx<'_>,
    byte: u8,
    user: UserId,
    device: DeviceId,
    expires_at: Millis,
) -> Result<SessionId> {
    evidence::insert(tx, &evidence_of(byte, user, device))?;
    let proof = Proof { evidence: id(byte), setting: SETTING, key: Some(KEY) };
    let session = Session { proof: Some(proof), ..session_of(byte, user, device, expires_at) };
    let Some(LoginTerms::Granted(terms)) = login_terms::find(tx, CHANNEL, KEY)? else {
        panic!("the key is live");
    };
    let setting = Some(terms.setting_epoch);
    let epochs = Epochs { user: epoch(tx, user)?, setting, key: terms.key.map(|key| key.epoch) };
    sessions::insert(tx, &session, &[byte; 32], epochs, Some(&format!("login-{byte}")))?;
    Ok(session.id)
}

pub fn in_an_hour(tx: &Tx<'_>) -> Millis {
    Millis::new(tx.now().as_i64() + 3_600_000)
}

pub fn epoch(tx: &mut Tx<'_>, user: UserId) -> Result<i64> {
    Ok(users::find(tx, user)?.expect("the user is there").session_epoch)
}

pub fn conversation(tx: &mut Tx<'_>, byte: u8, user: UserId) -> Result<ConversationId> {
    conversations::insert(tx, id(byte), user, CHANNEL, Kind::One)?;
    Ok(id(byte))
}

pub fn ticket(tx: &mut Tx<'_>, byte: u8, conversation: ConversationId, of: UserId) -> Result<TicketId> {
    tickets::insert(tx, id(byte), conversation, of)?;
    Ok(id(byte))
}

/// A queue that gives its tickets out and is always open.
pub fn queue(byte: u8, name: &str) -> Queue {
    Queue {
        id: id(byte),
        name: name.to_owned(),
        pushes: true,
        hours: None,
        closed_text: None,
        tells_waiting: false,
    }
}

/// A message of an agent, said to all.
pub fn answer(tx: &mut Tx<'_>, byte: u8, conversation: ConversationId) -> Result<MessageId> {
    say(tx, byte, conversation, Speaker::Agent(AGENT), Visibility::All)
}

pub fn say(
    tx: &mut Tx<'_>,
    byte: u8,
    conversation: ConversationId,
    speaker: Speaker,
    visibility: Visibility,
) -> Result<MessageId> {
    let message = NewMessage {
        id: id(byte),
        conversation,
        speaker,
        client_id: &format!("client-{byte}"),
        visibility,
        kind: MessageKind::Text,
        text: &format!("message {byte}"),
    };
    messages::insert(tx, &message)?;
    Ok(message.id)
}

/// Who speaks with a session, under a mark or without.
pub fn speaker(user: UserId, session: SessionId, device: DeviceId, mark: Option<EvidenceId>) -> Speaker {
    Speaker::User { user, session, device, evidence: mark }
}

/// Raises the epoch of the setting, which no function does yet.
pub fn raise_setting_epoch(tx: &mut Tx<'_>) -> Result<()> {
    let account = tx.account();
    let sql = "UPDATE authentication_settings SET session_epoch = session_epoch + 1 WHERE account_id = $1";
    tx.execute(sql, params![&account]).map(drop)
}
