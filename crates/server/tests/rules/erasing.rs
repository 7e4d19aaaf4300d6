//! A person is erased (RES-6, RES-11, SES-13).

use bonafide_domain::{
    email::EmailAddress,
    id::{ErasureId, UserId},
    identity::EmailPolicy,
    limits,
    session::SessionRefused,
    text::Name,
    ticket::TicketChange,
    time::Span,
    token::{Claims, Reason},
};
use bonafide_server::{
    jobs,
    use_cases::{
        Refused, Rest, Step, ban, conflicts, conversation, devices, emails, erase, erasures, sessions,
    },
};
use bonafide_store::{
    audit_log, emails as emails_kept,
    erasures::{Counts, Erasure},
    evidence,
    login_log::{self, Filter},
    messages::Visibility,
    users::{self, UserState},
};

use crate::{
    device::Device,
    tokens::claims,
    world::{World, on_both, refusal, run},
};

/// What is Mara's own and nobody else's.
const MARAS: [&str; 4] = ["usr_mara", "Mara Lindqvist", "mara@shop.example", "My order"];

impl World {
    /// The first step of an erasure.
    pub(crate) fn erase(&self, user: UserId) -> Step<ErasureId> {
        self.erase_on(0, user)
    }

    pub(crate) fn erase_on(&self, node: usize, user: UserId) -> Step<ErasureId> {
        let key = run(self.nodes[node % self.nodes.len()].account_key(self.account)).unwrap();
        let administrator = self.administrator.clone();
        self.write_on(node, move |tx| erase::erase(tx, &administrator, user, &key))
    }

    /// Everything that is due is done.
    pub(crate) fn do_jobs(&self) {
        run(jobs::all(&self.nodes[0]));
    }

    pub(crate) fn erasure(&self, id: ErasureId) -> Erasure {
        let administrator = self.administrator.clone();
        self.read(move |tx| erasures::find(tx, &administrator, id)).unwrap()
    }

    pub(crate) fn preview(&self, user: UserId) -> Step<erase::Preview> {
        let administrator = self.administrator.clone();
        self.read(move |tx| erase::preview(tx, &administrator, user))
    }

    /// Whether a text is in any table, but for the audit log, which is kept for its time.
    fn is_written_anywhere(&self, text: &str) -> Vec<String> {
        let text = text.to_owned();
        self.store(move |tx| {
            let tables: &[&'static str] = TABLES;
            let mut found = Vec::new();
            for table in tables {
                for row in tx.rows(table, &[])? {
                    if format!("{row:?}").contains(&text) {
                        found.push(format!("{table}: {row:?}"));
                    }
                }
            }
            Ok(found)
        })
    }
}

/// Every table where something of a person may be.
const TABLES: &[&str] = &[
    "SELECT * FROM users",
    "SELECT * FROM external_ids",
    "SELECT * FROM email_identities",
    "SELECT * FROM evidence",
    "SELECT * FROM login_contexts",
    "SELECT * FROM sessions",
    "SELECT * FROM devices",
    "SELECT * FROM conversations",
    "SELECT * FROM messages",
    "SELECT * FROM follow_ups",
    "SELECT * FROM events",
    "SELECT * FROM tickets",
    "SELECT * FROM ticket_fields",
    "SELECT * FROM ticket_tags",
    "SELECT * FROM merges",
    "SELECT * FROM message_homes",
    "SELECT * FROM suggestions",
    "SELECT * FROM questions",
    "SELECT * FROM merge_notices",
    "SELECT * FROM displaced_identities",
    "SELECT * FROM conflicts",
    "SELECT * FROM login_log",
    "SELECT * FROM kept_bans",
    "SELECT * FROM erasures",
    "SELECT * FROM erasure_traces",
];

/// Mara wrote, signed in in the middle, and was answered; she has an address, and somebody else wants it.
fn mara(world: &World) -> Device<'_> {
    let mut device = world.device();
    device.say("My order").unwrap();
    let claims = |external_id| Claims {
        name: Some(Name::new("Mara Lindqvist").unwrap()),
        email: Some(EmailAddress::new("mara@shop.example").unwrap()),
        email_verified: Some(true),
        ..claims(external_id)
    };
    let token = world.verified(&world.key.sign(&claims("usr_mara")));
    device.log_in(&token).unwrap();
    let said = device.say("My order 7").unwrap();
    world.answer(said.conversation.0, Visibility::All, "What is with it, Mara Lindqvist?").unwrap();
    world.follow_up(said.conversation.0, "mara@shop.example", None, "Mara Lindqvist, your order").unwrap();
    let other = world.verified(&world.key.sign(&claims("usr_other")));
    refusal(world.device().log_in(&other));
    device
}

on_both! {
    fn res_11_the_preview_says_what_would_go_and_changes_nothing(world) {
        let device = mara(world);
        let preview = world.preview(device.user()).unwrap();
        let expected = erase::Preview {
            user: device.user(),
            external_ids: vec!["usr_mara".to_owned()],
            addresses: vec!["mara@shop.example".to_owned()],
            is_banned: false,
            tokens_from: None,
            records: vec![],
            counts: Counts {
                sessions: 1, external_ids: 1, addresses: 1, conversations: 1, merges: 1, messages: 4, tickets: 1,
                evidence: 1, login_lines: 1,
            },
        };
        assert_eq!(preview, expected);
        assert_eq!(world.preview(device.user()).unwrap(), expected);
        device.page().unwrap();
    }

    fn res_11_with_the_answer_the_person_is_unreachable(world) {
        let mut device = mara(world);
        let said = device.say("once more").unwrap();
        let (user, conversation, ticket) = (device.user(), said.conversation.0, world.tickets(said.conversation.0)[0].id);
        world.erase(user).unwrap();
        // Nothing was done after the first step.
        assert_eq!(refusal(device.say("no")), Refused::Session(SessionRefused::Ended));
        assert_eq!(refusal(device.page()), Refused::Session(SessionRefused::Ended));
        let agent = world.agent.clone();
        assert_eq!(refusal(world.read(move |tx| conversation::read_as_agent(tx, &agent, conversation, None))), Refused::NotFound);
        let agent = world.agent.clone();
        assert_eq!(refusal(world.read(move |tx| conversation::missed_as_agent(tx, &agent, conversation, 0))), Refused::NotFound);
        let agent = world.agent.clone();
        assert_eq!(refusal(world.read(move |tx| devices::list_devices(tx, &agent, user))), Refused::NotFound);
        assert_eq!(refusal(world.answer(conversation, Visibility::All, "anybody there?")), Refused::NotFound);
        assert_eq!(refusal(world.change(ticket, TicketChange::default())), Refused::NotFound);
        assert_eq!(refusal(world.person(user)), Refused::NotFound);
        assert_eq!(refusal(world.ban(user)), Refused::NotFound);
        assert_eq!(refusal(world.preview(user)), Refused::NotFound);
        assert_eq!(refusal(world.erase(user)), Refused::NotFound);
        let administrator = world.administrator.clone();
        assert_eq!(refusal(world.read(move |tx| sessions::list_sessions(tx, &administrator, user))), Refused::NotFound);
        let agent = world.agent.clone();
        let address = EmailAddress::new("new@shop.example").unwrap();
        assert_eq!(refusal(world.write(move |tx| emails::attach(tx, emails::Attacher::Agent(&agent, None), user, &address))), Refused::NotFound);
        assert_eq!(world.count("SELECT CAST(COUNT(*) AS BIGINT) FROM tickets WHERE account_id = $1 AND status <> 'closed'"), 0);
        let administrator = world.administrator.clone();
        assert_eq!(world.read(move |tx| conflicts::list(tx, &administrator, None)).unwrap().conflicts, []);
    }

    fn res_11_after_the_jobs_nothing_of_the_person_is_written_anywhere(world) {
        let device = mara(world);
        for text in MARAS {
            assert_ne!(world.is_written_anywhere(text), [""; 0], "{text}");
        }
        let id = world.erase(device.user()).unwrap();
        assert_eq!(world.erasure(id).finished_at, None);
        world.do_jobs();
        for text in MARAS {
            assert_eq!(world.is_written_anywhere(text), [""; 0], "{text}");
        }
        let counts = Counts {
            sessions: 1, external_ids: 1, addresses: 1, conversations: 1, merges: 1, messages: 4, tickets: 1,
            evidence: 1, login_lines: 1,
        };
        let erasure = world.erasure(id);
        assert_eq!((erasure.counts, erasure.finished_at.is_some(), erasure.is_banned), (counts, true, false));
        world.do_jobs();
        assert_eq!(world.erasure(id), erasure, "what is finished is finished");
    }

    fn res_11_others_stay_as_they_were(world) {
        let mut hanna = world.device();
        hanna.log_in(&world.token("usr_hanna")).unwrap();
        let said = hanna.say("I am still here").unwrap();
        let hanna_id = hanna.user();
        let before = world.store(move |tx| evidence::count_of(tx, hanna_id));
        let device = mara(world);
        world.erase(device.user()).unwrap();
        world.do_jobs();
        assert_eq!(hanna.words(), ["I am still here"]);
        assert_eq!(world.messages(said.conversation.0), [said.message]);
        assert_eq!(world.store(move |tx| evidence::count_of(tx, hanna_id)), before);
        let lines = world.store(|tx| login_log::page(tx, &Filter::default(), None, 99));
        let told: Vec<_> = lines.iter().filter_map(|line| line.attempt.external_id.as_deref()).collect();
        assert_eq!(told, ["usr_other", "usr_hanna"]);
    }

    fn res_6_the_external_id_logs_in_as_a_new_user_and_no_silent_renewal_brings_the_old_one_back(world) {
        let mut device = mara(world);
        let erased = device.user();
        world.erase(erased).unwrap();
        world.clock.forward(Span::millis(1));
        // With the very session that was signed in, and from elsewhere.
        let again = device.log_in(&world.token("usr_mara")).unwrap();
        assert_ne!(again.user, erased);
        assert!(!again.joined && again.conversation.is_none());
        assert_eq!(world.device().log_in(&world.token("usr_mara")).unwrap().user, again.user);
        device.say("I am new here").unwrap();
        world.do_jobs();
        assert_eq!(device.words(), ["I am new here"]);
        let lines = world.store(|tx| login_log::page(tx, &Filter::default(), None, 99));
        let told = lines.iter().filter(|line| line.attempt.external_id.as_deref() == Some("usr_mara")).count();
        assert_eq!(told, 2, "what came after it is another's");
        let user = world.store(move |tx| users::find(tx, erased)).unwrap();
        assert_eq!((user.state, user.name), (UserState::Erased, None));
    }

    fn res_11_a_device_that_was_signed_in_is_a_new_one_when_somebody_writes_there_next(world) {
        let mut device = mara(world);
        let before = device.clone();
        world.erase(device.user()).unwrap();
        world.do_jobs();
        let opened = device.open().unwrap();
        let agent = world.agent.clone();
        let listed = world.read(move |tx| devices::list_devices(tx, &agent, opened.user)).unwrap();
        assert_eq!(listed[0].session.agent_text, "A browser");
        assert_eq!(refusal(before.page()), Refused::Session(SessionRefused::Ended));
    }

    fn res_11_everyone_who_was_merged_into_the_person_goes_with_them(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        let u = device.log_in(&world.token("usr_1")).unwrap().user;
        assert_eq!(refusal(world.erase(a)), Refused::UserMerged, "MRG-5: the id is somebody else's by now");
        assert_eq!(world.preview(a).unwrap().user, u);
        world.erase(u).unwrap();
        world.do_jobs();
        for user in [a, u] {
            assert_eq!(world.user(user).state, UserState::Erased);
            assert_eq!(refusal(world.person(user)), Refused::NotFound);
        }
    }

    fn res_11_somebody_anonymous_is_erased(world) {
        let mut device = world.device();
        device.say("My order").unwrap();
        let user = device.user();
        let id = world.erase(user).unwrap();
        assert_eq!(refusal(device.say("no")), Refused::Session(SessionRefused::Ended));
        world.do_jobs();
        assert_eq!(world.is_written_anywhere("My order"), [""; 0]);
        let Counts { messages, tickets, external_ids, .. } = world.erasure(id).counts;
        assert_eq!((messages, tickets, external_ids), (1, 1, 0));
        device.open().unwrap();
        device.say("somebody else").unwrap();
        assert_ne!(device.user(), user);
    }

    fn ses_13_a_ban_survives_as_a_keyed_hash(world) {
        let mut device = mara(world);
        let user = device.user();
        world.ban(user).unwrap();
        let id = world.erase(user).unwrap();
        let banned = Refused::Login(Reason::UserBanned);
        assert_eq!(refusal(device.log_in(&world.token("usr_mara"))), banned);
        world.do_jobs();
        assert_eq!(refusal(world.device().log_in(&world.token("usr_mara"))), banned);
        assert_eq!(refusal(device.open()), Refused::Session(SessionRefused::Banned), "the device is barred as before");
        world.device().log_in(&world.token("usr_hanna")).unwrap();
        assert!(world.erasure(id).is_banned);

        let administrator = world.administrator.clone();
        world.write(move |tx| ban::lift_kept_ban(tx, &administrator, id)).unwrap();
        assert!(!world.erasure(id).is_banned);
        let again = device.log_in(&world.token("usr_mara")).unwrap();
        assert_ne!(again.user, user);
    }

    fn ses_13_the_ban_of_somebody_anonymous_stays_with_the_device_until_it_is_lifted(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        world.ban(device.user()).unwrap();
        let id = world.erase(device.user()).unwrap();
        world.do_jobs();
        assert_eq!(refusal(device.open()), Refused::Session(SessionRefused::Banned));
        let administrator = world.administrator.clone();
        world.write(move |tx| ban::lift_kept_ban(tx, &administrator, id)).unwrap();
        device.open().unwrap();
    }

    fn res_11_an_address_that_was_claimed_by_the_very_person_is_free(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let mut device = mara(world);
        let user = device.user();
        device.log_out().unwrap();
        device.give("mara@shop.example").unwrap();
        // Agents find that it was her who claimed it.
        world.merge(device.user(), user).unwrap();
        world.erase(user).unwrap();
        assert_eq!(world.store(|tx| emails_kept::find(tx, "mara@shop.example")), None);
    }

    fn res_8_deleting_the_holder_of_an_address_is_a_way_out_of_a_conflict(world) {
        let device = mara(world);
        world.erase(device.user()).unwrap();
        let claims = Claims {
            email: Some(EmailAddress::new("mara@shop.example").unwrap()),
            email_verified: Some(true),
            ..claims("usr_other")
        };
        let other = world.device().log_in(&world.verified(&world.key.sign(&claims))).unwrap();
        assert_eq!(world.person(other.user).unwrap().emails[0].address, "mara@shop.example");
    }

    fn details_14_much_goes_piece_by_piece_and_an_interrupted_erasure_goes_on(world) {
        let mut device = world.device();
        let token = world.token("usr_1");
        device.log_in(&token).unwrap();
        let messages = limits::PIECE * 2 + 1;
        for n in 0..messages {
            device.say(&n.to_string()).unwrap();
        }
        let id = world.erase(device.user()).unwrap();
        let piece = || world.write(erase::erase_piece).unwrap();
        assert_eq!(piece(), Rest::More);
        assert_eq!(world.erasure(id).counts.messages, limits::PIECE, "each piece is of a bounded size");
        // The process ends here, and another goes on.
        let mut pieces = 1;
        while piece() == Rest::More {
            pieces += 1;
            assert!(pieces < 20, "it comes to an end");
        }
        let erasure = world.erasure(id);
        assert_eq!((erasure.counts.messages, erasure.finished_at.is_some()), (messages, true));
    }

    fn see_8_only_administrators_erase_and_the_audit_log_says_so_without_the_person(world) {
        let device = mara(world);
        let (user, agent) = (device.user(), world.agent.clone());
        let key = run(world.nodes[0].account_key(world.account)).unwrap();
        assert_eq!(refusal(world.write(move |tx| erase::erase(tx, &agent, user, &key))), Refused::NotAdministrator);
        let agent = world.agent.clone();
        assert_eq!(refusal(world.read(move |tx| erase::preview(tx, &agent, user))), Refused::NotAdministrator);
        let agent = world.agent.clone();
        assert_eq!(refusal(world.read(move |tx| erasures::list(tx, &agent, None))), Refused::NotAdministrator);
        let id = world.erase(user).unwrap();
        let agent = world.agent.clone();
        assert_eq!(refusal(world.write(move |tx| ban::lift_kept_ban(tx, &agent, id))), Refused::NotAdministrator);
        let lines = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 1));
        assert_eq!(
            (lines[0].action.as_str(), lines[0].subject.as_str(), lines[0].detail.as_str()),
            ("user.erase", user.to_string().as_str(), r#"{"ban_kept":false,"earlier_tokens_refused":false}"#)
        );
    }

    fn res_11_nobody_is_erased_who_is_not_there(world) {
        assert_eq!(refusal(world.erase(UserId::ZERO)), Refused::NotFound);
        assert_eq!(refusal(world.preview(UserId::ZERO)), Refused::NotFound);
        let administrator = world.administrator.clone();
        assert_eq!(refusal(world.write(move |tx| ban::lift_kept_ban(tx, &administrator, ErasureId::ZERO))), Refused::NotFound);
    }
}
