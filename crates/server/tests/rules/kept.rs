//! What held somebody back goes on after they were erased: the refusal of earlier tokens (SES-14), and with it a ban (SES-13).

use bonafide_domain::{
    email::EmailAddress,
    id::{ErasureId, UserId},
    text::Name,
    time::{Millis, Span},
    token::{Claims, Reason, VerifiedToken},
};
use bonafide_server::use_cases::{
    Refused, ban, conflicts, emails,
    sessions::{self, EarlierTokens},
};
use bonafide_store::audit_log;

use crate::{
    tokens::claims,
    world::{World, on_both, refusal, run},
};

const REVOKED: Refused = Refused::Login(Reason::TokenRevoked);
const ADDRESS: &str = "mara@shop.example";

impl World {
    /// A token that was issued now.
    fn issued(&self, external_id: &str) -> VerifiedToken {
        self.verified(&self.key.sign(&Claims { iat: Some(self.nodes[0].now()), ..claims(external_id) }))
    }

    fn issued_with_address(&self, external_id: &str) -> VerifiedToken {
        let (email, email_verified) = (Some(EmailAddress::new(ADDRESS).unwrap()), Some(true));
        let iat = Some(self.nodes[0].now());
        self.verified(&self.key.sign(&Claims { iat, email, email_verified, ..claims(external_id) }))
    }

    fn refuses_earlier(&self, user: UserId) -> Millis {
        let by = self.administrator.clone();
        self.write(move |tx| sessions::end_all_sessions(tx, &by, user, EarlierTokens::Refused)).unwrap();
        self.nodes[0].now()
    }

    fn lifts_kept(&self, erasure: ErasureId) {
        let by = self.administrator.clone();
        self.write(move |tx| ban::lift_kept_ban(tx, &by, erasure)).unwrap();
    }
}

/// Somebody's token was stolen and refused, and then they were erased.
struct Stolen {
    token: VerifiedToken,
    erased: UserId,
    erasure: ErasureId,
    from: Millis,
}

fn stolen(world: &World) -> Stolen {
    let token = world.issued("usr_1");
    let erased = world.device().log_in(&token).unwrap().user;
    world.clock.forward(Span::seconds(5));
    let from = world.refuses_earlier(erased);
    assert_eq!(world.preview(erased).unwrap().tokens_from, Some(from));
    let erasure = world.erase(erased).unwrap();
    world.do_jobs();
    Stolen { token, erased, erasure, from }
}

fn is_refused(world: &World, token: &VerifiedToken) {
    assert_eq!(refusal(world.device().log_in(token)), REVOKED);
}

on_both! {
    fn ses_14_the_refusal_of_earlier_tokens_survives_an_erasure_until_it_is_lifted(world) {
        let Stolen { token, erased, erasure, from } = stolen(world);
        is_refused(world, &token);
        is_refused(world, &world.token("usr_1"));
        world.device().log_in(&world.token("usr_2")).unwrap();
        assert_eq!((world.erasure(erasure).tokens_from, world.erasure(erasure).is_banned), (Some(from), false));
        world.lifts_kept(erasure);
        assert_eq!(world.erasure(erasure).tokens_from, None);
        assert_ne!(world.device().log_in(&token).unwrap().user, erased);
        let log = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 3));
        let told: Vec<_> = log.iter().map(|line| (line.action.as_str(), line.detail.as_str())).collect();
        assert_eq!(told, [
            ("user.accept_earlier_tokens", "{}"),
            ("user.erase", r#"{"ban_kept":false,"earlier_tokens_refused":true}"#),
            ("user.end_sessions", r#"{"earlier_tokens_refused":true}"#),
        ]);
    }

    /// Else the thief of a token would share a conversation with whoever has the external id by now.
    fn ses_14_it_is_about_whoever_has_the_external_id_next(world) {
        let Stolen { token, erasure, from, .. } = stolen(world);
        let next = world.device().log_in(&world.issued("usr_1")).unwrap().user;
        is_refused(world, &token);
        assert_eq!(world.person(next).unwrap().tokens_from, Some(from));
        assert_eq!(world.erasure(erasure).tokens_from, None, "it is lifted with them from now on");
        let by = world.administrator.clone();
        world.write(move |tx| sessions::accept_earlier_tokens(tx, &by, next)).unwrap();
        assert_eq!(world.device().log_in(&token).unwrap().user, next);
    }

    fn ses_14_it_is_about_somebody_who_is_adopted(world) {
        let Stolen { token, from, .. } = stolen(world);
        let mut stranger = world.device();
        stranger.say("before").unwrap();
        let (agent, user) = (world.agent.clone(), stranger.user());
        let how = Name::new("By telephone").unwrap();
        let address = EmailAddress::new(ADDRESS).unwrap();
        world.write(move |tx| emails::attach(tx, emails::Attacher::Agent(&agent, Some(&how)), user, &address)).unwrap();
        assert_eq!(world.device().log_in(&world.issued_with_address("usr_1")).unwrap().user, user);
        assert_eq!(world.person(user).unwrap().tokens_from, Some(from));
        is_refused(world, &token);
    }

    fn ses_14_it_is_about_whom_a_conflict_gives_the_external_id_as_an_alias(world) {
        let holder = world.device().log_in(&world.issued_with_address("usr_2")).unwrap().user;
        let Stolen { token, from, .. } = stolen(world);
        let wants = world.issued_with_address("usr_1");
        assert_eq!(refusal(world.device().log_in(&wants)), Refused::Login(Reason::EmailConflict));
        let by = world.administrator.clone();
        let id = world.read(move |tx| conflicts::list(tx, &by, None)).unwrap().conflicts[0].conflict.id;
        let (by, why) = (world.administrator.clone(), Name::new("One person").unwrap());
        let key = run(world.nodes[0].account_key(world.account)).unwrap();
        world.write(move |tx| conflicts::merge(tx, &by, id, &why, &key)).unwrap();
        assert_eq!(world.person(holder).unwrap().tokens_from, Some(from));
        is_refused(world, &token);
        assert_eq!(world.root(world.device().log_in(&wants).unwrap().user), holder);
    }

    fn ses_14_a_ban_and_the_refusal_are_kept_and_lifted_together(world) {
        let token = world.issued("usr_1");
        let user = world.device().log_in(&token).unwrap().user;
        world.clock.forward(Span::seconds(5));
        world.refuses_earlier(user);
        world.ban(user).unwrap();
        let erasure = world.erase(user).unwrap();
        world.do_jobs();
        for token in [&token, &world.issued("usr_1")] {
            assert_eq!(refusal(world.device().log_in(token)), Refused::Login(Reason::UserBanned));
        }
        world.lifts_kept(erasure);
        world.device().log_in(&token).unwrap();
        let log = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 2));
        let told: Vec<_> = log.iter().map(|line| line.action.as_str()).collect();
        assert_eq!(told, ["user.accept_earlier_tokens", "user.lift_ban"]);
    }
}
