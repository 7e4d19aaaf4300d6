//! Conversations that stay apart when users merge (MRG-9).

use bonafide_domain::{
    id::ConversationId,
    identity::{Answer, JoinPolicy, Kind},
    limits,
    place::PlaceRefused,
    post::PostRefused,
    session::SessionRefused,
    text::ClientMadeId,
    ticket::Status,
    time::Span,
};
use bonafide_server::use_cases::{
    Refused, Step,
    channels::{self, Change},
    conversation::{self, UsersPage},
    placing::To,
    post_message::Taken,
};
use bonafide_store::{conversations, users::UserState};

use crate::{
    device::{Device, client_id},
    seen::by,
    world::{World, on_both, refusal},
};

impl World {
    /// An administrator switches the setting.
    pub(crate) fn sets_multiple(&self, on: bool) {
        let (channel, by) = (self.channel, self.person_of_agent());
        let change = Change { multiple_conversations: Some(on), ..Change::default() };
        self.write(move |tx| channels::change_channel(tx, by, channel, &change)).unwrap();
    }

    /// All conversations of somebody, oldest first.
    fn all_of(&self, device: &Device<'_>) -> Vec<ConversationId> {
        let user = self.root(device.user());
        let mut all = self.store(move |tx| conversations::of_user(tx, user));
        all.sort_unstable_by_key(|conversation| conversation.id);
        all.into_iter().map(|conversation| conversation.id).collect()
    }

    fn texts(&self, id: ConversationId) -> Vec<String> {
        self.messages(id).into_iter().map(|message| message.text).collect()
    }
}

impl Device<'_> {
    /// Begins a conversation with these words.
    fn begins(&mut self, words: &str) -> ConversationId {
        if self.token.is_none() {
            self.open().unwrap();
        }
        let mut draft = self.draft(words);
        draft.to = To::BegunBy(draft.client_id.clone());
        self.send(draft).unwrap().conversation.0
    }

    /// Says something in a conversation.
    fn says_in(&self, conversation: ConversationId, words: &str) -> Step<Taken> {
        let mut draft = self.draft(words);
        draft.to = To::Conversation(conversation);
        self.send(draft)
    }

    /// The page of a conversation.
    pub(crate) fn page_of(&self, world: &World, conversation: ConversationId) -> Step<UsersPage> {
        let token = self.token.clone().expect("the device has a session");
        world.read(move |tx| conversation::read_own(tx, &token, Some(conversation), None))
    }
}

on_both! {
    fn mrg_9_whoever_may_have_several_begins_them_and_writes_in_each(world) {
        world.sets_multiple(true);
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        let (shoes, bill) = (phone.begins("shoes"), phone.begins("bill"));
        phone.says_in(shoes, "more of shoes").unwrap();
        assert_eq!(world.texts(shoes), ["shoes", "more of shoes"]);
        assert_eq!(world.texts(bill), ["bill"]);
        assert_ne!(world.tickets(shoes)[0].id, world.tickets(bill)[0].id, "tkt_1: each has its own");
        assert_eq!(phone.say("to the last").unwrap().conversation.0, shoes, "the one last written to");
        let several = phone.page().unwrap().several.unwrap();
        assert!(several.may_begin);
        let listed: Vec<_> = several.all.iter().map(|(it, last)| (it.id, last.as_ref().unwrap().text.as_str())).collect();
        assert_eq!(listed, [(shoes, "to the last"), (bill, "bill")]);
        // TKT-1 holds for each.
        world.set_ticket(world.tickets(bill)[0].id, Status::Solved, 0);
        phone.says_in(shoes, "and again").unwrap();
        assert_eq!(world.tickets(bill)[0].status, Status::Solved);
        phone.says_in(bill, "open it").unwrap();
        assert_eq!(world.tickets(bill)[0].status, Status::Open);
    }

    fn mrg_9_at_a_login_the_conversations_stay_apart_and_their_tickets_go_on(world) {
        world.sets_multiple(true);
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        let cu = phone.begins("mine");
        let tu = world.tickets(cu)[0].clone();
        let mut device = world.device();
        let (one, two) = (device.begins("one"), device.begins("two"));
        let (a, [ta, tb]) = (device.user(), [one, two].map(|it| world.tickets(it)[0].id));
        let before = device.clone();

        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        let u = logged_in.user;
        assert!(logged_in.joined);
        assert_eq!(logged_in.conversation.unwrap().0, two, "the one last written to");
        assert_eq!(world.all_of(&phone), [cu, one, two]);
        for (id, words, ticket) in [(one, "one", ta), (two, "two", tb)] {
            let conversation = world.conversation(id);
            assert_eq!((conversation.user, conversation.root, conversation.kind), (u, id, Kind::Apart));
            let tickets = world.tickets(id);
            assert_eq!((tickets.len(), tickets[0].id, tickets[0].requester), (1, ticket, u));
            assert_eq!((tickets[0].status, tickets[0].merged_into), (Status::New, None));
            let message = &world.messages(id)[0];
            assert_eq!((message.text.as_str(), by(message)), (words, (a, u, false)), "mrg_6: unmarked as ever");
            assert!(world.happenings(id).contains(&"signed_in"), "mrg_6: the seam is seen in each");
        }
        assert_eq!(world.tickets(cu), [tu], "nothing happens to what was there");
        // MRG-5: A is retired, and the session that A had is over.
        assert_eq!((world.user(a).state, world.root(a)), (UserState::Retired, u));
        assert_eq!(refusal(before.page()), Refused::Session(SessionRefused::Replaced));
        device.says_in(one, "marked").unwrap();
        assert_eq!(by(&world.messages(one)[1]), (u, u, true));
    }

    fn mrg_9_without_it_conversations_are_joined_as_ever(world) {
        let mut phone = world.signed_in("usr_1", "mine");
        let cu = world.conversation_of(phone.user()).unwrap().id;
        let mut device = world.device();
        let ca = device.begins("one");
        assert_eq!(device.begins("still one"), ca, "nobody begins another");
        assert_eq!(device.page().unwrap().several, None);
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(world.all_of(&phone), [cu]);
        assert_eq!(phone.says_in(ca, "by its old name").unwrap().conversation.0, cu, "it leads where it was joined");
        assert_eq!(phone.words(), ["mine", "one", "still one", "by its old name"]);
        phone.log_out().unwrap();
    }

    fn mrg_9_what_was_there_before_it_was_switched_on_stays_apart_too(world) {
        let phone = world.signed_in("usr_1", "mine");
        let cu = world.conversation_of(phone.user()).unwrap().id;
        let mut device = world.anonymous("one");
        let ca = world.conversation_of(device.user()).unwrap().id;
        world.sets_multiple(true);
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(world.all_of(&phone), [cu, ca]);
        for id in [cu, ca] {
            assert_eq!(world.conversation(id).kind, Kind::Apart);
        }
    }

    fn mrg_9_switched_off_whoever_has_several_keeps_them_and_nobody_begins_another(world) {
        world.sets_multiple(true);
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        let (shoes, bill) = (phone.begins("shoes"), phone.begins("bill"));
        world.sets_multiple(false);
        let several = phone.page().unwrap().several.unwrap();
        assert!(!several.may_begin);
        assert_eq!(several.all.len(), 2, "nothing is hidden");
        phone.says_in(shoes, "goes on").unwrap();
        assert_eq!(phone.begins("a third"), shoes, "its words are not lost: they go to the one last written to");
        // Nothing is joined in hindsight, also of those who come later.
        let mut device = world.anonymous("one");
        let ca = world.conversation_of(device.user()).unwrap().id;
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(world.all_of(&phone), [shoes, bill, ca]);
        assert_eq!(world.conversation(ca).kind, Kind::One, "mrg_2: it is the one from now on");
        let mut again = world.anonymous("two");
        again.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(world.all_of(&phone), [shoes, bill, ca], "mrg_3: which the next is joined into");
        assert_eq!(world.texts(ca), ["one", "two"]);
    }

    fn mrg_9_a_merge_by_hand_leaves_them_apart_and_says_so(world) {
        world.sets_multiple(true);
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        let cu = phone.begins("mine");
        let mut device = world.device();
        let (one, two) = (device.begins("one"), device.begins("two"));
        let preview = world.merge_preview(device.user(), phone.user()).outcome.unwrap();
        assert_eq!(preview.apart.len(), 2);
        world.merge_as(&world.agent, device.user(), phone.user()).unwrap();
        assert_eq!(world.all_of(&phone), [cu, one, two]);
        assert!(world.happenings(one).contains(&"joined"), "the survivor's devices read it");
        device.says_in(cu, "it is I").unwrap();
        assert_eq!(world.texts(cu), ["mine", "it is I"]);
    }

    fn mrg_12_undoing_gives_each_conversation_back_and_leaves_what_is_newer(world) {
        world.sets_multiple(true);
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        let cu = phone.begins("mine");
        let mut device = world.device();
        let (one, two) = (device.begins("one"), device.begins("two"));
        let a = device.user();
        let [t_one, t_two] = [one, two].map(|id| world.tickets(id)[0].id);
        world.set_ticket(t_two, Status::Pending, 5);
        let u = device.log_in(&world.token("usr_1")).unwrap().user;
        phone.says_in(one, "newer").unwrap();
        world.set_ticket(t_two, Status::Closed, 0);
        let since = phone.begins("since");

        let undone = world.undo(world.newest_merge(u)).unwrap();
        assert_eq!((undone.back, undone.settled), (0, (0, 1)));
        assert_eq!((world.user(a).state, world.root(a)), (UserState::Anonymous, a));
        for (id, words, ticket) in [(one, "one", t_one), (two, "two", t_two)] {
            assert_eq!((world.conversation(id).user, world.texts(id)), (a, vec![words.to_owned()]));
            let tickets = world.tickets(id);
            assert_eq!((tickets.len(), tickets[0].id, tickets[0].requester), (1, ticket, a));
        }
        assert_eq!((world.tickets(two)[0].status, world.tickets(two)[0].priority), (Status::Pending, 5), "as it was");
        let survivors = world.all_of(&phone);
        let newer = *survivors.iter().find(|id| ![cu, since].contains(id)).unwrap();
        assert_eq!(survivors.len(), 3);
        assert_eq!(world.texts(newer), ["newer"]);
        assert_eq!(world.conversation(newer).kind, Kind::Apart);
        assert_eq!(world.tickets(newer)[0].requester, u, "nobody's words are left alone");
        assert_eq!((world.texts(cu), world.texts(since)), (vec!["mine".to_owned()], vec!["since".to_owned()]));
        assert_eq!(refusal(phone.says_in(one, "no more")), Refused::Place(PlaceRefused::NotTheirs));
    }

    fn mrg_12_what_the_undone_one_wrote_since_in_the_survivors_conversations_is_theirs(world) {
        world.sets_multiple(true);
        let (mut phone, mut tablet) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        tablet.log_in(&world.token("usr_2")).unwrap();
        let (cu, cm) = (phone.begins("mine"), tablet.begins("theirs"));
        let (u, m) = (phone.user(), tablet.user());
        let merge = world.merge(m, u).unwrap().id;
        tablet.says_in(cu, "by usr_2").unwrap();
        let since = tablet.begins("begun by usr_2");
        let undone = world.undo(merge).unwrap();
        assert_eq!(undone.settled, (2, 0));
        assert_eq!((world.texts(cu), world.conversation(cm).user), (vec!["mine".to_owned()], m));
        let mut again = world.device();
        again.log_in(&world.token("usr_2")).unwrap();
        let theirs: Vec<_> = world.all_of(&again).into_iter().flat_map(|id| world.texts(id)).collect();
        assert_eq!(theirs, ["theirs", "by usr_2", "begun by usr_2"]);
        assert_eq!(world.texts(since), Vec::<String>::new());
    }

    fn mrg_11_the_person_is_asked_about_all_of_them_at_once(world) {
        world.sets_multiple(true);
        for (said, theirs) in [(Answer::Mine, 2), (Answer::NotMine, 0)] {
            let mut device = world.device();
            let (one, two) = (device.begins("one"), device.begins("two"));
            let a = device.user();
            world.joins(JoinPolicy::Ask);
            let u = device.log_in(&world.token(&client_id())).unwrap().user;
            assert!(device.asked().is_some());
            device.answer(said).unwrap();
            assert_eq!(world.all_of(&device).len(), theirs, "{said:?}");
            let owner = if said == Answer::Mine { u } else { a };
            for id in [one, two] {
                assert_eq!(world.conversation(id).user, owner);
                assert_eq!(world.happenings(id).contains(&"confirmed"), said == Answer::Mine, "mrg_6");
            }
        }
    }

    fn mrg_9_a_conversation_of_somebody_else_is_as_one_that_is_not_there(world) {
        world.sets_multiple(true);
        let mut mara = world.device();
        mara.log_in(&world.token("usr_1")).unwrap();
        let hers = mara.begins("hers");
        let mut other = world.device();
        other.log_in(&world.token("usr_2")).unwrap();
        other.begins("mine");
        let nowhere = ConversationId::from_bytes([7; 12]);
        for id in [hers, nowhere] {
            assert_eq!(refusal(other.says_in(id, "no")), Refused::Place(PlaceRefused::NotTheirs));
            assert_eq!(refusal(other.page_of(world, id)), Refused::NotFound);
            let token = other.token.clone().unwrap();
            let missed = world.read(move |tx| conversation::missed_own(tx, &token, Some(id), 0));
            assert_eq!(refusal(missed), Refused::NotFound);
        }
        assert_eq!(world.texts(hers), ["hers"]);
        // SES-11: words that were typed as somebody else are that first, wherever they were to go.
        let mut draft = other.draft("hers");
        (draft.as_user, draft.to) = (mara.user(), To::Conversation(hers));
        assert_eq!(refusal(other.send(draft)), Refused::Post(PostRefused::WrongUser));
    }

    fn ses_5_after_a_logout_the_next_on_the_device_has_none_of_them(world) {
        world.sets_multiple(true);
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let (one, first) = (device.begins("one"), device.draft("two"));
        let mut begun = first.clone();
        begun.to = To::BegunBy(first.client_id.clone());
        device.send(begun).unwrap();
        device.log_out().unwrap();
        let mut next = world.device();
        next.begins("somebody else");
        assert_eq!(refusal(next.says_in(one, "no")), Refused::Place(PlaceRefused::NotTheirs));
        let mut draft = next.draft("no");
        draft.to = To::BegunBy(first.client_id);
        assert_eq!(refusal(next.send(draft)), Refused::Place(PlaceRefused::NotTheirs), "another device's client id");
        assert_eq!(next.page().unwrap().several.unwrap().all.len(), 1);
    }

    fn details_19_a_repeat_begins_nothing_and_what_follows_finds_what_was_begun(world) {
        world.sets_multiple(true);
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let mut first = device.draft("first");
        first.to = To::BegunBy(first.client_id.clone());
        let mut second = device.draft("second");
        second.to = To::BegunBy(first.client_id.clone());
        assert_eq!(refusal(device.send(second.clone())), Refused::Place(PlaceRefused::NotTheirs), "nothing was begun yet");
        let begun = device.send(first.clone()).unwrap().conversation.0;
        let again = device.send(first).unwrap();
        assert_eq!((again.repeated, again.conversation.0), (true, begun));
        let other = device.begins("another");
        assert_eq!(device.send(second).unwrap().conversation.0, begun);
        assert_eq!(world.all_of(&device), [begun, other]);
        let mut never = device.draft("never");
        never.to = To::BegunBy(ClientMadeId::new(&client_id()).unwrap());
        assert_eq!(refusal(device.send(never)), Refused::Place(PlaceRefused::NotTheirs));
    }

    fn mrg_9_somebody_anonymous_begins_only_so_many(world) {
        world.sets_multiple(true);
        let mut device = world.device();
        for n in 0..limits::ANONYMOUS_CONVERSATIONS {
            device.begins(&n.to_string());
        }
        let mut one_more = device.draft("one more");
        one_more.to = To::BegunBy(one_more.client_id.clone());
        let limit = limits::ANONYMOUS_CONVERSATIONS;
        assert_eq!(refusal(device.send(one_more)), Refused::Place(PlaceRefused::TooMany { limit }));
        device.say("goes on").unwrap();
    }

    fn ses_11_while_the_session_is_expired_none_of_them_is_shown(world) {
        world.sets_multiple(true);
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let (one, two) = (device.begins("one"), device.begins("two"));
        world.clock.forward(Span::days(15));
        for id in [one, two] {
            assert_eq!(refusal(device.page_of(world, id)), Refused::Session(SessionRefused::Expired));
            assert_eq!(refusal(device.says_in(id, "no")), Refused::Session(SessionRefused::Expired));
        }
        assert_eq!(refusal(device.page()), Refused::Session(SessionRefused::Expired));
    }

    fn see_1_a_logout_is_told_in_each_of_them(world) {
        world.sets_multiple(true);
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let (one, two) = (device.begins("one"), device.begins("two"));
        device.log_out().unwrap();
        for id in [one, two] {
            assert!(world.happenings(id).contains(&"signed_out"), "whoever looks at it sees no mark any more");
        }
    }

    fn res_11_erasing_somebody_takes_all_of_them(world) {
        world.sets_multiple(true);
        let mut device = world.device();
        let (one, two) = (device.begins("one"), device.begins("two"));
        device.log_in(&world.token("usr_1")).unwrap();
        let three = device.begins("three");
        world.erase(device.user()).unwrap();
        for id in [one, two, three] {
            assert_eq!(world.store(move |tx| conversations::find(tx, id)), None);
        }
    }
}
