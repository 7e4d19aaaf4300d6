//! Whether an earlier conversation on the device is theirs, which whoever signs in there is asked (MRG-11).

mod void;

use bonafide_domain::{
    email::EmailAddress,
    id::{ConversationId, TicketId, UserId},
    identity::{Answer, JoinPolicy},
    limits,
    session::SessionRefused,
    ticket::Status,
    time::Span,
    token::VerifiedToken,
};
use bonafide_server::use_cases::{
    Refused, Step,
    answer_question::Said,
    emails,
    join_policy::{self, Choice},
};
use bonafide_store::{
    emails::{self as kept, Grounds},
    merges::How,
    messages::Visibility,
    tickets,
    users::UserState,
};

use crate::{
    device::Device,
    seen::by,
    world::{World, on_both, refusal},
};

const OVER: Refused = Refused::QuestionOver;

impl World {
    /// Chooses when what was written before a login is joined without asking.
    pub(crate) fn joins(&self, policy: JoinPolicy) {
        assert_eq!(self.tries_to_join(policy, true), Ok(policy));
    }

    fn tries_to_join(&self, policy: JoinPolicy, confirmed: bool) -> Step<JoinPolicy> {
        let administrator = self.administrator.clone();
        let choice = Choice { policy, confirmed };
        self.write(move |tx| join_policy::choose(tx, &administrator, &choice))
    }

    /// More time than anything is joined after without asking.
    fn more_than_half_an_hour_later(&self) {
        self.clock.forward(limits::JOIN_WITHIN);
        self.clock.forward(Span::millis(1));
    }

    /// A device on which A wrote, long ago.
    fn long_ago(&self, words: &str) -> (Device<'_>, Left) {
        let device = self.anonymous(words);
        self.more_than_half_an_hour_later();
        let user = device.user();
        let conversation = self.conversation_of(user).unwrap().id;
        let left = Left { user, conversation, ticket: self.tickets(conversation)[0].id };
        (device, left)
    }

    /// That A still has all that they had, and nobody else any of it.
    fn is_left_with(&self, left: &Left) {
        let user = self.user(left.user);
        assert_eq!((user.state, user.root), (UserState::Anonymous, left.user));
        let conversation = self.conversation(left.conversation);
        assert_eq!((conversation.user, conversation.root), (left.user, left.conversation));
        assert_eq!(self.tickets(left.conversation)[0].requester, left.user);
        assert_eq!(self.count("SELECT COUNT(*) FROM merges WHERE account_id = $1"), 0);
    }
}

/// What A has.
struct Left {
    user: UserId,
    conversation: ConversationId,
    ticket: TicketId,
}

fn is_asked(device: &mut Device<'_>, token: &VerifiedToken) {
    let logged_in = device.log_in(token).unwrap();
    assert!(!logged_in.joined);
    assert!(logged_in.asked.is_some());
    assert_eq!(device.asked(), logged_in.asked);
}

/// Whatever they say, the session is asked nothing.
fn is_not_asked(device: &Device<'_>) {
    assert_eq!(device.asked(), None);
    for said in Answer::ALL {
        assert_eq!(refusal(device.answer(said)), OVER, "{said:?}");
    }
}

on_both! {
    fn mrg_11_who_is_joined_and_who_is_asked_under_each_setting(world) {
        let short = Span::minutes(1);
        let long = limits::JOIN_WITHIN;
        let table = [
            (JoinPolicy::WithinHalfAnHour, [true, false]),
            (JoinPolicy::Always, [true, true]),
            (JoinPolicy::Ask, [false, false]),
        ];
        for (row, (policy, joined)) in table.into_iter().enumerate() {
            world.joins(policy);
            for (column, (ago, joined)) in [short, long].into_iter().zip(joined).enumerate() {
                let mut device = world.anonymous("before");
                world.clock.forward(ago);
                world.clock.forward(Span::millis(1));
                let logged_in = device.log_in(&world.token(&format!("usr_{row}_{column}"))).unwrap();
                assert_eq!((logged_in.joined, logged_in.asked.is_none()), (joined, joined), "{policy:?} {ago:?}");
                assert_eq!(device.words().len(), usize::from(joined));
            }
        }
    }

    fn mrg_11_only_an_administrator_chooses_and_a_risk_is_confirmed(world) {
        assert_eq!(refusal(world.tries_to_join(JoinPolicy::Always, false)), Refused::Unconfirmed);
        let agent = world.agent.clone();
        let choice = Choice { policy: JoinPolicy::Ask, confirmed: false };
        let refused = world.write(move |tx| join_policy::choose(tx, &agent, &choice));
        assert_eq!(refusal(refused), Refused::NotAdministrator);
        let administrator = world.administrator.clone();
        let in_force = world.read(move |tx| join_policy::read(tx, &administrator));
        assert_eq!(in_force, Ok(JoinPolicy::WithinHalfAnHour));

        world.joins(JoinPolicy::Always);
        let entry = world.last_audited();
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap();
        assert_eq!(entry.action.as_str(), "account.change_join_policy");
        assert_eq!(detail, serde_json::json!({ "before": "within_half_an_hour", "after": "always" }));
        world.joins(JoinPolicy::Always);
        assert_eq!(world.last_audited().id, entry.id, "what is so already is no change");
    }

    fn mrg_11_yes_makes_it_the_new_users_conversation(world) {
        let (mut device, a) = world.long_ago("before");
        let before = device.clone();
        is_asked(&mut device, &world.token("usr_1"));
        assert_eq!(device.words(), [""; 0]);
        let signed_in_at = world.nodes[0].now();
        world.clock.forward(Span::minutes(5));
        let said = device.answer(Answer::Mine).unwrap();
        let head = world.conversation(a.conversation).last_seq;
        assert_eq!(said, Said { joined: true, conversation: Some((a.conversation, head)), signed_in_at });
        device.say("after").unwrap();

        assert_eq!(device.words(), ["before", "after"]);
        assert_eq!(device.asked(), None);
        let u = device.user();
        assert_eq!((world.root(a.user), world.user(a.user).state), (u, UserState::Retired));
        assert_eq!(refusal(before.page()), Refused::Session(SessionRefused::Replaced));
        let marks: Vec<_> = world.messages(a.conversation).iter().map(by).collect();
        assert_eq!(marks, [(a.user, u, false), (u, u, true)], "MRG-6");
        assert_eq!(world.tickets(a.conversation)[0].requester, u);
        assert_eq!(world.happenings(a.conversation), ["message", "joined", "confirmed", "message"]);
    }

    fn mrg_11_yes_joins_as_a_login_would_have(world) {
        for (case, live) in [(0, true), (1, false)] {
            let external_id = format!("usr_{case}");
            let mut phone = world.signed_in(&external_id, "phone");
            let cu = world.conversation_of(phone.user()).unwrap().id;
            let tu = world.tickets(cu)[0].id;
            if !live {
                world.store(move |tx| tickets::touch(tx, tu, Some(Status::Closed)));
            }
            let (mut device, a) = world.long_ago("before");
            is_asked(&mut device, &world.token(&external_id));
            assert_eq!(device.words(), ["phone"], "nothing of A is shown");
            assert!(device.answer(Answer::Mine).unwrap().joined);
            assert_eq!(device.words(), ["phone", "before"]);
            assert_eq!(phone.words(), ["phone", "before"]);
            let seen: Vec<_> =
                world.tickets(cu).iter().map(|it| (it.id, it.status, it.merged_into)).collect();
            let expected = if live {
                [(tu, Status::Open, None), (a.ticket, Status::Closed, Some(tu))] // MRG-3
            } else {
                [(tu, Status::Closed, None), (a.ticket, Status::New, None)] // MRG-4
            };
            assert_eq!(seen, expected);
            assert_eq!(world.happenings(a.conversation), ["message", "moved"]);
            phone.say("again").unwrap();
            assert_eq!(device.words(), ["phone", "before", "again"]);
        }
    }

    fn mrg_11_the_merge_says_who_said_so_when_and_with_which_session(world) {
        let (mut device, a) = world.long_ago("before");
        is_asked(&mut device, &world.token("usr_1"));
        world.clock.forward(Span::minutes(5));
        device.answer(Answer::Mine).unwrap();
        let session = device.token.clone().unwrap().session;
        let (merge, agent) = world.kin(a.user).merges.remove(0);
        assert_eq!((merge.done.how, agent), (How::Answer(session), None));
        assert_eq!((merge.done.from, merge.done.into, merge.merged_at), (a.user, device.user(), world.nodes[0].now()));
        let page = world.agents_page(a.conversation);
        let [confirmation] = page.confirmations.try_into().unwrap();
        assert_eq!((confirmation.at, confirmation.evidence.session), (world.nodes[0].now(), session));
        assert_eq!(confirmation.evidence.external_id.as_deref(), Some("usr_1"));
    }

    fn mrg_11_no_leaves_it_with_who_wrote_it(world) {
        let (mut device, a) = world.long_ago("before");
        let before = device.clone();
        is_asked(&mut device, &world.token("usr_1"));
        let said = device.answer(Answer::NotMine).unwrap();
        assert_eq!((said.joined, said.conversation), (false, None));
        assert_eq!(device.asked(), None);
        assert_eq!(refusal(device.answer(Answer::Mine)), OVER);
        world.is_left_with(&a);
        assert_eq!(refusal(before.page()), Refused::Session(SessionRefused::Replaced), "their session ended");
    }

    fn mrg_11_while_it_is_asked_nothing_of_theirs_is_seen_and_what_is_typed_is_the_users(world) {
        let (mut device, a) = world.long_ago("before");
        let mut before = device.clone();
        is_asked(&mut device, &world.token("usr_1"));
        world.answer(a.conversation, Visibility::All, "an answer to A").unwrap();
        let mine = device.say("meanwhile").unwrap().conversation.0;
        assert_ne!(mine, a.conversation);
        assert_eq!(device.words(), ["meanwhile"]);
        assert_eq!(refusal(before.say("as A")), Refused::Session(SessionRefused::Replaced));
        world.is_left_with(&a);
        device.answer(Answer::Mine).unwrap();
        assert_eq!(device.words(), ["before", "an answer to A", "meanwhile"]);
        let marks: Vec<_> = world.messages(mine).iter().filter(|it| it.text != "an answer to A").map(|it| by(it).2).collect();
        assert_eq!(marks, [false, true]);
    }

    fn mrg_11_unanswered_is_no(world) {
        let (mut device, a) = world.long_ago("before");
        is_asked(&mut device, &world.token("usr_1"));
        world.clock.forward(limits::QUESTION);
        is_not_asked(&device);
        world.is_left_with(&a);
        // Who signs in again is asked nothing: the device is theirs since.
        assert_eq!(device.log_in(&world.token("usr_1")).unwrap().asked, None);
        is_not_asked(&device);
    }

    fn mrg_11_a_lost_answer_is_repeated_and_another_is_too_late(world) {
        let (mut device, _) = world.long_ago("before");
        is_asked(&mut device, &world.token("usr_1"));
        let first = device.answer(Answer::Mine).unwrap();
        assert_eq!(device.answer(Answer::Mine), Ok(first));
        assert_eq!(refusal(device.answer(Answer::NotMine)), OVER);
        assert_eq!(world.count("SELECT COUNT(*) FROM merges WHERE account_id = $1"), 1);
    }

    fn mrg_11_a_login_that_is_repeated_or_renewed_asks_again(world) {
        let (mut device, _) = world.long_ago("before");
        let before = device.clone();
        let asked = device.log_in_under(&world.token("usr_1"), "the-first-login").unwrap().asked;
        let mut again = before;
        let repeated = again.log_in_under(&world.token("usr_1"), "the-first-login").unwrap();
        assert!(asked.is_some());
        assert_eq!((repeated.asked, repeated.joined), (asked, false));
        let renewed = again.log_in(&world.token("usr_1")).unwrap();
        assert_eq!((renewed.asked, renewed.new_secret), (asked, false));
        again.answer(Answer::Mine).unwrap();
        assert_eq!(again.log_in(&world.token("usr_1")).unwrap().asked, None);
    }

    fn ses_10_somebody_known_is_left_alone_and_nobody_is_asked(world) {
        for policy in JoinPolicy::ALL {
            world.joins(policy);
            let mut device = world.anonymous("before");
            let known = world.signed_in(&format!("known_{}", policy.as_str()), "known");
            world.merge(device.user(), known.user()).unwrap();
            world.more_than_half_an_hour_later();
            let other = device.log_in(&world.token(&format!("other_{}", policy.as_str()))).unwrap();
            assert_eq!((other.asked, other.joined), (None, false), "{policy:?}");
            is_not_asked(&device);
            assert_eq!(known.words(), ["before", "known"]);
        }
    }

    fn mrg_1_nobody_is_asked_about_nothing(world) {
        world.joins(JoinPolicy::Ask);
        let mut device = world.device();
        device.open().unwrap();
        world.more_than_half_an_hour_later();
        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!((logged_in.asked, logged_in.joined), (None, false));
        is_not_asked(&device);
        assert_eq!(world.count("SELECT COUNT(*) FROM merges WHERE account_id = $1"), 1);
    }

    fn mrg_10_on_a_yes_a_forms_address_becomes_free_and_not_before(world) {
        let (mut device, a) = world.long_ago("before");
        world.holds(a.user, "form@shop.example", Grounds::Form);
        let agent = world.agent.clone();
        let address = EmailAddress::new("agent@shop.example").unwrap();
        world.write(move |tx| emails::attach(tx, emails::Attacher::Agent(&agent, None), a.user, &address)).unwrap();
        is_asked(&mut device, &world.token("usr_1"));
        let of = |user| world.store(move |tx| kept::of_user(tx, user));
        assert_eq!(of(a.user).len(), 2);
        assert_eq!(of(device.user()), []);
        device.answer(Answer::Mine).unwrap();
        let theirs: Vec<_> = of(device.user()).into_iter().map(|it| (it.address, it.standing.is_a_tokens())).collect();
        assert_eq!(theirs, [("agent@shop.example".to_owned(), false)]);
    }

    fn mrg_12_what_was_answered_is_undone_like_any_join(world) {
        let (mut device, a) = world.long_ago("before");
        is_asked(&mut device, &world.token("usr_1"));
        device.say("meanwhile").unwrap();
        device.answer(Answer::Mine).unwrap();
        device.say("after").unwrap();
        let merge = world.newest_merge(device.user());
        let undone = world.undo(merge).unwrap();
        assert_eq!((undone.undone.0.id, undone.ticket), (a.user, Some(1)));
        assert_eq!(refusal(device.page()), Refused::Session(SessionRefused::Ended));
        let words = |conversation| world.messages(conversation).into_iter().map(|it| it.text).collect::<Vec<_>>();
        assert_eq!(words(a.conversation), ["before"]);
        assert_eq!(words(undone.survivor.1.unwrap()), ["meanwhile", "after"]);
        assert!(device.log_in(&world.token("usr_1")).unwrap().asked.is_none());
        is_not_asked(&device);
    }
}
