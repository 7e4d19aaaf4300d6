//! Two accounts that hold the same ids in every table: each sees its own and nothing of the other.

use bonafide_domain::{
    audit::Action,
    id::{ConversationId, MessageId, SessionId, UserId},
    identity::Kind,
    metadata::{FieldValue, Metadata},
    namespace::Namespace,
    session::{EndReason, Surroundings},
    text::{FieldId, Tag},
    ticket::{Standing, Status},
    time::Millis,
};
use bonafide_store::{
    Result, Tx, agents, audit_log, channels, conversations, devices,
    events::{self, Happening},
    evidence::{self, Evidence},
    keys,
    login_log::{self, Attempt, Filter, Outcome},
    messages::{self, Author, MessageKind, NewMessage, Speaker, Visibility},
    params, sessions, settings, ticket_metadata,
    tickets::{self, View},
    users::{self, UserState},
};

use crate::{
    furnish::{
        AGENT, CHANNEL, DEVICE, HANNA, KEY, MARA, SETTING, TABLET, agent, evidence_of, id, key, open,
        raise_setting_epoch, sign_in, speaker, ticket,
    },
    world::{World, on_both},
};

const SESSION: SessionId = id(20);
const ANONYMOUS: SessionId = id(21);
const CONVERSATION: ConversationId = id(20);
const SAID: MessageId = id(30);
const STRANGER: UserId = id(3);

/// A row in every table, with the company's name wherever there is room for one.
fn everything(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    users::insert(tx, STRANGER, UserState::Anonymous)?;
    users::retire(tx, STRANGER, MARA)?;
    users::insert_external_id(tx, Namespace::Account, "usr_1", MARA)?;
    sign_in(tx, 20, MARA, DEVICE)?;
    sign_in(tx, 23, MARA, TABLET)?;
    sessions::end(tx, id(23), EndReason::Replaced)?;
    open(tx, 21, HANNA, TABLET)?;
    evidence::insert(tx, &Evidence { key_name: name.to_owned(), ..evidence_of(22, MARA, DEVICE) })?;
    users::set_name(tx, MARA, name, id(22))?;
    conversations::insert(tx, CONVERSATION, MARA, CHANNEL, Kind::One)?;
    let mara = speaker(MARA, SESSION, DEVICE, Some(id(22)));
    for (message, speaker) in [(SAID, mara), (id(31), Speaker::Agent(AGENT))] {
        let client_id = message.to_string();
        let visibility = Visibility::All;
        let new = NewMessage {
            id: message,
            conversation: CONVERSATION,
            speaker,
            client_id: &client_id,
            visibility,
            kind: MessageKind::Text,
            text: name,
        };
        messages::insert(tx, &new)?;
    }
    ticket(tx, 40, CONVERSATION, MARA)?;
    tickets::set_standing(tx, id(40), &Standing { status: Status::Open, assignee: Some(AGENT) })?;
    ticket_metadata::add(tx, id(40), &set_by(name))?;
    let said = messages::find(tx, SAID)?.unwrap();
    let mut conversation = conversations::take(tx, CONVERSATION)?.unwrap();
    events::append(tx, &mut conversation, Visibility::All, Happening::Message(Box::new(said)))?;
    conversations::save(tx, &conversation)?;
    agents::insert_session(tx, id(1), &agent(1, name), &[1; 32], Millis::new(i64::MAX))?;
    channels::set_origins(tx, CHANNEL, &[name.to_owned()])?;
    login_log::insert(tx, &attempt())?;
    audit_log::insert(tx, Some(AGENT), Action::KeyCreate, name, &serde_json::Value::Null)
}

/// What a page of the company sets on a ticket.
fn set_by(name: &str) -> Metadata {
    let field = (FieldId::new("company").unwrap(), FieldValue::Text(name.to_owned()));
    Metadata { fields: [field].into(), tags: [Tag::new(name).unwrap()].into() }
}

fn attempt() -> Attempt {
    Attempt {
        id: id(1),
        channel: CHANNEL,
        address: "192.0.2.7".to_owned(),
        key: Some(KEY),
        public_key: None,
        external_id: None,
        outcome: Outcome::Refused { reason: "token_expired".to_owned() },
        detail: None,
        notes: Vec::new(),
        would_refuse: None,
        attempts: 1,
        at: Millis::new(5),
    }
}

/// All that can go wrong with sessions, devices, users and keys went wrong for these.
fn everything_ended(tx: &mut Tx<'_>) -> Result<()> {
    raise_setting_epoch(tx)?;
    keys::end_sessions(tx, KEY)?;
    users::end_sessions(tx, MARA)?;
    users::end_sessions(tx, HANNA)?;
    users::set_banned(tx, MARA, Some(Millis::new(1)))?;
    devices::set_banned_of_user(tx, HANNA, Some(Millis::new(1)))?;
    sessions::end(tx, SESSION, EndReason::Administrator)?;
    sessions::end(tx, ANONYMOUS, EndReason::Logout)?;
    users::retire(tx, HANNA, MARA)?;
    tickets::touch(tx, id(40), Some(Status::Closed))?;
    agents::end_session(tx, id(1))?;
    keys::delete(tx, KEY)?;
    let account = tx.account();
    let required = "UPDATE channel_authentication SET login_required = 1 WHERE account_id = $1";
    tx.execute(required, params![&account])?;
    tx.execute("UPDATE agents SET disabled_at = 1 WHERE account_id = $1", params![&account]).map(drop)
}

fn begin(world: &World) {
    world.furnish_elsewhere(|tx| everything(tx, "Other").and_then(|()| everything_ended(tx)));
    world.write(|tx| everything(tx, "Home"));
}

on_both! {
    fn what_is_read_is_the_accounts_own_and_there_once(world) {
        begin(world);
        let said = world.write(|tx| messages::find(tx, SAID)).unwrap();
        assert_eq!(said.text, "Home");
        let Author::User { name, evidence: Some(evidence), .. } = &said.author else { panic!("{said:?}") };
        assert_eq!((name.as_deref(), evidence.key_name.as_str()), (Some("Home"), "Home"));
        let page = world.write(|tx| messages::page(tx, CONVERSATION, Visibility::Agents, None, 99));
        assert_eq!(
            page.iter().map(|it| (it.id, it.text.as_str())).collect::<Vec<_>>(),
            [(id(31), "Home"), (SAID, "Home")]
        );
        let Author::Agent { name, .. } = &page[0].author else { panic!("{page:?}") };
        assert_eq!(name, "Home agent");
        let happened = world.write(|tx| {
            let conversation = conversations::find(tx, CONVERSATION)?.unwrap();
            events::after(tx, &conversation, 0, 99)
        });
        assert_eq!(happened.len(), 1);
        assert_eq!(happened[0].what, Happening::Message(Box::new(said)));
        assert_eq!(world.write(|tx| tickets::inbox(tx, View::All, None, 99)).len(), 1);
        assert_eq!(world.write(|tx| tickets::of_conversation(tx, CONVERSATION)).len(), 1);
        assert_eq!(world.write(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 99)).len(), 1);
        let lines = world.write(|tx| login_log::page(tx, &Filter::default(), None, 99));
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].channel_name.as_str(), lines[0].key_name.as_deref()), ("Home channel", Some("key 1")));
        let ticket = world.write(|tx| tickets::find(tx, id(40))).unwrap();
        assert_eq!(ticket.assignee.unwrap().name, "Home agent");
        assert_eq!(world.write(|tx| ticket_metadata::find(tx, id(40))), set_by("Home"));
        assert_eq!(world.write(|tx| channels::origins(tx, CHANNEL)), ["Home"]);
        assert_eq!(world.write(channels::all).len(), 1);
    }

    fn what_ended_elsewhere_goes_on_at_home(world) {
        begin(world);
        let holds = Surroundings { root: MARA, user_banned: false, device_banned: false, epochs_hold: true };
        let kept = world.write(|tx| sessions::find(tx, SESSION)).unwrap();
        assert_eq!((kept.around, kept.session.ended), (holds, None));
        let kept = world.write(|tx| sessions::find(tx, ANONYMOUS)).unwrap();
        assert_eq!((kept.around, kept.session.ended), (Surroundings { root: HANNA, ..holds }, None));
        assert!(!world.write(|tx| devices::is_banned(tx, DEVICE)));
        assert!(!world.write(|tx| devices::is_banned(tx, TABLET)));
        assert_eq!(world.write(|tx| sessions::of_user(tx, MARA)).len(), 1);
        assert!(world.write(|tx| sessions::longest_signed_in(tx, MARA)).is_some());
        let live = world.write(keys::all);
        assert_eq!((live.len(), live[0].sessions, live[0].made_by.as_deref()), (1, 1, Some("Home agent")));
        assert!(world.write(|tx| keys::find_verifying(tx, KEY)).is_some());
        assert_eq!(world.write(settings::find_signing_keys), Some(SETTING));
        assert!(!world.write(|tx| channels::find(tx, CHANNEL)).unwrap().login_required);
        assert!(!world.write(|tx| agents::find_session(tx, id(1))).unwrap().ended);
        assert_eq!(world.write(|tx| users::find_root(tx, STRANGER)).unwrap().name.as_deref(), Some("Home"));
        let holder = world.write(|tx| users::find_by_external_id(tx, Namespace::Account, "usr_1"));
        assert_eq!(holder.map(|holder| holder.root), Some(MARA));
    }

    fn what_goes_on_elsewhere_has_ended_at_home(world) {
        world.furnish_elsewhere(|tx| everything(tx, "Other"));
        world.write(|tx| key(tx, 2));
        world.write(|tx| everything(tx, "Home").and_then(|()| everything_ended(tx)));
        for session in [SESSION, ANONYMOUS] {
            let kept = world.write(move |tx| sessions::find(tx, session)).unwrap();
            assert!(!kept.around.epochs_hold);
            assert!(kept.session.ended.is_some());
        }
        assert!(world.write(|tx| sessions::find(tx, SESSION)).unwrap().around.user_banned);
        assert!(world.write(|tx| sessions::find(tx, ANONYMOUS)).unwrap().around.device_banned);
        assert!(world.write(|tx| devices::is_banned(tx, DEVICE)));
        assert!(world.write(|tx| devices::is_banned(tx, TABLET)));
        assert_eq!(world.write(|tx| sessions::of_user(tx, MARA)), []);
        assert_eq!(world.write(|tx| sessions::longest_signed_in(tx, MARA)), None);
        assert_eq!(world.write(keys::live_ids), [id(2)]);
        assert_eq!(world.write(|tx| keys::find_verifying(tx, KEY)), None);
        assert_eq!(world.write(|tx| tickets::inbox(tx, View::All, None, 99)), []);
        assert_eq!(world.write(|tx| tickets::find_live(tx, CONVERSATION)), None);
        assert!(world.write(|tx| channels::find(tx, CHANNEL)).unwrap().login_required);
        assert!(world.write(|tx| agents::find_session(tx, id(1))).unwrap().ended);
        assert!(world.write(|tx| agents::find(tx, AGENT)).unwrap().disabled);
    }

    fn key_5_sessions_of_another_account_are_not_counted(world) {
        world.furnish_elsewhere(|tx| everything(tx, "Other"));
        world.write(|tx| everything(tx, "Home"));
        assert_eq!(world.write(keys::all)[0].sessions, 1);
        world.write(|tx| sessions::end(tx, SESSION, EndReason::Logout));
        assert_eq!(world.write(keys::all)[0].sessions, 0);
    }

    fn what_is_done_at_home_to_the_same_ids_leaves_the_others_as_they_were(world) {
        begin(world);
        world.write(|tx| {
            everything_ended(tx)?;
            conversations::insert(tx, id(21), HANNA, CHANNEL, Kind::One)?;
            conversations::join_into(tx, CONVERSATION, id(21))?;
            users::retire(tx, MARA, HANNA)?;
            sessions::set_secret(tx, SESSION, &[9; 32])?;
            tickets::set_requester(tx, id(40), HANNA)?;
            tickets::set_standing(tx, id(40), &Standing { status: Status::Open, assignee: None })?;
            ticket_metadata::add(tx, id(40), &set_by("Home"))?;
            channels::set_origins(tx, CHANNEL, &[])
        });
    }
}
