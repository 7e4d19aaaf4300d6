//! The login log (SEE-6) and the audit log (SEE-8).

use bonafide_domain::{
    email::EmailAddress,
    id::AgentId,
    setting::SettingKind,
    text::{KeyName, Name},
    token::{Claims, Reason},
};
use bonafide_server::{
    key_making,
    use_cases::{
        Refused, Step, admission,
        agents::{self, NewAgent},
        ban,
        channels::{self, Change, NewChannel},
        found_account,
        keys::{self, Sessions},
        sessions::{self, EarlierTokens},
    },
};
use bonafide_store::{
    Tx,
    agents::{Agent, Role},
    audit_log::{self, By, Entry},
    login_log::{self, Attempt, Filter, Note, Outcome},
    params,
};
use serde_json::{Value, json};

use crate::{
    still::BEGIN,
    tokens::claims,
    world::{World, on_both, refusal, run},
};

fn log(world: &World) -> Vec<Attempt> {
    let lines = world.store(|tx| login_log::page(tx, &Filter::default(), None, 100));
    lines.into_iter().map(|line| line.attempt).collect()
}

fn refused(world: &World) -> (String, Option<String>) {
    let last = log(world).remove(0);
    let Outcome::Refused { reason } = last.outcome else { panic!("it was accepted: {last:?}") };
    (reason, last.external_id)
}

/// The agent or administrator who did what a line of the audit log tells, if one did.
pub(crate) fn agent_of(entry: &Entry) -> Option<AgentId> {
    match &entry.by {
        Some(By::Agent { id, .. }) => Some(*id),
        Some(By::Program(_)) | None => None,
    }
}

/// The last line of the audit log, its detail read.
fn audited(world: &World) -> (Entry, Value) {
    let entry = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 1)).remove(0);
    let detail = serde_json::from_str(&entry.detail).unwrap();
    (entry, detail)
}

fn jo(world: &World) -> Agent {
    let token = world.administrator.clone();
    world.read(move |tx| admission::admit_administrator(tx, &token)).unwrap()
}

fn somebody(world: &World, name: &str) -> NewAgent {
    NewAgent {
        id: world.nodes[0].store.new_id(),
        email: EmailAddress::new(&format!("{name}@shop.example")).unwrap(),
        name: Name::new(name).unwrap(),
        role: Role::Agent,
        password_hash: String::new(),
    }
}

on_both! {
    fn see_6_an_accepted_login_is_logged_with_the_rule_that_found_the_user(world) {
        for rule in ["RES-3", "RES-1"] {
            let logged_in = world.device().log_in(&world.token("usr_1")).unwrap();
            let line = log(world).remove(0);
            let outcome =
                Outcome::Accepted { rule: rule.to_owned(), user: logged_in.user, session: logged_in.session };
            let expected = Attempt {
                id: line.id,
                channel: world.channel,
                address: "192.0.2.7".to_owned(),
                key: Some(world.key.id),
                public_key: None,
                external_id: Some("usr_1".to_owned()),
                outcome,
                would_refuse: None,
                detail: None,
                notes: Vec::new(),
                attempts: 1,
                at: BEGIN,
            };
            assert_eq!(line, expected);
        }
        assert_eq!(log(world).len(), 2);
    }

    fn see_6_renewals_and_repeats_are_logged_too(world) {
        let mut device = world.device();
        device.log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        device.log_in(&world.token("usr_1")).unwrap();
        device.log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        assert_eq!(log(world).len(), 3);
    }

    fn see_6_a_refused_login_is_logged_with_its_reason(world) {
        let token = world.token("usr_1");
        let user = world.device().log_in(&token).unwrap().user;
        world.ban(user).unwrap();
        assert_eq!(refusal(world.device().log_in(&token)), Refused::Login(Reason::UserBanned));
        assert_eq!(refused(world), ("user_banned".to_owned(), Some("usr_1".to_owned())));

        let mut elsewhere = world.device();
        elsewhere.channel = world.make_channel("without keys", false);
        let channel = elsewhere.channel;
        world.store(move |tx| {
            let account = tx.account();
            let sql = "DELETE FROM channel_authentication WHERE account_id = $1 AND channel_id = $2";
            tx.execute(sql, params![&account, &channel])
        });
        assert_eq!(refusal(elsewhere.log_in(&world.token("usr_2"))), Refused::Login(Reason::ChannelMismatch));
        assert_eq!(refused(world), ("channel_mismatch".to_owned(), Some("usr_2".to_owned())));

        let id = world.key.id;
        world.write(move |tx| keys::delete_key(tx, None, id, Sessions::GoOn)).unwrap();
        assert_eq!(refusal(world.device().log_in(&token)), Refused::Login(Reason::KidUnknown));
        assert_eq!(refused(world), ("kid_unknown".to_owned(), Some("usr_1".to_owned())));
        assert_eq!(log(world).len(), 4);
    }

    fn see_6_what_was_odd_about_a_good_token_is_logged(world) {
        let email = "m@shop.example";
        let odd = json!({"scope": "user", "external_id": "usr_1", "email": email, "email_verified": "true"});
        let token = world.key.sign_json(&odd);
        world.device().log_in(&world.verified(&token)).unwrap();
        let noted = Note { code: "email_verified_is_text".to_owned(), about: None };
        assert_eq!(log(world).remove(0).notes, [noted]);
    }

    fn see_6_no_whole_tokens_are_in_the_log(world) {
        let token = world.key.sign(&Claims { name: Name::new("Mara").ok(), ..claims("usr_1") });
        world.device().log_in(&world.verified(&token)).unwrap();
        let line = format!("{:?}", log(world).remove(0));
        let signature = token.rsplit('.').next().unwrap();
        assert!(!line.contains(signature) && !line.contains("eyJ"), "{line}");
    }

    fn see_8_what_is_done_to_keys_is_in_the_audit_log(world) {
        let by = jo(world).id;
        let (creation, secret) =
            run(key_making::make(&world.nodes[0], world.account, KeyName::new("app").unwrap())).unwrap();
        let id = creation.id;
        world.write(move |tx| keys::create_key(tx, Some(by), &creation)).unwrap();
        let (entry, detail) = audited(world);
        assert_eq!(
            (agent_of(&entry), entry.action.as_str(), entry.subject, entry.at),
            (Some(by), "key.create", id.kid(), BEGIN)
        );
        assert_eq!(detail, json!({"name": "app"}));
        assert!(!entry.detail.contains(&secret[..6]));

        world.device().log_in(&world.token("usr_1")).unwrap();
        let shop = world.key.id;
        world.write(move |tx| keys::delete_key(tx, Some(by), shop, Sessions::End)).unwrap();
        let (entry, detail) = audited(world);
        assert_eq!((agent_of(&entry), entry.action.as_str(), entry.subject), (Some(by), "key.delete", shop.kid()));
        assert_eq!(detail, json!({"name": "shop", "sessions": 1, "sessions_ended": true}));
        world.write(move |tx| keys::delete_key(tx, None, id, Sessions::GoOn)).unwrap();
        let (entry, detail) = audited(world);
        assert_eq!(
            (agent_of(&entry), detail),
            (None, json!({"name": "app", "sessions": 0, "sessions_ended": false}))
        );
    }

    fn see_8_what_is_done_to_users_and_sessions_is_in_the_audit_log(world) {
        let (administrator, by) = (world.administrator.clone(), jo(world).id);
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        let u = device.log_in(&world.token("usr_1")).unwrap();
        let done_with = |action: &str, subject: String, expected: serde_json::Value| {
            let (entry, detail) = audited(world);
            assert_eq!((entry.action.as_str(), &*entry.subject, agent_of(&entry)), (action, &*subject, Some(by)));
            assert_eq!(detail, expected);
        };
        let done = |action: &str, subject: String| done_with(action, subject, json!({}));
        let token = administrator.clone();
        world.write(move |tx| ban::ban(tx, &token, a)).unwrap();
        done("user.ban", u.user.to_string());
        let token = administrator.clone();
        world.write(move |tx| ban::lift_ban(tx, &token, a)).unwrap();
        done("user.lift_ban", u.user.to_string());
        let session = device.log_in(&world.token("usr_1")).unwrap().session;
        let token = administrator.clone();
        world.write(move |tx| sessions::end_session(tx, &token, session)).unwrap();
        done("session.end", session.to_string());
        for (earlier, refused) in [(EarlierTokens::Accepted, false), (EarlierTokens::Refused, true)] {
            let token = administrator.clone();
            world.write(move |tx| sessions::end_all_sessions(tx, &token, a, earlier)).unwrap();
            let detail = json!({ "earlier_tokens_refused": refused });
            done_with("user.end_sessions", u.user.to_string(), detail);
        }
        world.write(move |tx| sessions::accept_earlier_tokens(tx, &administrator, a)).unwrap();
        done("user.accept_earlier_tokens", u.user.to_string());
    }

    fn see_8_what_is_done_to_channels_is_in_the_audit_log(world) {
        let by = jo(world).id;
        let new = NewChannel {
            proof: SettingKind::SigningKeys,
            name: Name::new("App").unwrap(),
            public_key: "c0ffee".to_owned(),
            origins: vec![],
            login_required: false,
            asks_for_contact: false,
            multiple_conversations: false,
            color: None,
        };
        let id = world.write(move |tx| channels::create_channel(tx, Some(by), &new)).unwrap().channel.id;
        let (entry, detail) = audited(world);
        assert_eq!(
            (entry.action.as_str(), &*entry.subject, agent_of(&entry)),
            ("channel.create", &*id.to_string(), Some(by))
        );
        assert_eq!(detail, json!({"name": "App", "kind": "messaging"}));
        let change = Change { login_required: Some(true), ..Change::default() };
        world.write(move |tx| channels::change_channel(tx, by, id, &change)).unwrap();
        let (entry, detail) = audited(world);
        assert_eq!(
            (entry.action.as_str(), &*entry.subject, agent_of(&entry)),
            ("channel.change", &*id.to_string(), Some(by))
        );
        assert_eq!(detail, json!({"name": null, "origins": null, "login_required": true,
            "login_required_mode": null, "asks_for_contact": null, "multiple_conversations": null,
            "on_failure": null, "address_trust": null, "color": null, "setting": null, "sign_in_page": null}));
    }

    fn see_8_who_was_made_an_agent_is_in_the_audit_log(world) {
        let (administrator, by) = (world.administrator.clone(), jo(world).id);
        let new = somebody(world, "kim");
        let id = new.id;
        world.write(move |tx| agents::create_agent(tx, &administrator, &new)).unwrap();
        let (entry, detail) = audited(world);
        assert_eq!(
            (entry.action.as_str(), &*entry.subject, agent_of(&entry)),
            ("agent.create", &*id.to_string(), Some(by))
        );
        assert_eq!(detail, json!({"role": "agent"}));
        let all = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 100));
        let first = all.iter().find(|entry| entry.action.as_str() == "account.set_up").unwrap();
        assert_eq!((agent_of(first), &first.subject), (None, &by.to_string()), "by a command");
    }

    fn see_8_what_was_refused_is_not_said_to_have_been_done(world) {
        let before = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 100)).len();
        let agent = world.agent.clone();
        let new = somebody(world, "kim");
        refusal(world.write(move |tx| agents::create_agent(tx, &agent, &new)));
        let (administrator, taken) = (world.administrator.clone(), somebody(world, "agent"));
        let taken = world.write(move |tx| agents::create_agent(tx, &administrator, &taken));
        assert_eq!(refusal(taken), Refused::AddressTaken);
        refusal(world.ban(bonafide_domain::id::UserId::ZERO));
        refusal(world.make_key("shop").map(drop));
        let second = somebody(world, "second");
        let again: Step<()> = world.write(move |tx: &mut Tx<'_>| found_account::set_up(tx, None, &second));
        assert_eq!(refusal(again), Refused::AlreadySetUp);
        assert_eq!(world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 100)).len(), before);
    }
}
