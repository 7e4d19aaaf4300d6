//! Where tickets wait and who is given them (ROU), as use cases carry it out.

mod forgotten;

use bonafide_domain::{
    changed::Changed,
    context::{ContextName, ContextType},
    id::{AgentId, ConversationId, QueueId},
    limits,
    metadata::{FieldValue, Metadata},
    routing::{Condition, Draft, HoursDraft, Opening, Rule, Test, Variable, Weekday},
    text::{FieldId, KeyName, Tag, Words},
    ticket::{Status, TicketChange, WaitsChange},
    time::Span,
};
use bonafide_server::{
    routing,
    secrets::AgentToken,
    use_cases::{
        admission, agents,
        change_ticket::Change,
        give_tickets::take_next,
        own_work, post_message,
        queues::{self, Wanted},
        try_workstream::{On, Trial},
        workstreams,
    },
};
use bonafide_store::{
    accounts,
    messages::{Author, MessageKind, Visibility},
    tickets::Ticket,
};

use crate::{
    device::Device,
    world::{World, on_both, run},
};

impl World {
    /// Makes a queue that gives its tickets to these agents.
    pub(crate) fn queue(&self, name: &str, members: &[AgentId]) -> QueueId {
        self.queue_as(Wanted {
            name: KeyName::new(name).unwrap(),
            pushes: true,
            hours: None,
            closed_text: None,
            tells_waiting: None,
            members: members.to_vec(),
        })
    }

    fn queue_as(&self, wanted: Wanted) -> QueueId {
        let by = self.administrator.clone();
        self.write(move |tx| queues::create(tx, &by, &wanted)).unwrap().queue.id
    }

    /// Routes the channel by these rules.
    pub(crate) fn route_by(&self, rules: Vec<Rule>, fallback: QueueId) -> Draft {
        let variable = Variable { name: ContextName::new("tier").unwrap(), kind: ContextType::Text };
        let draft = Draft { variables: vec![variable], rules, fallback };
        let name = KeyName::new("Shop").unwrap();
        let wanted = workstreams::Wanted { name, channels: vec![self.channel], draft: draft.clone() };
        let by = self.administrator.clone();
        self.write(move |tx| workstreams::create(tx, &by, &wanted)).unwrap();
        draft
    }

    /// Sends everything on the channel to a queue from now on, whatever was before.
    pub(crate) fn route_anew(&self, queue: QueueId) {
        let by = self.administrator.clone();
        let before = self.read(move |tx| workstreams::list(tx, &by)).unwrap();
        for it in before {
            let by = self.administrator.clone();
            self.write(move |tx| workstreams::delete(tx, &by, it.workstream.id)).unwrap();
        }
        self.route_by(vec![], queue);
    }

    /// Routes and gives out all there is.
    pub(crate) fn do_routing(&self) {
        self.do_routing_on(0);
    }

    /// The same on a node, counted around.
    pub(crate) fn do_routing_on(&self, node: usize) {
        run(routing::all(&self.nodes[node % self.nodes.len()]));
    }

    /// An agent says whether they are there.
    pub(crate) fn available(&self, agent: &AgentToken, available: bool) {
        let agent = agent.clone();
        self.write(move |tx| own_work::set_available(tx, &agent, available)).unwrap();
    }

    pub(crate) fn set_capacity(&self, agent: AgentId, capacity: i64) {
        let by = self.administrator.clone();
        self.write(move |tx| own_work::set_capacity(tx, &by, agent, capacity)).unwrap();
    }

    pub(crate) fn take_next(&self, agent: &AgentToken) -> Option<Ticket> {
        let agent = agent.clone();
        self.write(move |tx| take_next(tx, &agent)).unwrap()
    }

    fn only_ticket(&self, conversation: ConversationId) -> Ticket {
        let tickets = self.tickets(conversation);
        assert_eq!(tickets.len(), 1);
        tickets[0].clone()
    }

    /// In which queue a ticket waits, with what priority, and whose work it is.
    fn waits(&self, conversation: ConversationId) -> (Option<QueueId>, i64, Option<AgentId>) {
        let ticket = self.only_ticket(conversation);
        (ticket.queue.map(|queue| queue.id), ticket.priority, ticket.assignee.map(|agent| agent.id))
    }
}

fn rule(name: &str, conditions: Vec<Condition>, queue: QueueId, priority: i64) -> Rule {
    Rule { name: name.to_owned(), conditions, queue, priority }
}

fn signed_in(queue: QueueId) -> Rule {
    rule("signed in", vec![Condition::Authenticated { is: true }], queue, 7)
}

/// What somebody new writes, in a conversation of their own.
fn written(world: &World) -> (Device<'_>, ConversationId) {
    let mut device = world.device();
    let conversation = device.say("Hello").unwrap().conversation.0;
    (device, conversation)
}

fn solved(world: &World, conversation: ConversationId) {
    let change = TicketChange { status: Some(Status::Solved), assignee: Changed::Stays };
    world.change(world.only_ticket(conversation).id, change).unwrap();
}

fn agent(world: &World) -> AgentId {
    let token = world.agent.clone();
    world.read(move |tx| admission::admit_agent(tx, &token)).unwrap().id
}

on_both! {
    fn rou_1_a_channel_that_no_workstream_routes_is_as_it_was(world) {
        let queue = world.queue("Everybody", &[agent(world)]);
        world.available(&world.agent, true);
        let (_, conversation) = written(world);
        world.do_routing();
        assert_eq!(world.waits(conversation), (None, 0, None));
        assert_eq!(world.happenings(conversation), ["message"]);
        assert_eq!(world.take_next(&world.agent), None);
        world.route_by(vec![], queue);
        world.do_routing();
        assert_eq!(world.waits(conversation), (None, 0, None), "what was there before stays");
    }

    fn rou_3_anonymous_and_authenticated_people_have_queues_of_their_own(world) {
        let (known, others) = (world.queue("Known", &[]), world.queue("Others", &[]));
        world.route_by(vec![signed_in(known)], others);
        let (_, anonymous) = written(world);
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let authenticated = device.say("Hello").unwrap().conversation.0;
        world.do_routing();
        assert_eq!(world.waits(anonymous), (Some(others), 0, None));
        assert_eq!(world.waits(authenticated), (Some(known), 7, None));
        assert_eq!(world.happenings(anonymous), ["message", "ticket"]);
        world.do_routing();
        assert_eq!(world.happenings(anonymous), ["message", "ticket"], "it is decided once");
    }

    fn rou_3_what_the_page_says_satisfies_no_condition_on_a_context_variable_and_one_on_its_tags(world) {
        world.store(accounts::turn_on_conversation_metadata);
        let (gold, vip, others) = (world.queue("Gold", &[]), world.queue("VIP", &[]), world.queue("Others", &[]));
        let name = ContextName::new("tier").unwrap();
        let value = FieldValue::Text("gold".to_owned());
        let is_gold = Condition::Context { name, test: Test::Equals { value: value.clone() } };
        let is_vip = Condition::PageTag { tag: "vip".to_owned() };
        world.route_by(vec![rule("gold", vec![is_gold], gold, 0), rule("vip", vec![is_vip], vip, 0)], others);
        let mut device = world.device();
        device.open().unwrap();
        let fields = [(FieldId::new("tier").unwrap(), value)].into();
        let metadata = Metadata { fields, tags: [].into() };
        let plain = device.send(post_message::Draft { metadata: metadata.clone(), ..device.draft("Hello") });
        let mut tagged = world.device();
        tagged.open().unwrap();
        let metadata = Metadata { tags: [Tag::new("vip").unwrap()].into(), ..metadata };
        let vips = tagged.send(post_message::Draft { metadata, ..tagged.draft("Hello") });
        world.do_routing();
        assert_eq!(world.waits(plain.unwrap().conversation.0).0, Some(others));
        assert_eq!(world.waits(vips.unwrap().conversation.0).0, Some(vip));
    }

    fn key_7_the_department_that_a_page_sets_leads_to_its_queue_and_proves_nothing(world) {
        world.store(accounts::turn_on_conversation_metadata);
        let (signed, returns, others) =
            (world.queue("Signed", &[]), world.queue("Returns", &[]), world.queue("Others", &[]));
        let test = |value: &str| Test::Equals { value: FieldValue::Text(value.to_owned()) };
        let tier = Condition::Context { name: ContextName::new("tier").unwrap(), test: test("gold") };
        let department = Condition::PageField { id: "department".to_owned(), test: test("Returns") };
        world.route_by(vec![rule("signed", vec![tier], signed, 9), rule("returns", vec![department], returns, 5)], others);
        let set = |pairs: &[(&str, &str)]| {
            let field = |(id, value): &(&str, &str)| (FieldId::new(id).unwrap(), FieldValue::Text((*value).to_owned()));
            Metadata { fields: pairs.iter().map(field).collect(), tags: [].into() }
        };
        let says = |device: &Device<'_>, metadata| {
            device.send(post_message::Draft { metadata, ..device.draft("Hello") }).unwrap().conversation.0
        };
        let mut anonymous = world.device();
        anonymous.open().unwrap();
        // ROU-3: what the page says under the name of a context variable is the field, and never the variable.
        let both = says(&anonymous, set(&[("tier", "gold"), ("department", "Returns")]));
        let mut known = world.device();
        known.log_in(&world.token("usr_1")).unwrap();
        let authenticated = says(&known, set(&[("department", "Returns")]));
        let mut other = world.device();
        other.open().unwrap();
        let elsewhere = says(&other, set(&[("tier", "gold"), ("department", "Sales")]));
        world.do_routing();
        assert_eq!(world.waits(both), (Some(returns), 5, None));
        assert_eq!(world.waits(authenticated), (Some(returns), 5, None));
        assert_eq!(world.waits(elsewhere), (Some(others), 0, None));
    }

    fn rou_7_at_a_login_the_rules_run_again_if_no_agent_has_taken_the_ticket(world) {
        let (known, others) = (world.queue("Known", &[]), world.queue("Others", &[]));
        world.route_by(vec![signed_in(known)], others);
        let (mut device, conversation) = written(world);
        let (mut taken, worked) = written(world);
        world.do_routing();
        let assignee = Changed::To(agent(world));
        world.change(world.only_ticket(worked).id, TicketChange { status: None, assignee }).unwrap();
        device.log_in(&world.token("usr_1")).unwrap();
        taken.log_in(&world.token("usr_2")).unwrap();
        world.do_routing();
        assert_eq!(world.waits(conversation), (Some(known), 7, None));
        assert_eq!(world.waits(worked), (Some(others), 0, Some(agent(world))));
    }

    fn rou_7_whoever_has_the_ticket_is_told_where_a_login_would_have_moved_it(world) {
        let (known, others) = (world.queue("Known", &[]), world.queue("Others", &[]));
        world.route_by(vec![signed_in(known)], others);
        let (mut device, conversation) = written(world);
        world.do_routing();
        let ticket = world.only_ticket(conversation).id;
        let assignee = Changed::To(agent(world));
        world.change(ticket, TicketChange { status: None, assignee }).unwrap();
        device.log_in(&world.token("usr_1")).unwrap();
        for _ in 0..2 {
            world.do_routing();
        }
        let told = world.happenings(conversation);
        assert_eq!(told[told.len() - 2..], ["signed_in", "message"], "once");
        let said = world.messages(conversation);
        let last = said.last().unwrap();
        assert_eq!((last.kind, last.text.as_str()), (MessageKind::TicketStays, "Known"));
        assert_eq!((&last.author, last.visibility), (&Author::System, Visibility::Agents));
        assert_eq!(device.words(), ["Hello"], "whoever writes is told nothing");

        let waits = WaitsChange { queue: Changed::To(known), priority: None };
        world.change(ticket, Change { standing: TicketChange::default(), waits }).unwrap();
        world.device().log_in(&world.token("usr_1")).unwrap();
        world.do_routing();
        assert_eq!(world.happenings(conversation).last().copied(), Some("signed_in"), "it is there already");
        assert_eq!(world.messages(conversation).len(), said.len());
    }

    fn rou_7_what_an_agent_begins_is_theirs_and_not_forgotten_when_they_let_it_go(world) {
        let everybody = world.queue("Everybody", &[]);
        world.route_by(vec![], everybody);
        let (_, conversation) = written(world);
        world.do_routing();
        world.set_ticket(world.only_ticket(conversation).id, Status::Closed, 0);
        world.answer(conversation, Visibility::All, "By the way: it has arrived.").unwrap();
        world.do_routing();
        let ada = agent(world);
        let begun = world.tickets(conversation).pop().unwrap();
        assert_eq!((begun.assignee.map(|agent| agent.id), begun.queue), (Some(ada), None));

        let let_go = TicketChange { assignee: Changed::Nothing, ..TicketChange::default() };
        world.change(begun.id, let_go).unwrap();
        world.do_routing();
        let let_go = world.tickets(conversation).pop().unwrap();
        assert_eq!((let_go.id, let_go.assignee), (begun.id, None));
        assert_eq!(let_go.queue.map(|queue| queue.id), Some(everybody));
    }

    fn rou_7_expiry_moves_no_ticket(world) {
        let (known, others) = (world.queue("Known", &[]), world.queue("Others", &[]));
        world.route_by(vec![signed_in(known)], others);
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let conversation = device.say("Hello").unwrap().conversation.0;
        world.do_routing();
        world.clock.forward(Span::days(15));
        world.do_routing();
        assert_eq!(world.waits(conversation).0, Some(known));
    }

    fn rou_8_whoever_writes_outside_opening_hours_is_told_so_once(world) {
        let text = "We are back tomorrow.";
        let closed = world.queue_as(Wanted {
            name: KeyName::new("Night").unwrap(),
            pushes: true,
            hours: Some(HoursDraft { time_zone: "Europe/Zurich".into(), weekly: vec![], holidays: vec![] }),
            closed_text: Some(Words::new(text).unwrap()),
            tells_waiting: None,
            members: vec![],
        });
        world.route_by(vec![], closed);
        let (mut device, conversation) = written(world);
        for _ in 0..2 {
            world.do_routing();
            device.say("Hello?").unwrap();
        }
        world.do_routing();
        assert_eq!(device.words(), ["Hello", text, "Hello?", "Hello?"]);
        assert_eq!(world.happenings(conversation)[..3], ["message", "ticket", "message"]);
        solved(world, conversation);
        device.say("One more thing").unwrap();
        world.do_routing();
        assert_eq!(device.words().len(), 5, "it is in the queue already");
    }

    fn rou_4_a_ticket_is_given_to_whoever_has_room_when_it_comes(world) {
        let (ben, bens) = world.hire("ben");
        let (ada, adas) = world.hire("ada");
        let queue = world.queue("Everybody", &[ben, ada]);
        world.route_by(vec![], queue);
        for (agent, token) in [(ben, &bens), (ada, &adas)] {
            world.set_capacity(agent, 2);
            world.available(token, true);
        }
        let mut given = Vec::new();
        for _ in 0..5 {
            world.clock.forward(Span::seconds(1));
            let (_, conversation) = written(world);
            world.do_routing();
            given.push(world.waits(conversation).2);
        }
        let mut first = given[..2].to_vec();
        first.sort();
        assert_eq!(first, [Some(ben.min(ada)), Some(ben.max(ada))], "one each");
        assert_eq!(given.iter().filter(|it| **it == Some(ben)).count(), 2);
        assert_eq!(given.iter().filter(|it| **it == Some(ada)).count(), 2);
        assert_eq!(given[4], None, "nobody has room");
    }

    fn rou_4_a_ticket_is_given_when_an_agent_comes_and_when_one_gets_room(world) {
        let (ben, bens) = world.hire("ben");
        let queue = world.queue("Everybody", &[ben]);
        world.route_by(vec![], queue);
        world.set_capacity(ben, 1);
        let (_, first) = written(world);
        world.clock.forward(Span::seconds(1));
        let (_, second) = written(world);
        world.do_routing();
        assert_eq!(world.waits(first), (Some(queue), 0, None));
        world.available(&bens, true);
        world.do_routing();
        assert_eq!((world.waits(first).2, world.waits(second).2), (Some(ben), None), "longest waiting");
        solved(world, first);
        world.do_routing();
        assert_eq!(world.waits(second).2, Some(ben));
        assert_eq!(world.happenings(second), ["message", "ticket", "ticket"]);
    }

    fn rou_4_whoever_gives_no_sign_of_life_is_given_nothing(world) {
        let (ben, bens) = world.hire("ben");
        let queue = world.queue("Everybody", &[ben]);
        world.route_by(vec![], queue);
        world.available(&bens, true);
        world.clock.forward(limits::PRESENCE);
        let (_, conversation) = written(world);
        world.do_routing();
        assert_eq!(world.waits(conversation).2, None);
        let session = bens.session;
        world.write(move |tx| own_work::seen(tx, &[session])).unwrap();
        world.do_routing();
        assert_eq!(world.waits(conversation).2, Some(ben));

        let by = bens.clone();
        world.write(move |tx| agents::sign_out(tx, &by)).unwrap();
        let (_, conversation) = written(world);
        world.do_routing();
        assert_eq!(world.waits(conversation).2, None, "who signs out is not there");
    }

    fn rou_4_an_agent_takes_the_next_of_their_queues_by_hand(world) {
        let (ben, bens) = world.hire("ben");
        let (urgent, others) = (world.queue("Urgent", &[ben]), world.queue("Others", &[ben]));
        let theirs = world.queue("Theirs", &[]);
        world.route_by(vec![signed_in(urgent)], others);
        let (_, early) = written(world);
        world.clock.forward(Span::seconds(1));
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let late = device.say("Hello").unwrap().conversation.0;
        let (_, elsewhere) = written(world);
        world.do_routing();
        let waits = WaitsChange { queue: Changed::To(theirs), priority: Some(9) };
        let moved = Change { standing: TicketChange::default(), waits };
        world.change(world.only_ticket(elsewhere).id, moved).unwrap();
        assert_eq!(world.waits(elsewhere), (Some(theirs), 9, None));

        let taken: Vec<_> = (0..3).map(|_| world.take_next(&bens).map(|it| it.conversation)).collect();
        assert_eq!(taken, [Some(late), Some(early), None], "by priority, and not those of others");
        assert_eq!(world.waits(late).2, Some(ben));
    }

    fn rou_6_a_trial_is_the_decision_itself(world) {
        let (known, others) = (world.queue("Known", &[]), world.queue("Others", &[]));
        let draft = world.route_by(vec![signed_in(known)], others);
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let authenticated = device.say("Hello").unwrap().conversation.0;
        let (_, anonymous) = written(world);
        world.do_routing();
        for conversation in [authenticated, anonymous] {
            let on = On::Conversation(conversation);
            let tried = run(world.nodes[0].try_workstream(world.administrator.clone(), draft.clone(), on));
            let Trial::Decided { decision, as_of } = tried.unwrap() else { panic!("there is no token") };
            assert!(as_of.is_some());
            let waits = world.waits(conversation);
            assert_eq!((Some(decision.queue), decision.priority), (waits.0, waits.1));
            assert_eq!(decision.passed.len(), usize::from(decision.rule.is_none()));
        }
    }

    fn rou_6_a_past_conversation_is_tried_as_it_was_when_its_ticket_was_routed(world) {
        // The clock begins on a Friday at nine in the morning.
        let friday = Opening { day: Weekday::Friday, from: "08:00".into(), to: "18:00".into() };
        let day = world.queue_as(Wanted {
            name: KeyName::new("By day").unwrap(),
            pushes: true,
            hours: Some(HoursDraft { time_zone: "Europe/Zurich".into(), weekly: vec![friday], holidays: vec![] }),
            closed_text: None,
            tells_waiting: None,
            members: vec![],
        });
        let (known, others) = (world.queue("Known", &[]), world.queue("Others", &[]));
        let open = Condition::Hours { queue: day, open: true };
        let rules = vec![
            rule("known, by day", vec![Condition::Authenticated { is: true }, open.clone()], known, 7),
            rule("by day", vec![open], day, 3),
        ];
        let draft = world.route_by(rules, others);
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let authenticated = device.say("Hello").unwrap().conversation.0;
        let (_, anonymous) = written(world);
        world.do_routing();
        let routed_at = world.nodes[0].now();
        let tried = || [authenticated, anonymous].map(|it| {
            let trial = world.nodes[0].try_workstream(world.administrator.clone(), draft.clone(), On::Conversation(it));
            let Trial::Decided { decision, as_of } = run(trial).unwrap() else { panic!("there is no token") };
            (decision.queue, as_of)
        });
        let then = [(known, Some(routed_at)), (day, Some(routed_at))];
        assert_eq!(tried(), then);

        // Since then the person has logged out, and the queue is closed.
        device.log_out().unwrap();
        world.clock.forward(Span::minutes(12 * 60));
        assert_eq!(tried(), then);
        let (_, by_night) = written(world);
        world.do_routing();
        assert_eq!(world.waits(by_night).0, Some(others), "it is closed now");
    }
}
