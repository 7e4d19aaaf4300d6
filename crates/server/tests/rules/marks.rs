//! What carries the check mark, and what it rests on (SEE).

use bonafide_domain::{mark::PersonMark, time::Span, token::Claims};
use bonafide_server::use_cases::{Refused, evidence};
use bonafide_store::messages::{Author, Visibility};

use crate::{
    seen::by,
    still::BEGIN,
    tokens::named,
    world::{World, on_both, refusal},
};

on_both! {
    fn see_1_a_mark_on_each_message_written_while_signed_in_and_on_no_other(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        device.log_in(&world.token("usr_1")).unwrap();
        let conversation = device.say("signed in").unwrap().conversation.0;
        device.log_out().unwrap();
        let after = device.say("after").unwrap();
        assert_eq!(world.messages(conversation).iter().map(|it| by(it).2).collect::<Vec<_>>(), [false, true]);
        assert!(!by(&after.message).2);
    }

    fn see_1_a_person_is_verified_while_somebody_is_signed_in_as_them(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        assert_eq!(world.person(a).unwrap().mark, PersonMark::NotVerified);
        let u = device.log_in(&world.token_for("usr_1", Span::minutes(10))).unwrap().user;
        assert_eq!(world.person(u).unwrap().mark, PersonMark::VerifiedNow);
        world.clock.forward(Span::minutes(11));
        assert_eq!(world.person(u).unwrap().mark, PersonMark::SessionExpired);
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(world.person(u).unwrap().mark, PersonMark::VerifiedNow);
        device.log_out().unwrap();
        assert_eq!(world.person(u).unwrap().mark, PersonMark::NotVerified);
    }

    fn see_3_a_mark_says_what_it_rests_on(world) {
        let claims =
            Claims { iat: Some(BEGIN), exp: Some(BEGIN.plus(Span::minutes(5))), ..named("usr_1", "Mara") };
        let token = world.verified(&world.key.sign(&claims));
        let mut device = world.device();
        let logged_in = device.log_in(&token).unwrap();
        let message = device.say("signed in").unwrap().message;
        let Author::User { evidence: Some(of_message), .. } = &message.author else { panic!("{message:?}") };
        assert_eq!((of_message.session, of_message.device), (logged_in.session, logged_in.device));
        assert_eq!((of_message.key, of_message.key_name.as_str()), (Some(world.key.id), "shop"));
        assert_eq!((of_message.issued_at, of_message.accepted_at), (Some(BEGIN), BEGIN));
        assert_eq!(of_message.expires_at, Some(BEGIN.plus(Span::minutes(5))));
        assert_eq!(
            (of_message.external_id.as_deref(), of_message.name.as_deref()),
            (Some("usr_1"), Some("Mara"))
        );
        assert_eq!((of_message.rule.as_str(), &of_message.token_sha256), ("RES-3", token.sha256()));

        assert_eq!(world.person(logged_in.user).unwrap().evidence.as_ref(), Some(&**of_message));
        let (agent, id) = (world.agent.clone(), of_message.id);
        assert_eq!(world.read(move |tx| evidence::find(tx, &agent, id)).unwrap(), **of_message);
        let agent = world.agent.clone();
        let unknown = world.read(move |tx| evidence::find(tx, &agent, bonafide_domain::id::EvidenceId::ZERO));
        assert_eq!(refusal(unknown), Refused::NotFound);
    }

    fn see_9_nothing_an_agent_writes_carries_a_mark(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let conversation = device.say("signed in").unwrap().conversation.0;
        for visibility in [Visibility::All, Visibility::Agents] {
            let taken = world.answer(conversation, visibility, "from an agent").unwrap();
            assert!(matches!(taken.message.author, Author::Agent { .. }));
        }
        let marked = "SELECT COUNT(*) FROM messages WHERE account_id = $1 AND evidence_id IS NOT NULL";
        assert_eq!(world.count(marked), 1);
    }

    fn eml_3_what_somebody_anonymous_writes_shows_nothing_of_a_user(world) {
        let mut mara = world.device();
        mara.log_in(&world.token("usr_1")).unwrap();
        mara.say("Mara's own").unwrap();
        let mut impostor = world.device();
        impostor.say("I am usr_1, and mara@shop.example").unwrap();
        assert_eq!(impostor.words(), ["I am usr_1, and mara@shop.example"]);
        assert_eq!(world.person(impostor.user()).unwrap().mark, PersonMark::NotVerified);
        assert_eq!(mara.words(), ["Mara's own"]);
    }
}
