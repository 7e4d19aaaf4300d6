//! By a session.

use serde_json::json;

use super::stage::{ALICIA, ALICIAS_NAME, MALLORY, Stage};
use crate::{
    call::{get, post, put},
    visitor::Visitor,
};

pub(super) fn session_after_a_logout(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let stolen = stage.mallory_takes(&alicia);
    stage.mallory_listens(&stolen);
    // What came until here was heard by whoever had the session: from the logout on nobody has it.
    stage.world.ask(post("/client/v1/logout").by(&alicia.token).json(&json!({}))).gives(200);
    stage.mallory_ears_are_closed();
    let alicia = stage.alicia_signs_in();
    stage.alicia_says(&alicia);
    stage.mallory_says(&stolen).refused("session_ended");
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn session_after_a_ban(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let stolen = stage.mallory_takes(&alicia);
    stage.mallory_listens(&stolen);
    let agent = &stage.company().agent;
    let path = format!("/agent/v1/users/{}/ban", alicia.user);
    stage.world.ask(put(path.clone()).by(agent).json(&json!({}))).gives(200);
    stage.mallory_ears_are_closed();
    stage.mallory_says(&stolen).refused("user_banned");
    stage.mallory(get("/client/v1/conversation").by(&stolen.token)).refused("user_banned");
    stage.world.ask(crate::call::delete(path).by(agent)).gives(200);
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn session_after_its_end(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let stolen = stage.mallory_takes(&alicia);
    stage.world.clock.forward(3_600 + 60);
    stage.mallory_says(&stolen).refused("session_expired");
    stage.mallory(get("/client/v1/conversation").by(&stolen.token)).refused("session_expired");
    stage.mallory_listens(&stolen);
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
    assert_eq!(stage.mark(&alicia.user).0, "verified_now");
}

pub(super) fn session_fixed_anonymous(stage: &Stage) {
    let fixed = stage.mallory_opens();
    stage.mallory_says(&fixed).gives(201);
    stage.mallory_listens(&fixed);
    let alicia = stage.alicia_signs_in_on(&fixed);
    assert_ne!(alicia.token, fixed.token, "SES-10: a new session");
    stage.alicia_says(&alicia);
    stage.mallory_says(&fixed).refused("session_replaced");
    // Nor does the old session lead to the new one with a token of Mallory's.
    let mallory = stage.mallory_signs_in(Some(&fixed));
    assert_ne!(mallory.user, alicia.user);
    // It is the same device, which two people share: whoever signs in last has it.
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn session_fixed_signed_in(stage: &Stage) {
    let fixed = stage.mallory_signs_in(None);
    stage.mallory_says(&fixed).gives(201);
    stage.mallory_listens(&fixed);
    let alicia = stage.alicia_signs_in_on(&fixed);
    assert_ne!((&alicia.token, &alicia.user), (&fixed.token, &fixed.user));
    stage.alicia_says(&alicia);
    stage.mallory_says(&fixed).refused("session_replaced");
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn login_id_of_the_victim(stage: &Stage) {
    let fixed = stage.mallory_opens();
    let body = |token: &str| json!({"channel": stage.company().channel, "token": token, "login_id": "the-login-of-alicia"});
    let login = post("/client/v1/login").by(&fixed.token).json(&body(&stage.alicias_token()));
    let alicia = Visitor::of(&stage.world.ask(login).gives(200));
    stage.alicia_says(&alicia);
    let repeat = post("/client/v1/login").json(&body(&stage.mallorys_token()));
    stage.mallory(repeat.clone().by(&fixed.token)).refused("login_id_used");
    // From a device of their own it is a login like any other.
    let mallory = Visitor::of(&stage.mallory(repeat).gives(200));
    assert_ne!((&mallory.user, &mallory.session), (&alicia.user, &alicia.session));
    stage.mallory_listens(&mallory);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn refused_token_that_names_the_victim(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let mallory = stage.mallory_signs_in(None);
    stage.mallory_listens(&mallory);
    let mut expired = stage.claims(ALICIA, ALICIAS_NAME);
    expired["exp"] = json!(stage.world.seconds() - 3_600);
    let expired = stage.signed(&expired);
    stage.mallory_presents(None, &expired).refused_for("token_expired");
    stage.alicia_says(&alicia);
    stage.mallory_presents(Some(&mallory), &expired).refused_for("token_expired");
    stage.mallory_says(&mallory).refused("session_ended");
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn refused_token_with_the_victims_session(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let elsewhere = stage.alicia_signs_in();
    let stolen = stage.mallory_takes(&alicia);
    let mut expired = stage.claims(MALLORY, "Mallory");
    expired["exp"] = json!(stage.world.seconds() - 3_600);
    stage.mallory_presents(Some(&stolen), &stage.signed(&expired)).refused_for("token_expired");
    stage.mallory_says(&stolen).refused("session_ended");
    // Alicia's other devices are as they were.
    stage.mallory_heard_nothing(&elsewhere);
}
