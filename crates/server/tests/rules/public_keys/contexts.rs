//! What comes signed with a login: it routes, and agents see it with where it came from (OMN-7, OMN-17, ROU-2, ROU-5, ROU-7).

mod records;

use bonafide_domain::{
    context::{ContextName, ContextType},
    id::{ConversationId, QueueId},
    mark::PersonMark,
    metadata::FieldValue,
    record::NotLinked,
    routing::{Condition, Draft, Rule, Standing, Test, Variable},
    text::KeyName,
};
use bonafide_server::use_cases::{
    erase,
    sessions::list_sessions,
    summary::{self, Summary},
    workstreams,
};
use bonafide_store::login_log::{self, Filter};

use super::*;
use crate::device::Device;

/// The variables that the workstream defines.
const DEFINED: [(&str, ContextType); 2] = [("tier", ContextType::Text), ("total", ContextType::Number)];

impl Shop {
    /// The same story on each engine.
    fn on_each(story: impl Fn(&Shop, &Pair)) {
        for world in [World::set as fn(&[(&'static str, String)]) -> World, World::many_nodes_set] {
            let pair = Pair::new();
            story(&Self::on(KeyServer::start(listed(&[(&pair, "a")], FAR)), world), &pair);
        }
    }

    /// A token of somebody who brings these contexts.
    fn bringing(&self, pair: &Pair, sub: &str, contexts: &Value) -> VerifiedToken {
        let claims = json!({"lwicontexts": contexts.to_string()});
        self.judged(&self.token_of(pair, Some("a"), sub, &claims)).unwrap()
    }

    fn device(&self) -> Device<'_> {
        let mut device = self.world.device();
        device.channel = self.channel;
        device
    }

    /// Sends whoever is gold to one queue, whoever spent more than 100 to another, and everybody else to a third.
    fn is_routed(&self) -> [QueueId; 3] {
        let queues = ["Gold", "Big", "Others"].map(|name| self.world.queue(name, &[]));
        let context = |name, test| Condition::Context { name: ContextName::new(name).unwrap(), test };
        let gold = context("tier", Test::Equals { value: FieldValue::Text("gold".to_owned()) });
        let big = context("total", Test::Above { value: FieldValue::Number(100.into()) });
        let rule = |name: &str, condition, queue| Rule {
            name: name.to_owned(),
            conditions: vec![condition],
            queue,
            priority: 3,
        };
        let variable = |(name, kind)| Variable { name: ContextName::new(name).unwrap(), kind };
        let draft = Draft {
            variables: DEFINED.map(variable).to_vec(),
            rules: vec![rule("gold", gold, queues[0]), rule("big", big, queues[1])],
            fallback: queues[2],
        };
        let wanted = workstreams::Wanted {
            name: KeyName::new("Portal").unwrap(),
            channels: vec![self.channel],
            draft,
        };
        let by = self.world.administrator.clone();
        self.world.write(move |tx| workstreams::create(tx, &by, &wanted)).unwrap();
        queues
    }

    /// In which queue the newest ticket waits, once the rules have decided.
    fn waits(&self, conversation: ConversationId) -> Option<QueueId> {
        self.world.do_routing();
        let tickets = self.world.tickets(conversation);
        tickets.last().and_then(|ticket| ticket.queue.as_ref()).map(|queue| queue.id)
    }

    fn summary(&self, conversation: ConversationId) -> Summary {
        let by = self.world.agent.clone();
        self.world.read(move |tx| summary::read(tx, &by, conversation)).unwrap()
    }

    /// The variables that agents see, each as a word.
    fn told(&self, conversation: ConversationId) -> Vec<String> {
        let login = self.summary(conversation).login;
        let variables = login.map(|login| login.variables).unwrap_or_default();
        variables.iter().map(|it| format!("{} {:?} {}", it.name, it.value, it.standing.as_str())).collect()
    }
}

#[test]
fn rou_2_what_came_signed_leads_to_a_queue_by_a_rule() {
    Shop::on_each(|shop, pair| {
        let [gold, big, others] = shop.is_routed();
        for (contexts, queue) in [
            (json!({"tier": "gold"}), gold),
            (json!({"Tier": "gold"}), others),
            (json!({"total": "10000"}), big),
            (json!({"total": 101, "tier": "silver"}), big),
            (json!({"total": "many"}), others),
            (json!({}), others),
        ] {
            let mut device = shop.device();
            device
                .log_in(&shop.bringing(pair, &format!("c{}", contexts.to_string().len()), &contexts))
                .unwrap();
            let conversation = device.say("Hello").unwrap().conversation.0;
            assert_eq!(shop.waits(conversation), Some(queue), "{contexts}");
            device.log_out().unwrap();
        }
    });
}

#[test]
fn rou_7_at_a_login_and_at_a_renewal_the_rules_decide_by_what_it_says() {
    Shop::on_each(|shop, pair| {
        let [gold, _, others] = shop.is_routed();
        let mut device = shop.device();
        let conversation = device.say("Hello").unwrap().conversation.0;
        assert_eq!(shop.waits(conversation), Some(others));
        device.log_in(&shop.bringing(pair, "c-7", &json!({"tier": "gold"}))).unwrap();
        assert_eq!(shop.waits(conversation), Some(gold));

        // A renewal that says the same moves nothing, and one that says otherwise does.
        let before = shop.world.happenings(conversation).len();
        device.log_in(&shop.bringing(pair, "c-7", &json!({"tier": "gold"}))).unwrap();
        assert_eq!(shop.waits(conversation), Some(gold));
        assert_eq!(shop.world.happenings(conversation).len(), before);
        device.log_in(&shop.bringing(pair, "c-7", &json!({"tier": "silver"}))).unwrap();
        assert_eq!(shop.waits(conversation), Some(others));
        assert_eq!(shop.told(conversation), ["tier Text(\"silver\") defined"]);
        device.log_in(&shop.bringing(pair, "c-7", &json!({}))).unwrap();
        assert_eq!(shop.told(conversation), [""; 0], "what an earlier one said does not live on");
    });
}

#[test]
fn omn_7_malformed_variables_refuse_the_login_or_are_left_out_and_logged() {
    Shop::on_each(|shop, pair| {
        let token = shop.token_of(pair, Some("a"), "c-7", &json!({"lwicontexts": {"tier": "gold"}}));
        assert_eq!(shop.reason(&token), Some(Reason::ContextInvalid));

        let reported = Change { contexts: Some(Mode::ReportOnly), ..Change::default() };
        change(&shop.world, shop.setting, reported);
        shop.later(2);
        let mut device = shop.device();
        device.log_in(&shop.judged(&token).unwrap()).unwrap();
        let conversation = device.say("Hello").unwrap().conversation.0;
        assert_eq!(shop.summary(conversation).mark, PersonMark::VerifiedNow);
        assert_eq!(shop.told(conversation), [""; 0]);
        let line = shop.world.store(|tx| login_log::page(tx, &Filter::default(), None, 1)).remove(0);
        assert_eq!(line.attempt.would_refuse.as_deref(), Some("context_invalid"));
        let notes: Vec<_> = line.attempt.notes.iter().map(|note| note.code.as_str()).collect();
        assert_eq!(notes, ["context_invalid"]);
    });
}

#[test]
fn omn_7_a_hundred_variables_are_kept_and_told_and_one_more_is_malformed() {
    Shop::on_each(|shop, pair| {
        let many = |count: usize| {
            let names = (0..count).map(|number| format!("{}{number:03}", "ä".repeat(97)));
            json!(names.map(|name| (name, json!("x"))).collect::<serde_json::Map<_, _>>())
        };
        let mut device = shop.device();
        device.log_in(&shop.bringing(pair, "c-7", &many(100))).unwrap();
        let conversation = device.say("Hello").unwrap().conversation.0;
        assert_eq!(shop.told(conversation).len(), 100);
        let claims = json!({"lwicontexts": many(101).to_string()});
        let token = shop.token_of(pair, Some("a"), "c-7", &claims);
        assert_eq!(shop.reason(&token), Some(Reason::ContextInvalid));
    });
}

#[test]
fn omn_7_the_latest_login_that_counts_speaks_and_a_logout_takes_its_words_along() {
    Shop::on_each(|shop, pair| {
        shop.is_routed();
        let (mut phone, mut laptop) = (shop.device(), shop.device());
        phone.log_in(&shop.bringing(pair, "c-7", &json!({"tier": "gold"}))).unwrap();
        let conversation = phone.say("Hello").unwrap().conversation.0;
        laptop.log_in(&shop.bringing(pair, "c-7", &json!({"total": 5}))).unwrap();
        assert_eq!(shop.told(conversation), ["total Number(5.0) defined"]);
        laptop.log_out().unwrap();
        assert_eq!(shop.told(conversation), ["tier Text(\"gold\") defined"]);
        phone.log_out().unwrap();
        assert_eq!(shop.summary(conversation).login, None);
    });
}

#[test]
fn rou_5_agents_see_each_variable_with_where_it_came_from() {
    Shop::on_each(|shop, pair| {
        shop.is_routed();
        let mut device = shop.device();
        let contexts = json!({"tier": "gold", "total": "many", "vip": true, "age": 7});
        device.log_in(&shop.bringing(pair, "c-7", &contexts)).unwrap();
        let conversation = device.say("Hello").unwrap().conversation.0;
        let summary = shop.summary(conversation);
        let login = summary.login.unwrap();
        assert_eq!(summary.mark, PersonMark::VerifiedNow);
        assert_eq!((login.setting.id, login.setting.name.as_str()), (shop.setting, "Portal"));
        assert_eq!(login.evidence.public_key.as_deref(), Some("a"));
        assert_eq!(login.workstream.as_deref(), Some("Portal"));
        assert_eq!(login.until, shop.world.nodes[0].now().plus(Span::seconds(660)));
        let standings: Vec<_> = login.variables.iter().map(|it| (it.name.as_str(), it.standing)).collect();
        let expected = [
            ("age", Standing::NotDefined),
            ("tier", Standing::Defined(ContextType::Text)),
            ("total", Standing::OtherType(ContextType::Number)),
            ("vip", Standing::NotDefined),
        ];
        assert_eq!(standings, expected);

        // Once the session has expired it is said that nobody is signed in, and no rule reads what the login said.
        shop.later(700);
        let expired = shop.summary(conversation);
        assert_eq!(expired.mark, PersonMark::SessionExpired);
        assert_eq!(expired.login.map(|login| login.variables.len()), Some(4));
    });
}

#[test]
fn rou_5_of_somebody_else_nothing_shows() {
    Shop::on_each(|shop, pair| {
        shop.is_routed();
        shop.record(Some(shop.setting), "contact", "c-7", "active");
        let mut mara = shop.device();
        mara.log_in(&shop.bringing(pair, "c-7", &json!({"tier": "gold"}))).unwrap();
        mara.say("Hello").unwrap();
        let stranger = shop.device().say("Hello").unwrap().conversation.0;
        assert_eq!(shop.summary(stranger), Summary { mark: PersonMark::NotVerified, login: None });
        let mut hanna = shop.device();
        hanna.log_in(&shop.bringing(pair, "c-8", &json!({}))).unwrap();
        let hannas = hanna.say("Hello").unwrap().conversation.0;
        assert_eq!((shop.told(hannas), shop.linked(hannas)), (vec![], Err(NotLinked::NoRecord)));

        // On a device where another signs in, the first one's words go with their session (SES-10).
        mara.log_in(&shop.bringing(pair, "c-8", &json!({}))).unwrap();
        assert_eq!(shop.told(hannas), [""; 0]);
    });
}

#[test]
fn mrg_3_what_a_login_says_speaks_for_what_was_written_before_it() {
    Shop::on_each(|shop, pair| {
        let [gold, _, others] = shop.is_routed();
        let (mut phone, mut laptop) = (shop.device(), shop.device());
        phone.log_in(&shop.bringing(pair, "c-7", &json!({}))).unwrap();
        let known = phone.say("Hello").unwrap().conversation.0;
        assert_eq!(shop.waits(known), Some(others));
        let anonymous = laptop.say("Hello again").unwrap().conversation.0;
        laptop.log_in(&shop.bringing(pair, "c-7", &json!({"tier": "gold"}))).unwrap();
        for conversation in [known, anonymous] {
            assert_eq!(
                shop.told(conversation),
                ["tier Text(\"gold\") defined"],
                "they are one conversation now"
            );
        }
        shop.world.do_routing();
        let went_on = shop.world.tickets(known).remove(0);
        assert_eq!(went_on.queue.map(|queue| queue.id), Some(gold));
    });
}

#[test]
fn mrg_12_what_two_logins_said_comes_apart_with_their_users() {
    Shop::on_each(|shop, pair| {
        shop.is_routed();
        let (mut maras, mut hannas) = (shop.device(), shop.device());
        let mara = maras.log_in(&shop.bringing(pair, "c-7", &json!({"tier": "gold"}))).unwrap().user;
        let of_mara = maras.say("Hello").unwrap().conversation.0;
        let hanna = hannas.log_in(&shop.bringing(pair, "c-8", &json!({"tier": "silver"}))).unwrap().user;
        let of_hanna = hannas.say("Hello").unwrap().conversation.0;
        let merged = shop.world.merge(hanna, mara).unwrap().id;
        assert_eq!(shop.told(of_mara), ["tier Text(\"silver\") defined"], "they are one person now");
        shop.world.undo(merged).unwrap();
        assert_eq!(shop.told(of_mara), ["tier Text(\"gold\") defined"]);
        assert_eq!(shop.told(of_hanna), [""; 0], "the sessions of the undone side have ended");
    });
}

#[test]
fn res_11_what_came_signed_goes_with_the_person_and_the_record_is_reported() {
    Shop::on_each(|shop, pair| {
        shop.record(Some(shop.setting), "contact", "c-7", "active");
        let mut device = shop.device();
        let user = device.log_in(&shop.bringing(pair, "c-7", &json!({"iban": "CH93"}))).unwrap().user;
        device.say("Hello").unwrap();
        device.log_in(&shop.bringing(pair, "c-7", &json!({"iban": "CH94"}))).unwrap();
        let by = shop.world.administrator.clone();
        let preview = shop.world.read(move |tx| erase::preview(tx, &by, user)).unwrap();
        let told: Vec<_> = preview.records.iter().map(|kept| kept.record.id.as_str()).collect();
        assert_eq!(told, ["c-7"]);
        shop.world.erase(user).unwrap();
        shop.world.do_jobs();
        let left = shop.world.store(|tx| tx.rows("SELECT variables FROM login_contexts", &[]));
        assert_eq!(left.len(), 0);
    });
}

#[test]
fn see_6_ses_7_the_login_log_and_the_lists_of_sessions_name_the_public_key() {
    Shop::on_each(|shop, pair| {
        let mut device = shop.device();
        let user = device.log_in(&shop.bringing(pair, "c-7", &json!({}))).unwrap().user;
        let line = shop.world.store(|tx| login_log::page(tx, &Filter::default(), None, 1)).remove(0);
        let key = line.attempt.public_key.unwrap();
        assert_eq!((key.setting, key.name.as_str()), (shop.setting, "a"));
        assert_eq!(line.key_name.as_deref(), Some("Portal"));
        let by = shop.world.administrator.clone();
        let listed = shop.world.read(move |tx| list_sessions(tx, &by, user)).unwrap().remove(0);
        assert_eq!((listed.public_key.as_deref(), listed.key_name.as_deref()), (Some("a"), Some("Portal")));
    });
}
