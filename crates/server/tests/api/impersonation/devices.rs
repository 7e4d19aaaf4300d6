//! By a device that both use.

use super::stage::{ALICIA, ALICIAS_WORDS, Stage};
use crate::{
    call::{get, post},
    visitor::{Visitor, opening},
};

/// Longer than what is joined without asking (MRG-11).
const LONG: u64 = 31 * 60;

fn log_out(stage: &Stage, device: &Visitor) {
    stage.world.ask(post("/client/v1/logout").by(&device.token).json(&serde_json::json!({}))).gives(200);
}

pub(super) fn device_wrote_long_before(stage: &Stage) {
    let mallory = stage.mallory_opens();
    stage.mallory_says(&mallory).gives(201);
    stage.mallory_listens(&mallory);
    stage.world.clock.forward(LONG);
    let told = mallory.signs_in(&stage.world, stage.company(), &stage.alicias_token()).gives(200);
    assert_eq!(told["joined"], false);
    let alicia = Visitor::of(&told);
    assert_eq!(alicia.reads(&stage.world).gives(200)["messages"], serde_json::json!([]));
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn device_wrote_soon_before(stage: &Stage) {
    let mallory = stage.mallory_opens();
    stage.mallory_says(&mallory).gives(201);
    stage.mallory_listens(&mallory);
    stage.world.clock.forward(60);
    let told = mallory.signs_in(&stage.world, stage.company(), &stage.alicias_token()).gives(200);
    assert_eq!(told["joined"], true);
    let alicia = Visitor::of(&told);
    stage.alicia_says(&alicia);
    let path = format!("/agent/v1/conversations/{}", stage.alicias_conversation());
    let page = stage.world.ask(get(path).by(&stage.company().agent)).gives(200);
    let marks: Vec<_> = page["messages"].as_array().unwrap().iter().map(|it| it["mark"].as_str()).collect();
    assert_eq!(marks, [Some("not_verified"), Some("verified_when_written")], "MRG-6");
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn device_came_after_a_logout(stage: &Stage) {
    let before = stage.alicia_wrote();
    log_out(stage, &before);
    // Whatever of the session is left on the device.
    let left = stage.mallory_takes(&before);
    let mallory = Visitor::of(&stage.mallory(opening(stage.company()).by(&left.token)).gives(201));
    assert_ne!((&mallory.user, &mallory.device), (&before.user, &before.device), "SES-5");
    stage.mallory_listens(&mallory);
    stage.mallory_says(&mallory).gives(201);
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
    // Signed in there, Mallory is Mallory, with what they wrote themselves.
    let mallory = stage.mallory_signs_in(Some(&mallory));
    assert_ne!(mallory.user, alicia.user);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn device_came_after_the_end(stage: &Stage) {
    let before = stage.alicia_wrote();
    stage.world.clock.forward(3_600 + 60);
    let left = stage.mallory_takes(&before);
    stage.mallory_says(&left).refused("session_expired");
    stage.mallory(get("/client/v1/conversation").by(&left.token)).refused("session_expired");
    let alicia = stage.alicia_signs_in();
    let mallory = stage.mallory_signs_in(Some(&left));
    assert_ne!((&mallory.user, &mallory.session), (&alicia.user, &alicia.session));
    stage.mallory_listens(&mallory);
    stage.is_nobody_else(&mallory.user);
    stage.mallory_heard_nothing(&alicia);
    assert_eq!(stage.mark(&alicia.user).1.as_deref(), Some(ALICIA));
}

pub(super) fn device_signed_in_long_after(stage: &Stage) {
    let before = Visitor::open(&stage.world, stage.company());
    stage.alicia_says(&before);
    let left = stage.mallory_takes(&before);
    stage.world.clock.forward(LONG);
    let mallory = stage.mallory_presents(Some(&left), &stage.mallorys_token()).gives(200);
    assert_eq!(mallory["joined"], false);
    let mallory = Visitor::of(&mallory);
    stage.mallory_listens(&mallory);
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
}

/// MRG-11: until half an hour has passed, what was typed on the device is whoever's signs in there. It is the one place where
/// the rules give away words, so what goes with them, and what does not, is looked at word by word.
pub(super) fn device_signed_in_soon_after(stage: &Stage) {
    let before = Visitor::open(&stage.world, stage.company());
    let given = stage.alicia_says(&before);
    let left = stage.mallory_takes(&before);
    stage.world.clock.forward(60);
    stage.is_no_secret(ALICIAS_WORDS); // those of the device are not; the others are looked for below
    let told = stage.mallory_presents(Some(&left), &stage.mallorys_token()).gives(200);
    assert_eq!(told["joined"], true);
    let mallory = Visitor::of(&told);
    stage.mallory_listens(&mallory);
    stage.mallory_says(&mallory).gives(201);
    let path = format!("/agent/v1/conversations/{}", stage.alicias_conversation());
    let page = stage.world.ask(get(path).by(&stage.company().agent)).gives(200);
    let marks: Vec<_> = page["messages"].as_array().unwrap().iter().map(|it| it["mark"].as_str()).collect();
    assert_eq!(marks, [Some("not_verified"), Some("verified_when_written")], "MRG-6");
    assert_eq!(page["messages"][0]["author"]["name"], serde_json::json!(null));
    stage.is_nobody_else(&mallory.user);

    let alicia = stage.alicia_signs_in();
    assert_eq!(alicia.reads(&stage.world).gives(200)["messages"], serde_json::json!([]));
    stage.mallory_heard_nothing(&alicia);
    let all = mallory.reads(&stage.world).gives(200);
    let hers: Vec<_> =
        all["messages"].as_array().unwrap().iter().filter(|it| says(it, ALICIAS_WORDS)).collect();
    assert_eq!(hers.iter().map(|it| it["id"].as_str()).collect::<Vec<_>>(), [Some(given.as_str())]);
}

fn says(message: &serde_json::Value, words: &str) -> bool {
    message["text"].as_str().is_some_and(|text| text.contains(words))
}
