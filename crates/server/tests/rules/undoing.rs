//! What a merge keeps, so that it can be undone (MRG-12).

use bonafide_domain::{
    email::EmailAddress,
    id::{AgentId, ConversationId, Id, UserId},
    identity::{EmailPolicy, UndoRefused},
    session::SessionRefused,
    ticket::Status,
};
use bonafide_server::use_cases::{Refused, admission, undo_merge::Returned};
use bonafide_store::{
    Result, Tx,
    emails::{self, Grounds},
    params, tickets,
    users::UserState,
};
use serde_json::{Value, json};

use crate::{
    device::Device,
    seen::by,
    world::{World, on_both, refusal},
};

/// A merge as it is kept.
#[derive(Debug, PartialEq)]
struct Edge {
    users: (UserId, UserId),
    conversations: (Option<ConversationId>, Option<ConversationId>),
    session: Option<Id<bonafide_domain::id::Session>>,
    before: Value,
}

fn edge(tx: &mut Tx<'_>) -> Result<Edge> {
    let account = tx.account();
    let sql = "SELECT from_user_id, into_user_id, from_conversation_id, into_conversation_id, session_id, tickets_before
        FROM merges WHERE account_id = $1";
    let row = tx.row(sql, params![&account])?.unwrap();
    Ok(Edge {
        users: (row.get(0)?, row.get(1)?),
        conversations: (row.get(2)?, row.get(3)?),
        session: row.get(4)?,
        before: serde_json::from_str(&row.get::<String>(5)?).unwrap(),
    })
}

impl World {
    /// Gives a user an address.
    pub(crate) fn holds(&self, user: UserId, address: &'static str, grounds: Grounds<'static>) {
        self.store(move |tx| emails::insert(tx, user, &EmailAddress::new(address).unwrap(), grounds));
    }

    /// The id of the agent who signed in.
    pub(crate) fn person_of_agent(&self) -> AgentId {
        let agent = self.agent.clone();
        self.read(move |tx| admission::admit_agent(tx, &agent)).unwrap().id
    }
}

fn ended(device: &mut Device<'_>) {
    assert_eq!(refusal(device.say("no")), Refused::Session(SessionRefused::Ended));
}

on_both! {
    fn mrg_12_a_join_into_a_ticket_keeps_both_tickets_as_they_were(world) {
        let (mut phone, mut device) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        phone.say("one").unwrap();
        device.say("two").unwrap();
        let (u, a) = (phone.user(), device.user());
        let [cu, ca] = [u, a].map(|user| world.conversation_of(user).unwrap().id);
        let [tu, ta] = [cu, ca].map(|conversation| world.tickets(conversation)[0].id);
        world.set_ticket(tu, Status::Solved, 1);
        world.set_ticket(ta, Status::Open, 5);
        let session = device.log_in(&world.token("usr_1")).unwrap().session;

        let expected = Edge {
            users: (a, u),
            conversations: (Some(ca), Some(cu)),
            session: Some(session),
            before: json!([
                {"id": ta, "conversation": ca, "requester": a, "status": "open", "priority": 5},
                {"id": tu, "conversation": cu, "requester": u, "status": "solved", "priority": 1},
            ]),
        };
        assert_eq!(world.store(edge), expected);
    }

    fn mrg_12_a_conversation_that_became_the_users_keeps_whose_ticket_it_was(world) {
        let mut device = world.device();
        device.say("one").unwrap();
        let a = device.user();
        let ca = world.conversation_of(a).unwrap().id;
        let ta = world.tickets(ca)[0].id;
        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        let expected = Edge {
            users: (a, logged_in.user),
            conversations: (Some(ca), Some(ca)),
            session: Some(logged_in.session),
            before: json!([{"id": ta, "conversation": ca, "requester": a, "status": "new", "priority": 0}]),
        };
        assert_eq!(world.store(edge), expected);
    }

    fn mrg_12_closed_tickets_are_not_changed_and_need_no_keeping(world) {
        let mut device = world.device();
        device.say("one").unwrap();
        let ca = world.conversation_of(device.user()).unwrap().id;
        let ta = world.tickets(ca)[0].id;
        world.store(move |tx| tickets::touch(tx, ta, Some(Status::Closed)));
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(world.store(edge).before, json!([]));
    }

    fn mrg_12_nothing_written_keeps_the_users_alone(world) {
        let mut device = world.device();
        device.open().unwrap();
        let a = device.user();
        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        let expected = Edge {
            users: (a, logged_in.user),
            conversations: (None, None),
            session: Some(logged_in.session),
            before: json!([]),
        };
        assert_eq!(world.store(edge), expected);
    }

    fn mrg_12_a_join_into_a_ticket_comes_apart_as_it_was_at_the_seam(world) {
        let (mut phone, mut device) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        let (u, a) = (phone.user(), device.user());
        let [cu, ca] = [u, a].map(|user| world.conversation_of(user).unwrap().id);
        let [tu, ta] = [cu, ca].map(|conversation| world.tickets(conversation)[0].id);
        world.set_ticket(ta, Status::Pending, 5);
        device.log_in(&world.token("usr_1")).unwrap();
        device.say("three").unwrap();
        world.answer(cu, bonafide_store::messages::Visibility::All, "four").unwrap();

        let undone = world.undo(world.newest_merge(u)).unwrap();
        assert_eq!((undone.undone.0.id, undone.undone.1), (a, Some(ca)));
        assert_eq!((undone.survivor.0.id, undone.survivor.1), (u, Some(cu)));
        assert_eq!((undone.back, undone.settled, undone.ticket), (1, (0, 0), Some(2)));
        assert_eq!((world.user(a).state, world.root(a)), (UserState::Anonymous, a));
        let [theirs, users] = [ca, cu].map(|id| world.messages(id));
        assert_eq!(theirs.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["two"]);
        assert_eq!(users.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["one", "three", "four"]);
        assert_eq!(by(&users[1]), (u, u, true), "marks never change");
        let restored = &world.tickets(ca)[0];
        assert_eq!((restored.id, restored.status, restored.priority), (ta, Status::Pending, 5));
        assert_eq!((restored.requester, restored.merged_into), (a, None));
        assert_eq!(world.tickets(cu).iter().map(|it| it.id).collect::<Vec<_>>(), [tu]);
        // Every session that the login opened ends, and no other.
        ended(&mut device);
        phone.say("five").unwrap();
        assert_eq!(phone.words(), ["one", "three", "four", "five"]);
        let entry = world.last_audited();
        assert_eq!((entry.action.as_str(), entry.subject), ("user.undo_merge", u.to_string()));
    }

    fn mrg_12_the_survivor_keeps_newer_messages_in_a_conversation_of_its_own(world) {
        let mut device = world.anonymous("one");
        let a = device.user();
        let ca = world.conversation_of(a).unwrap().id;
        let u = device.log_in(&world.token("usr_1")).unwrap().user;
        device.say("two").unwrap();
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(phone.words(), ["one", "two"]);

        let undone = world.undo(world.newest_merge(u)).unwrap();
        let cu = undone.survivor.1.unwrap();
        assert_eq!((undone.undone.1, undone.settled), (Some(ca), (0, 1)));
        assert_ne!(cu, ca);
        assert_eq!(world.messages(ca).len(), 1);
        assert_eq!(world.tickets(ca)[0].requester, a);
        assert_eq!((world.tickets(cu).len(), world.tickets(cu)[0].number), (1, 2), "nobody's words are left alone");
        assert_eq!(phone.words(), ["two"]);
        phone.say("three").unwrap();
        assert_eq!(phone.words(), ["two", "three"]);
        ended(&mut device);
        // Nothing of the survivor's is told event by event to whoever has the conversation now.
        let agent = world.agent.clone();
        let missed = move |tx: &mut Tx<'_>| {
            bonafide_server::use_cases::conversation::missed_as_agent(tx, &agent, ca, 0)
        };
        assert_eq!(world.read(missed).unwrap().events, None);
    }

    fn mrg_12_what_was_written_since_goes_to_the_external_id_that_its_evidence_names(world) {
        let (mut phone, mut tablet) = (world.signed_in("usr_1", "one"), world.signed_in("usr_2", "two"));
        let (u, m) = (phone.user(), tablet.user());
        let [cu, cm] = [u, m].map(|user| world.conversation_of(user).unwrap().id);
        let merge = world.merge(m, u).unwrap().id;
        tablet.say("three").unwrap();
        phone.say("four").unwrap();
        let mut third = world.device();
        third.log_in(&world.token("usr_2")).unwrap();
        third.say("five").unwrap();
        let mut unmarked = third.draft("six");
        unmarked.composed_authenticated = false;
        third.send(unmarked).unwrap();

        let undone = world.undo(merge).unwrap();
        assert_eq!((undone.back, undone.settled), (1, (2, 0)));
        let words = |id| world.messages(id).into_iter().map(|it| it.text).collect::<Vec<_>>();
        assert_eq!(words(cm), ["two", "three", "five"]);
        assert_eq!(words(cu), ["one", "four", "six"], "unmarked, it stays with the survivor");
        for device in [&mut tablet, &mut third] {
            ended(device);
        }
        phone.say("seven").unwrap();
        let again = tablet.log_in(&world.token("usr_2")).unwrap();
        assert_eq!((again.user, world.user(m).state), (m, UserState::Known), "the alias is no more");
        assert_eq!(tablet.words(), ["two", "three", "five"]);
        assert_eq!(world.tickets(cm)[0].status, Status::New);

        // And once more: nothing is lost or doubled by that.
        let merge = world.merge(m, u).unwrap().id;
        assert_eq!(phone.words().len(), 7);
        world.undo(merge).unwrap();
        assert_eq!(words(cm), ["two", "three", "five"]);
        assert_eq!(words(cu), ["one", "four", "six", "seven"]);
    }

    fn mrg_12_merges_are_undone_newest_first_and_once(world) {
        let (phone, one, other) =
            (world.signed_in("usr_1", "one"), world.anonymous("two"), world.anonymous("three"));
        let first = world.merge(one.user(), phone.user()).unwrap().id;
        let second = world.merge(other.user(), phone.user()).unwrap().id;
        let not_newest = Refused::Undo(UndoRefused::NotNewest(second));
        assert_eq!(refusal(world.undo(first)), not_newest);
        world.undo(second).unwrap();
        assert_eq!(refusal(world.undo(second)), Refused::Undo(UndoRefused::Undone));
        world.undo(first).unwrap();
        assert_eq!(phone.words(), ["one"]);
        assert_eq!(world.kin(phone.user()).merges, []);
        assert_eq!(refusal(world.undo(Id::ZERO)), Refused::NotFound);
        let agent = world.agent.clone();
        let by_an_agent =
            world.write(move |tx| bonafide_server::use_cases::undo_merge::undo_merge(tx, &agent, first));
        assert_eq!(refusal(by_an_agent), Refused::NotAdministrator);
    }

    fn mrg_12_whoever_led_to_the_undone_one_leads_there_again(world) {
        let (phone, mut tablet) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        let a = tablet.user();
        let m = tablet.log_in(&world.token("usr_2")).unwrap().user;
        let merge = world.merge(m, phone.user()).unwrap().id;
        assert_eq!(world.root(a), phone.user());
        world.undo(merge).unwrap();
        assert_eq!((world.root(a), world.root(m)), (m, m));
        let conversation = world.conversation_of(m).unwrap().id;
        assert_eq!(by(&world.messages(conversation)[0]), (a, m, false));
        world.undo(world.newest_merge(m)).unwrap();
        assert_eq!(world.root(a), a);
    }

    fn mrg_12_an_address_goes_back_only_if_nobody_else_holds_it(world) {
        let mut device = world.anonymous("one");
        let a = device.user();
        world.holds(a, "form@shop.example", Grounds::Form);
        world.holds(a, "agent@shop.example", Grounds::Agent(world.person_of_agent(), None));
        let u = device.log_in(&world.token("usr_1")).unwrap().user;
        let other = world.anonymous("other").user();
        world.holds(other, "form@shop.example", Grounds::Form);
        let undone = world.undo(world.newest_merge(u)).unwrap();
        let fates: Vec<_> = undone.addresses.iter().map(|(address, fate)| (address.as_str(), fate)).collect();
        assert_eq!(fates.len(), 2);
        for (address, fate) in fates {
            match (address, fate) {
                ("form@shop.example", Returned::HeldBy(holder)) => assert_eq!(holder.id, other),
                ("agent@shop.example", Returned::Back) => {}
                other => panic!("{other:?}"),
            }
        }
        let entry = world.last_audited();
        assert!(entry.detail.contains("form@shop.example"), "{}", entry.detail);
    }

    fn mrg_12_a_free_address_that_a_form_gave_goes_back(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let mut device = world.anonymous("one");
        let a = device.user();
        world.holds(a, "form@shop.example", Grounds::Form);
        let u = device.log_in(&world.token("usr_1")).unwrap().user;
        let undone = world.undo(world.newest_merge(u)).unwrap();
        assert_eq!(undone.addresses, [("form@shop.example".to_owned(), Returned::Back)]);
        let held = world.store(|tx| emails::find(tx, "form@shop.example")).unwrap();
        assert_eq!((held.root, held.user), (a, a));
    }

    fn eml_6_what_a_form_gave_does_not_go_back_under_a_policy_that_has_no_such_identity(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let mut device = world.anonymous("one");
        device.give("form@shop.example").unwrap();
        let u = device.log_in(&world.token("usr_1")).unwrap().user;
        world.chooses(EmailPolicy::VerifiedOnly);
        let undone = world.undo(world.newest_merge(u)).unwrap();
        assert_eq!(undone.addresses, [("form@shop.example".to_owned(), Returned::Gone)]);
        assert_eq!(world.store(|tx| emails::find(tx, "form@shop.example")), None);
    }

    fn eml_9_two_who_each_gave_an_address_get_back_their_own(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let (mut device, mut tablet) = (world.anonymous("one"), world.anonymous("two"));
        device.give("one@shop.example").unwrap();
        tablet.give("two@shop.example").unwrap();
        let (a, b) = (device.user(), tablet.user());
        world.merge(b, a).unwrap();
        let u = device.log_in(&world.token("usr_1")).unwrap().user;
        let undone = world.undo(world.newest_merge(u)).unwrap();
        assert!(undone.addresses.iter().all(|(_, fate)| *fate == Returned::Back));
        for (address, user) in [("one@shop.example", a), ("two@shop.example", b)] {
            let held = world.store(move |tx| emails::find(tx, address)).unwrap();
            assert_eq!((held.root, held.user), (a, user));
        }
    }

    fn mrg_12_somebody_who_had_written_nothing_begins_with_what_they_wrote_since(world) {
        let (mut phone, mut tablet) = (world.signed_in("usr_1", "one"), world.device());
        let m = tablet.log_in(&world.token("usr_2")).unwrap().user;
        let merge = world.merge(m, phone.user()).unwrap().id;
        tablet.say("two").unwrap();
        let undone = world.undo(merge).unwrap();
        assert_eq!((undone.settled, undone.ticket), ((1, 0), None));
        let theirs = undone.undone.1.unwrap();
        assert_eq!(by(&world.messages(theirs)[0]), (m, m, true));
        assert_eq!((world.tickets(theirs).len(), world.tickets(theirs)[0].requester), (1, m));
        assert_eq!(phone.words(), ["one"]);
        phone.say("three").unwrap();
    }
}
