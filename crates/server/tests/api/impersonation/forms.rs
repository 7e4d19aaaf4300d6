//! By the form that asks those who are not signed in for name and address (EML-2, EML-3, EML-5, EML-9).

use bonafide_domain::identity::EmailPolicy::{AnyoneMayClaim, VerifiedAndUnverified, VerifiedOnly};
use serde_json::json;

use super::stage::{ALICIAS_ADDRESS, MALLORYS_WORDS, Stage};
use crate::{call::post, visitor::Visitor};

/// Mallory gives Alicia's address by form, on a device of their own.
fn gives(stage: &Stage) -> Visitor {
    // They typed it themselves: to read it in their own transcript tells them nothing.
    stage.is_no_secret(ALICIAS_ADDRESS);
    let mallory = stage.mallory_opens();
    stage.mallory_listens(&mallory);
    let body = json!({
        "client_id": stage.world.client_made_id(),
        "email": ALICIAS_ADDRESS,
        "name": MALLORYS_WORDS,
        "as_user": mallory.user,
    });
    stage.mallory(post("/client/v1/contact").by(&mallory.token).json(&body)).gives(201);
    mallory
}

/// The address is Alicia's, verified, and Mallory is nobody.
fn is_alicias(stage: &Stage, alicia: &Visitor, mallory: &Visitor) {
    let verified = (ALICIAS_ADDRESS.to_owned(), "verified".to_owned());
    assert_eq!(stage.addresses(&alicia.user), [verified]);
    assert_ne!(alicia.user, mallory.user);
    stage.is_nobody_else(&mallory.user);
    assert_eq!(stage.mark(&mallory.user).0, "not_verified");
}

fn kept(standing: &str) -> Vec<(String, String)> {
    vec![(ALICIAS_ADDRESS.to_owned(), standing.to_owned())]
}

pub(super) fn form_before(stage: &Stage) {
    let mallory = gives(stage);
    let held = match stage.policy {
        VerifiedOnly => vec![],
        VerifiedAndUnverified | AnyoneMayClaim => kept("given_by_form"),
    };
    assert_eq!(stage.addresses(&mallory.user), held);
    let alicia = stage.alicia_wrote();
    is_alicias(stage, &alicia, &mallory);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn form_after(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let mallory = gives(stage);
    is_alicias(stage, &alicia, &mallory);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn form_after_the_victims_session_ended(stage: &Stage) {
    let before = stage.alicia_wrote();
    stage.world.clock.forward(3_600 + 60);
    let mallory = gives(stage);
    let held = match stage.policy {
        VerifiedOnly | VerifiedAndUnverified => vec![],
        AnyoneMayClaim => kept("unreliable"),
    };
    assert_eq!(stage.addresses(&mallory.user), held);
    // EML-5: nothing but the address moved, and it goes back.
    stage.mallory_reads(&mallory.token);
    let alicia = stage.alicia_signs_in();
    assert_eq!(alicia.user, before.user);
    is_alicias(stage, &alicia, &mallory);
    stage.mallory_heard_nothing(&alicia);
}
