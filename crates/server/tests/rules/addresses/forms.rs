//! Addresses that people type into a form: EML-2, EML-3, EML-5, EML-8, EML-9, SEE-5.

use bonafide_domain::{
    mark::{self, EmailMark},
    post::PostRefused,
    time::Span,
};
use bonafide_server::use_cases::{admission, channels};
use bonafide_store::messages::{Author, MessageKind};

use super::*;

impl World {
    /// Alicia has signed in with her address verified, and signed out again.
    fn alicia_was_here(&self) -> UserId {
        let mut device = self.device();
        let user = device.log_in(&self.verifying("usr_1", ALICIA)).unwrap().user;
        device.log_out().unwrap();
        user
    }

    fn ask_for_contact(&self) {
        let (channel, administrator) = (self.channel, self.administrator.clone());
        let change = channels::Change { asks_for_contact: Some(true), ..channels::Change::default() };
        self.write(move |tx| {
            let by = admission::admit_administrator(tx, &administrator)?.id;
            channels::change_channel(tx, by, channel, &change)
        })
        .unwrap();
    }
}

fn alicias(standing: Standing) -> [(String, Standing); 1] {
    [(ALICIA.to_owned(), standing)]
}

/// What somebody sees of their own conversation: the kinds of the messages, and their words.
fn seen(device: &Device<'_>) -> Vec<(MessageKind, String)> {
    let page = device.page().unwrap();
    page.messages.into_iter().map(|message| (message.kind, message.text)).collect()
}

on_both! {
    fn eml_1_by_default_what_a_form_gives_stays_in_the_transcript(world) {
        let mut device = stranger(world);
        device.give(ALICIA).unwrap();
        assert_eq!(world.emails(device.user()), []);
        assert_eq!(seen(&device)[1], (MessageKind::Contact, ALICIA.to_owned()));
    }

    /// Event by event, as the rule words it.
    fn eml_2_a_form_first_then_a_token(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let mut first = stranger(world);
        first.give(ALICIA).unwrap();
        let one = first.user();
        assert_eq!(world.emails(one), alicias(Standing::Form));

        let two = world.logs_in(&world.verifying("usr_1", ALICIA));
        assert_ne!(two.user, one);
        assert_eq!(world.emails(two.user), alicias(Standing::Verified));
        assert_eq!(world.emails(one), []);
        assert_eq!(two.conversation, None, "nothing of the first is the second's");
        assert_eq!(seen(&first).len(), 2);
    }

    /// The other way round.
    fn eml_3_a_token_first_then_a_form(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let mut own = world.device();
        let two = own.log_in(&world.verifying("usr_1", ALICIA)).unwrap().user;
        own.say("a secret").unwrap();

        let mut other = stranger(world);
        other.give(ALICIA).unwrap();
        assert_ne!(other.user(), two);
        assert_eq!(world.emails(other.user()), []);
        assert_eq!(world.emails(two), alicias(Standing::Verified));
        let words: Vec<String> = seen(&other).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["before", ALICIA]);
    }

    fn eml_5_a_claim_moves_the_identity_and_nothing_besides_until_the_owner_is_back(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let mut own = world.device();
        let owner = own.log_in(&world.verifying("usr_1", ALICIA)).unwrap().user;
        own.say("a secret").unwrap();
        let mut claimer = stranger(world);
        claimer.give(ALICIA).unwrap();
        assert_eq!(world.emails(owner), alicias(Standing::Verified), "the owner is here");

        own.log_out().unwrap();
        claimer.give(ALICIA).unwrap();
        assert_eq!(world.emails(owner), []);
        assert_eq!(world.emails(claimer.user()), alicias(Standing::Claimed { owner }));
        assert!(seen(&claimer).iter().all(|(_, words)| words != "a secret"));
        let page = claimer.page().unwrap();
        assert!(page.messages.iter().all(|message| !by(message).2), "no mark moves");
        assert_eq!(page.user, (claimer.user(), None, None));

        // An earlier claimer keeps it.
        let mut second = stranger(world);
        second.give(ALICIA).unwrap();
        assert_eq!(world.emails(second.user()), []);
        // RES-4: it is the owner's still.
        assert_eq!(world.device().log_in(&world.verifying("usr_2", ALICIA)).unwrap_err(), CONFLICT);
        // A token of the owner's that does not say that it is verified leaves it where it is.
        world.logs_in(&world.bringing("usr_1", ALICIA, None));
        assert_eq!(world.holder(ALICIA), Some(claimer.user()));

        assert_eq!(world.logs_in(&world.verifying("usr_1", ALICIA)).user, owner);
        assert_eq!(world.emails(owner), alicias(Standing::Verified));
        assert_eq!(world.emails(claimer.user()), []);
    }

    fn eml_5_a_session_that_ran_out_protects_nobody(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let owner = world.logs_in(&world.verifying("usr_1", ALICIA)).user;
        world.clock.forward(Span::days(15));
        let mut claimer = stranger(world);
        claimer.give(ALICIA).unwrap();
        assert_eq!(world.emails(claimer.user()), alicias(Standing::Claimed { owner }));
    }

    fn eml_5_a_claimed_address_goes_back_when_its_claimer_loses_it(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let owner = world.alicia_was_here();
        let mut claimer = stranger(world);
        claimer.give(ALICIA).unwrap();
        // EML-9: a newer one replaces it.
        claimer.give("other@shop.example").unwrap();
        assert_eq!(world.emails(claimer.user()), [("other@shop.example".to_owned(), Standing::Form)]);
        assert_eq!(world.emails(owner), alicias(Standing::Verified));

        claimer.give(ALICIA).unwrap();
        let user = claimer.user();
        let [claimed] = world.store(move |tx| kept::of_user(tx, user)).try_into().unwrap();
        let agent = world.agent.clone();
        world.write(move |tx| emails::detach(tx, emails::Detacher::Agent(&agent), user, claimed.id)).unwrap();
        assert_eq!(world.emails(owner), alicias(Standing::Verified));
    }

    fn eml_5_an_agent_makes_no_claimed_address_worth_more(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let owner = world.alicia_was_here();
        let mut claimer = stranger(world);
        claimer.give(ALICIA).unwrap();
        let refused = world.attaches(claimer.user(), ALICIA, Some("By telephone"));
        assert_eq!(refused.unwrap_err(), Stop::Refused(Refused::AddressHeld(owner)));
        assert_eq!(world.emails(claimer.user()), alicias(Standing::Claimed { owner }));
    }

    fn eml_5_an_agent_adds_nothing_to_an_address_that_was_claimed_from_the_user_and_hears_why(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let owner = world.alicia_was_here();
        let mut claimer = stranger(world);
        claimer.give(ALICIA).unwrap();
        for checked_how in [Some("By telephone"), None] {
            let refused = world.attaches(owner, ALICIA, checked_how);
            assert_eq!(refused.unwrap_err(), Stop::Refused(Refused::AddressClaimed(claimer.user())));
            assert_eq!(world.emails(claimer.user()), alicias(Standing::Claimed { owner }));
        }
        world.logs_in(&world.verifying("usr_1", ALICIA));
        assert_eq!(world.emails(owner), alicias(Standing::Verified));
    }

    fn eml_5_once_claimer_and_owner_are_merged_the_address_is_nobody_elses(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let owner = world.alicia_was_here();
        let mut claimer = stranger(world);
        claimer.give(ALICIA).unwrap();
        let shown = |user: UserId| {
            let held = world.store(move |tx| kept::of_user(tx, user));
            held.iter().map(|held| mark::of_email(held.standing, held.root)).collect::<Vec<_>>()
        };
        assert_eq!(shown(claimer.user()), [EmailMark::Unreliable]);
        world.merge(claimer.user(), owner).unwrap();
        assert_eq!(shown(owner), [EmailMark::GivenByForm]);
        let refused = world.attaches(owner, ALICIA, Some("By telephone"));
        assert_eq!(refused.unwrap_err(), Stop::Refused(Refused::AddressClaimed(owner)));
        world.undo(world.newest_merge(owner)).unwrap();
        assert_eq!((shown(owner), shown(claimer.user())), (vec![], vec![EmailMark::Unreliable]));
        // Merged anew, they sign in with it: a token verifies it.
        world.merge(claimer.user(), owner).unwrap();
        world.logs_in(&world.verifying("usr_1", ALICIA));
        assert_eq!(shown(owner), [EmailMark::Verified]);
    }

    fn eml_8_a_claimed_address_that_its_owner_no_longer_has_never_goes_back(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let owner = world.alicia_was_here();
        let mut claimer = stranger(world);
        claimer.give(ALICIA).unwrap();
        // Another address is the owner's primary one from now on.
        world.logs_in(&world.verifying("usr_1", "new@shop.example"));
        assert_eq!(world.emails(owner), [("new@shop.example".to_owned(), Standing::Verified)]);
        assert_eq!(world.emails(claimer.user()), alicias(Standing::Form));
        claimer.give("other@shop.example").unwrap();
        assert_eq!(world.holder(ALICIA), None);
    }

    fn eml_8_a_claimed_address_that_its_owner_disowns_never_goes_back(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        world.alicia_was_here();
        let mut claimer = stranger(world);
        claimer.give(ALICIA).unwrap();
        // One that is not verified takes the place of none that is.
        world.logs_in(&world.bringing("usr_1", "new@shop.example", None));
        assert_eq!(world.holder("new@shop.example"), None);
        world.logs_in(&world.bringing("usr_1", ALICIA, Some(false)));
        assert_eq!(world.emails(claimer.user()), alicias(Standing::Form));
    }

    fn res_8_a_claimed_address_is_moved_away_from_its_owner(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let owner = world.alicia_was_here();
        let mut claimer = stranger(world);
        claimer.give(ALICIA).unwrap();
        let token = world.verifying("usr_2", ALICIA);
        assert_eq!(world.device().log_in(&token).unwrap_err(), CONFLICT);
        let administrator = world.administrator.clone();
        let [conflict] =
            world.read(move |tx| conflicts::list(tx, &administrator, None)).unwrap().conflicts.try_into().unwrap();
        assert_eq!(conflict.holder.unwrap().id, owner);
        let administrator = world.administrator.clone();
        let id = conflict.conflict.id;
        world.write(move |tx| conflicts::release_address(tx, &administrator, id)).unwrap();
        let user = world.logs_in(&token).user;
        assert_eq!(world.emails(user), alicias(Standing::Verified));
        assert_eq!((world.emails(owner), world.emails(claimer.user())), (vec![], vec![]));
    }

    fn eml_9_a_newer_one_replaces_an_older_also_where_no_identity_comes_of_it(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        world.alicia_was_here();
        let mut device = stranger(world);
        for (email, holds) in [("a@shop.example", true), ("b@shop.example", true), (ALICIA, false)] {
            device.give(email).unwrap();
            let expected: Vec<_> = holds.then(|| (email.to_owned(), Standing::Form)).into_iter().collect();
            assert_eq!(world.emails(device.user()), expected);
        }
        // What was given before is free again, and all of it is in the transcript.
        assert_eq!((world.holder("a@shop.example"), world.holder("b@shop.example")), (None, None));
        let kinds: Vec<_> = seen(&device).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [MessageKind::Text, MessageKind::Contact, MessageKind::Contact, MessageKind::Contact]);
    }

    fn eml_9_the_answer_is_the_same_whether_or_not_the_address_is_held(world) {
        for policy in EmailPolicy::ALL {
            world.has_policy(policy);
            world.logs_in(&world.verifying("usr_1", ALICIA));
            let answers = [ALICIA, "nobody@shop.example"].map(|email| {
                let mut device = stranger(world);
                let taken = device.give(email).unwrap();
                let head = taken.conversation.1;
                (taken.repeated, head, taken.message.kind, device.page().unwrap().messages.len())
            });
            assert_eq!(answers[0], answers[1], "{policy:?}");
        }
    }

    fn eml_8_and_see_4_what_somebody_signed_in_types_stays_in_the_transcript_without_a_mark(world) {
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let mut device = world.device();
        let user = device.log_in(&world.verifying("usr_1", ALICIA)).unwrap().user;
        let taken = device.give("other@shop.example").unwrap();
        assert!(!by(&taken.message).2);
        assert_eq!(world.emails(user), alicias(Standing::Verified));
        assert_eq!(world.holder("other@shop.example"), None);
    }

    fn details_19_a_form_is_kept_once(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let mut device = stranger(world);
        let form = device.form(ALICIA);
        let first = device.send_form(form.clone()).unwrap();
        device.give("newer@shop.example").unwrap();
        let again = device.send_form(form).unwrap();
        assert_eq!((again.repeated, again.message), (true, first.message));
        assert_eq!(world.holder("newer@shop.example"), Some(device.user()), "a repeat does nothing again");
    }

    fn ses_11_a_form_that_was_typed_as_somebody_else_is_not_kept(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let device = stranger(world);
        let mut form = device.form(ALICIA);
        form.as_user = stranger(world).user();
        let refused = device.send_form(form).unwrap_err();
        assert_eq!(refused, Stop::Refused(Refused::Post(PostRefused::WrongUser)));
        assert_eq!(world.holder(ALICIA), None);
    }

    fn see_5_the_first_message_of_somebody_not_signed_in_is_answered_with_the_form(world) {
        world.ask_for_contact();
        let mut device = world.device();
        let conversation = device.say("one").unwrap().conversation;
        assert_eq!(conversation.1, 2, "two events");
        device.say("two").unwrap();
        let kinds: Vec<_> = seen(&device).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [MessageKind::Text, MessageKind::ContactAsked, MessageKind::Text]);
        assert_eq!(device.page().unwrap().messages[1].author, Author::System);

        let mut signed_in = world.device();
        signed_in.log_in(&world.token("usr_1")).unwrap();
        signed_in.say("one").unwrap();
        assert_eq!(seen(&signed_in), [(MessageKind::Text, "one".to_owned())]);
        // Whoever is somebody else from now on is asked anew.
        signed_in.log_out().unwrap();
        signed_in.say("one").unwrap();
        assert_eq!(seen(&signed_in).len(), 2);
    }
}
