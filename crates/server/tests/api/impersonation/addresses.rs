//! By the victim's address, or by what looks like the victim.

use std::thread;

use bonafide_domain::identity::EmailPolicy;
use serde_json::json;

use super::stage::{ALICIA, ALICIAS_ADDRESS, ALICIAS_NAME, ALICIAS_WORDS, MALLORY, Stage, with_address};
use crate::{
    admin_rest_keys,
    call::post,
    exchange::exchange,
    program_emails::attaches,
    visitor::{Visitor, login},
};

fn verified(address: &str) -> [(String, String); 1] {
    [(address.to_owned(), "verified".to_owned())]
}

pub(super) fn address_before(stage: &Stage) {
    let token = stage.mallorys_token_with(ALICIAS_ADDRESS, false);
    let mallory = Visitor::of(&stage.mallory_presents(None, &token).gives(200));
    stage.mallory_listens(&mallory);
    let kept = match stage.policy {
        EmailPolicy::VerifiedOnly => vec![],
        EmailPolicy::VerifiedAndUnverified | EmailPolicy::AnyoneMayClaim => {
            vec![(ALICIAS_ADDRESS.to_owned(), "not_verified".to_owned())]
        }
    };
    assert_eq!(stage.addresses(&mallory.user), kept);

    let alicia = stage.alicia_wrote();
    assert_ne!(alicia.user, mallory.user);
    assert_eq!(stage.addresses(&alicia.user), verified(ALICIAS_ADDRESS));
    stage.is_nobody_else(&mallory.user);
    // Again: what was theirs for a while is out of reach now.
    stage.mallory_presents(None, &token).refused_for("email_conflict");
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn address_after(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let mallory = stage.mallory_opens();
    stage.mallory_listens(&mallory);
    for address in [ALICIAS_ADDRESS, "Alicia@SHOP.example"] {
        let token = stage.mallorys_token_with(address, false);
        stage.mallory_presents(Some(&mallory), &token).refused_for("email_conflict");
    }
    stage.mallory_says(&mallory).gives(201);
    stage.is_nobody_else(&mallory.user);
    assert_eq!(stage.addresses(&alicia.user), verified(ALICIAS_ADDRESS));
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn address_raced(stage: &Stage) {
    let (world, company) = (&stage.world, stage.company());
    let logins = [stage.alicias_token(), stage.mallorys_token_with(ALICIAS_ADDRESS, false)]
        .map(|token| login(world, company, &token));
    let server = world.server;
    let raced = thread::scope(|scope| {
        logins.each_ref().map(|call| scope.spawn(move || exchange(server, call))).map(|it| it.join().unwrap())
    });
    let told = raced.map(|answer| (answer.status, serde_json::from_slice(&answer.body).unwrap()));
    let [(status, alicia), mallory] = told;
    assert_eq!(status, 200);
    let alicia = Visitor::of(&alicia);
    assert_eq!(stage.addresses(&alicia.user), verified(ALICIAS_ADDRESS));
    // Who was first signed in with the address for a moment; who was second was refused.
    let mallory = match mallory {
        (200, told) => Visitor::of(&told),
        (_, told) => {
            assert_eq!(told["error"]["reason"], json!("email_conflict"));
            stage.mallory_signs_in(None)
        }
    };
    assert_ne!(alicia.user, mallory.user);
    stage.is_nobody_else(&mallory.user);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn address_that_an_agent_attached(stage: &Stage) {
    let alicia = Visitor::open(&stage.world, stage.company());
    stage.alicia_says(&alicia);
    let path = format!("/agent/v1/users/{}/emails", alicia.user);
    let body = json!({"address": ALICIAS_ADDRESS, "checked_how": "By telephone"});
    stage.world.ask(post(path).by(&stage.company().agent).json(&body)).gives(201);

    let token = stage.mallorys_token_with(ALICIAS_ADDRESS, false);
    let mallory = Visitor::of(&stage.mallory_presents(None, &token).gives(200));
    stage.mallory_listens(&mallory);
    assert_ne!(mallory.user, alicia.user);
    stage.is_nobody_else(&mallory.user);
    assert_eq!(stage.addresses(&alicia.user)[0].0, ALICIAS_ADDRESS);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn address_that_a_program_attached(stage: &Stage) {
    let leaked = admin_rest_keys::make(&stage.world, "billing");
    let attaches = |user: &str| stage.world.ask(attaches(&stage.world, &leaked, user, ALICIAS_ADDRESS));
    let mallory = stage.mallory_opens();
    stage.mallory_listens(&mallory);
    stage.mallory_says(&mallory).gives(201);
    attaches(&mallory.user).gives(201);
    assert_eq!(stage.addresses(&mallory.user), [(ALICIAS_ADDRESS.to_owned(), "added_by_api".to_owned())]);
    assert_eq!(stage.mark(&mallory.user), ("not_verified".to_owned(), None));

    let alicia = stage.alicia_wrote();
    assert_eq!(alicia.user, mallory.user, "RES-2");
    assert_eq!(stage.addresses(&alicia.user), verified(ALICIAS_ADDRESS));
    stage.mallory_says(&mallory).refused("session_ended");
    let again = stage.mallory_opens();
    attaches(&again.user).refused("address_held");
    stage.is_nobody_else(&again.user);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn address_that_looks_the_same(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    // Cyrillic letters, a dotless one, a wide one, an accent of its own: details 10 folds none of them.
    let alike = ["\u{430}licia@shop.example", "al\u{131}cia@shop.example", "\u{ff41}licia@shop.example"];
    for (n, address) in alike.into_iter().enumerate() {
        let claims = stage.claims(&format!("{MALLORY}_{n}"), "Mallory");
        let token = stage.signed(&with_address(claims, address, true));
        let mallory = Visitor::of(&stage.mallory_presents(None, &token).gives(200));
        assert_ne!(mallory.user, alicia.user);
        assert_eq!(stage.addresses(&mallory.user), verified(address));
        assert_eq!(stage.addresses(&alicia.user), verified(ALICIAS_ADDRESS));
        stage.mallory_heard_nothing(&alicia);
    }
}

pub(super) fn external_id_in_other_letters(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    for alike in ["USR_ALICIA", "usr_alici\u{430}", "usr\u{ff3f}alicia"] {
        let token = stage.signed(&stage.claims(alike, "Mallory"));
        let mallory = Visitor::of(&stage.mallory_presents(None, &token).gives(200));
        assert_ne!(mallory.user, alicia.user, "TOK-10: {alike}");
        let (_, rests_on) = stage.mark(&mallory.user);
        assert_eq!(rests_on.as_deref(), Some(alike));
        stage.mallory_heard_nothing(&alicia);
    }
    assert_eq!(stage.mark(&alicia.user).1.as_deref(), Some(ALICIA));
}

pub(super) fn name_of_the_victim(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let token = stage.signed(&stage.claims(MALLORY, ALICIAS_NAME));
    // They said it themselves: to hear it tells them nothing.
    stage.is_no_secret(ALICIAS_NAME);
    let mallory = Visitor::of(&stage.mallory_presents(None, &token).gives(200));
    stage.mallory_listens(&mallory);
    assert_ne!(mallory.user, alicia.user);
    stage.is_nobody_else(&mallory.user);
    assert_eq!(stage.mark(&mallory.user).1.as_deref(), Some(MALLORY), "the agent sees whose name it is");
    let said = stage.mallory_says(&mallory).gives(201);
    assert!(!said.to_string().contains(ALICIAS_WORDS));
    stage.mallory_heard_nothing(&alicia);
}
