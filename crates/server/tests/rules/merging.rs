//! Merging by hand, and who is suggested as one person (MRG-8 to MRG-13, RES-9, RES-10, SES-13).

use bonafide_domain::{
    id::{MergeId, UserId},
    identity::{Join, MergeRefused, Standing},
    limits,
    session::SessionRefused,
    text::Name,
    ticket::Status,
    token::Reason,
};
use bonafide_server::{
    secrets::AgentToken,
    use_cases::{
        Refused, Step,
        merge_users::{self, MergedUsers, Preview},
        suggestions::{self, Kin},
        undo_merge::{self, UndoneMerge},
    },
};
use bonafide_store::{
    audit_log, conversations,
    emails::{self, Grounds},
    merges::How,
    tickets,
    users::UserState,
};

use crate::{
    device::Device,
    seen::by,
    world::{World, on_both, refusal},
};

impl World {
    /// An administrator merges two users.
    pub(crate) fn merge(&self, one: UserId, into: UserId) -> Step<MergedUsers> {
        self.merge_as(&self.administrator, one, into)
    }

    pub(crate) fn merge_as(&self, by: &AgentToken, one: UserId, into: UserId) -> Step<MergedUsers> {
        let (by, reason) = (by.clone(), Name::new("She called from both").unwrap());
        self.write(move |tx| merge_users::merge_users(tx, &by, one, into, &reason))
    }

    /// An administrator undoes a merge.
    pub(crate) fn undo(&self, merge: MergeId) -> Step<UndoneMerge> {
        let by = self.administrator.clone();
        self.write(move |tx| undo_merge::undo_merge(tx, &by, merge))
    }

    pub(crate) fn kin(&self, user: UserId) -> Kin {
        let agent = self.agent.clone();
        self.read(move |tx| suggestions::list(tx, &agent, user)).unwrap()
    }

    /// The newest merge that leads to a user.
    pub(crate) fn newest_merge(&self, user: UserId) -> MergeId {
        self.kin(user).merges[0].0.done.id
    }

    pub(crate) fn merge_preview(&self, one: UserId, into: UserId) -> Preview {
        let agent = self.agent.clone();
        self.read(move |tx| merge_users::preview(tx, &agent, one, into)).unwrap()
    }

    /// What was written down last.
    pub(crate) fn last_audited(&self) -> audit_log::Entry {
        self.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 1)).remove(0)
    }

    /// Somebody who signed in and said something.
    pub(crate) fn signed_in(&self, external_id: &str, words: &str) -> Device<'_> {
        let mut device = self.device();
        device.log_in(&self.token(external_id)).unwrap();
        device.say(words).unwrap();
        device
    }

    /// Somebody who said something without signing in.
    pub(crate) fn anonymous(&self, words: &str) -> Device<'_> {
        let mut device = self.device();
        device.say(words).unwrap();
        device
    }
}

on_both! {
    fn mrg_8_an_agent_merges_somebody_anonymous_into_somebody_known(world) {
        let (mut phone, mut tablet) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        let (u, a) = (phone.user(), tablet.user());
        let [tu, ta] = [u, a].map(|user| world.tickets(world.conversation_of(user).unwrap().id)[0].id);
        let merged = world.merge_as(&world.agent, a, u).unwrap();
        assert_eq!((merged.person.id, world.root(a), world.user(a).state), (u, u, UserState::Retired));
        assert_eq!(merged.conversation, Some(world.conversation_of(u).unwrap().id));
        assert_eq!(phone.words(), ["one", "two"]);
        let tickets = world.tickets(merged.conversation.unwrap());
        let seen: Vec<_> = tickets.iter().map(|it| (it.id, it.status, it.merged_into)).collect();
        assert_eq!(seen, [(tu, Status::Open, None), (ta, Status::Closed, Some(tu))]);

        // ADR 0011: nobody's session ends by that. What A writes is A's, unmarked.
        tablet.say("three").unwrap();
        phone.say("four").unwrap();
        let marks: Vec<_> = world.messages(merged.conversation.unwrap()).iter().map(by).collect();
        assert_eq!(marks, [(u, u, true), (a, u, false), (a, u, false), (u, u, true)]);
        assert_eq!(tablet.words(), ["one", "two", "three", "four"]);

        let kin = world.kin(a);
        let (merge, agent) = &kin.merges[0];
        assert_eq!((merge.done.id, merge.done.from, merge.done.into), (merged.id, a, u));
        let How::Hand { reason, .. } = &merge.done.how else { panic!("by hand") };
        assert_eq!((reason.as_str(), agent.as_ref().unwrap().name.as_str()), ("She called from both", "agent"));
        let entry = world.last_audited();
        assert_eq!((entry.action.as_str(), entry.subject), ("user.merge", u.to_string()));
    }

    /// Else the second browser would show what the one who signed in at the first has ever written.
    fn mrg_5_a_login_ends_the_sessions_of_whom_agents_had_found_to_be_one(world) {
        let (phone, mut one, mut other) =
            (world.signed_in("usr_1", "a secret"), world.anonymous("two"), world.anonymous("three"));
        world.merge_as(&world.agent, one.user(), other.user()).unwrap();
        assert_eq!(other.words(), ["two", "three"]);
        let u = one.log_in(&world.token("usr_1")).unwrap().user;
        assert_eq!(u, phone.user());
        assert_eq!(one.words(), ["a secret", "two", "three"]);
        assert_eq!(refusal(other.page()), Refused::Session(SessionRefused::Ended));
        assert_eq!(refusal(other.say("no")), Refused::Session(SessionRefused::Ended));
    }

    fn mrg_8_whoever_has_an_external_id_survives(world) {
        let (phone, tablet) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        let preview = world.merge_preview(phone.user(), tablet.user());
        assert_eq!((preview.from.0.id, preview.into.0.id), (tablet.user(), phone.user()));
        assert!(matches!(preview.outcome.unwrap().one, Join::IntoTicket { .. }));
        let merged = world.merge_as(&world.agent, phone.user(), tablet.user()).unwrap();
        assert_eq!(merged.person.id, phone.user());
        assert_eq!(merged.person.external_id.as_deref(), Some("usr_1"));
    }

    fn mrg_8_the_first_conversation_of_the_survivor_is_the_others(world) {
        let mut phone = world.device();
        phone.log_in(&world.token("usr_1")).unwrap();
        let tablet = world.anonymous("one");
        let conversation = world.conversation_of(tablet.user()).unwrap().id;
        let merged = world.merge(tablet.user(), phone.user()).unwrap();
        assert_eq!(merged.conversation, Some(conversation));
        assert_eq!(world.tickets(conversation)[0].requester, phone.user());
        assert_eq!(world.happenings(conversation), ["message", "joined"]);
        assert_eq!(phone.words(), ["one"]);
        assert_eq!(tablet.words(), ["one"]);
    }

    fn mrg_8_what_is_refused_changes_nothing(world) {
        let (phone, tablet) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        let (u, a) = (phone.user(), tablet.user());
        assert_eq!(refusal(world.merge(u, u)), Refused::Merge(MergeRefused::AlreadyOne));
        assert_eq!(refusal(world.merge(u, UserId::ZERO)), Refused::NotFound);
        assert_eq!(refusal(world.merge(UserId::ZERO, u)), Refused::NotFound);
        world.merge(a, u).unwrap();
        assert_eq!(refusal(world.merge(a, u)), Refused::Merge(MergeRefused::AlreadyOne));
        assert_eq!(world.merge_preview(a, u).outcome, Err(MergeRefused::AlreadyOne));

        let long = world.anonymous("three").user();
        let messages = limits::MERGED_MESSAGES + 1;
        let counted = move |messages| move |tx: &mut bonafide_store::Tx<'_>| {
            let mut conversation = conversations::find_of_user(tx, long)?.unwrap();
            conversation.messages = messages;
            conversations::save(tx, &conversation)
        };
        world.store(counted(messages));
        let limit = limits::MERGED_MESSAGES;
        assert_eq!(refusal(world.merge(long, u)), Refused::Merge(MergeRefused::TooLong { messages, limit }));
        world.store(counted(1));
        assert_eq!(world.root(long), long);
    }

    fn mrg_13_two_with_an_external_id_are_merged_by_an_administrator(world) {
        let (phone, tablet) = (world.signed_in("usr_1", "one"), world.signed_in("usr_2", "two"));
        let (u, m) = (phone.user(), tablet.user());
        let refused = refusal(world.merge_as(&world.agent, m, u));
        assert_eq!(refused, Refused::Merge(MergeRefused::NeedsAdministrator));
        assert_eq!(world.merge_preview(m, u).outcome, Err(MergeRefused::NeedsAdministrator));
        assert_eq!(world.merge(m, u).unwrap().person.id, u);
    }

    fn res_10_the_external_id_of_a_merged_user_is_an_alias(world) {
        let (phone, tablet) = (world.signed_in("usr_1", "one"), world.signed_in("usr_2", "two"));
        let (u, m) = (phone.user(), tablet.user());
        world.merge(m, u).unwrap();
        let mut third = world.device();
        let logged_in = third.log_in(&world.token("usr_2")).unwrap();
        assert_eq!((logged_in.user, logged_in.external_id.as_deref()), (m, Some("usr_2")));
        assert_eq!(world.root(m), u);
        third.say("three").unwrap();
        assert_eq!(third.words(), ["one", "two", "three"]);
        let conversation = world.conversation_of(u).unwrap().id;
        assert_eq!(by(&world.messages(conversation)[2]), (m, u, true), "under the id of its own evidence");
        // RES-6, RES-13: neither has two in one namespace; the survivor keeps its own.
        assert_eq!(world.person(m).unwrap().external_id.as_deref(), Some("usr_1"));
    }

    fn mrg_12_an_alias_on_the_same_device_opens_a_session_of_its_own(world) {
        let (mut phone, tablet) = (world.signed_in("usr_1", "one"), world.signed_in("usr_2", "two"));
        let (u, m) = (phone.user(), tablet.user());
        world.merge(m, u).unwrap();
        let before = phone.token.clone().unwrap().session;
        let logged_in = phone.log_in(&world.token("usr_2")).unwrap();
        assert_ne!(logged_in.session, before);
        phone.say("three").unwrap();
        let conversation = world.conversation_of(u).unwrap().id;
        assert_eq!(by(world.messages(conversation).last().unwrap()), (m, u, true));
    }

    fn ses_10_another_who_signs_in_on_the_device_of_somebody_merged_gets_nothing_of_theirs(world) {
        let (phone, mut tablet) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        let (u, a) = (phone.user(), tablet.user());
        world.merge(a, u).unwrap();
        let before = tablet.clone();
        let logged_in = tablet.log_in(&world.token("usr_2")).unwrap();
        assert!(!logged_in.joined);
        assert_eq!((world.root(u), world.root(a)), (u, u), "nobody was merged into whoever came next");
        assert_eq!(tablet.words(), [""; 0]);
        assert_eq!(refusal(before.page()), Refused::Session(SessionRefused::Replaced));
        assert_eq!(phone.words(), ["one", "two"]);
        // Whom agents found it to be signs in: the same person, with another session.
        let mut other = world.anonymous("three");
        world.merge(other.user(), u).unwrap();
        assert_eq!(other.log_in(&world.token("usr_1")).unwrap().user, u);
        assert_eq!(other.words(), ["one", "two", "three"]);
    }

    fn mrg_10_an_address_that_a_form_gave_becomes_free_and_an_agents_is_the_users(world) {
        let mut device = world.anonymous("one");
        let a = device.user();
        world.holds(a, "form@shop.example", Grounds::Form);
        let agent = world.person_of_agent();
        world.holds(a, "agent@shop.example", Grounds::Agent(agent, Some("By telephone")));
        let u = device.log_in(&world.token("usr_1")).unwrap().user;
        let held = world.store(move |tx| emails::of_user(tx, u));
        let seen: Vec<_> = held.iter().map(|it| (it.address.as_str(), it.standing)).collect();
        assert_eq!(seen, [("agent@shop.example", Standing::AgentChecked)]);
        assert_eq!(world.store(|tx| emails::find(tx, "form@shop.example")), None);
    }

    fn ses_13_a_ban_follows_a_merge_by_hand_and_comes_apart_again(world) {
        let (mut phone, mut tablet) = (world.signed_in("usr_1", "one"), world.signed_in("usr_2", "two"));
        let (u, m) = (phone.user(), tablet.user());
        world.ban(m).unwrap();
        let merge = world.merge(m, u).unwrap();
        assert!(merge.person.banned_at.is_some());
        assert_eq!(refusal(phone.say("no")), Refused::Session(SessionRefused::Banned));
        let refused = refusal(world.device().log_in(&world.token("usr_1")));
        assert_eq!(refused, Refused::Login(Reason::UserBanned));
        let undone = world.undo(merge.id).unwrap();
        assert_eq!(undone.survivor.0.banned_at, None);
        assert!(undone.undone.0.banned_at.is_some());
        phone.log_in(&world.token("usr_1")).unwrap();
        phone.say("again").unwrap();
        assert_eq!(refusal(tablet.say("no")), Refused::Session(SessionRefused::Banned));
    }

    fn ses_13_a_ban_that_was_lifted_while_they_were_one_is_lifted_for_both(world) {
        let (phone, mut tablet) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        let (u, a) = (phone.user(), tablet.user());
        world.ban(a).unwrap();
        let merge = world.merge(a, u).unwrap();
        world.lift_ban(u).unwrap();
        let undone = world.undo(merge.id).unwrap();
        assert_eq!((undone.survivor.0.banned_at, undone.undone.0.banned_at), (None, None));
        tablet.token = None;
        tablet.say("anonymous again").unwrap();
    }

    fn res_9_who_may_be_one_person_is_suggested_until_dismissed(world) {
        let anyone = world.anonymous("one").user();
        let agent = world.person_of_agent();
        world.holds(anyone, "mara@shop.example", Grounds::Agent(agent, Some("By telephone")));
        let u = world.signed_in("usr_1", "two").user();
        let claims = bonafide_domain::token::Claims {
            email: Some(bonafide_domain::email::EmailAddress::new("mara@shop.example").unwrap()),
            email_verified: Some(true),
            ..crate::tokens::claims("usr_1")
        };
        world.device().log_in(&world.verified(&world.key.sign(&claims))).unwrap();
        let [suggested] = world.kin(u).suggestions.try_into().unwrap();
        assert_eq!((suggested.person.id, suggested.address.as_str()), (anyone, "mara@shop.example"));
        assert_eq!(world.kin(anyone).suggestions[0].person.id, u);
        assert_eq!(world.root(anyone), anyone, "nobody is merged by that");

        let dismiss = |world: &World| {
            let agent = world.agent.clone();
            world.write(move |tx| suggestions::dismiss(tx, &agent, suggested.id))
        };
        dismiss(world).unwrap();
        assert_eq!(world.kin(u).suggestions, []);
        assert_eq!(refusal(dismiss(world)), Refused::NotFound);
    }

    fn mrg_3_by_hand_a_ticket_of_theirs_goes_on_where_the_survivor_has_none(world) {
        let (phone, tablet) = (world.signed_in("usr_1", "one"), world.anonymous("two"));
        let (u, a) = (phone.user(), tablet.user());
        let [tu, ta] = [u, a].map(|user| world.tickets(world.conversation_of(user).unwrap().id)[0].id);
        world.store(move |tx| tickets::touch(tx, tu, Some(Status::Closed)));
        let merged = world.merge(a, u).unwrap();
        let live: Vec<_> = world.tickets(merged.conversation.unwrap());
        assert_eq!((live[1].id, live[1].status, live[1].requester), (ta, Status::New, u));
    }
}
