//! By the question whether an earlier conversation on the device is theirs (MRG-11).

use serde_json::{Value, json};

use super::stage::{ALICIA, LEFT_ON_THE_DEVICE as LEFT, MALLORYS_WORDS, Stage};
use crate::{
    answer::Answer,
    call::{Call, get, post},
    visitor::{Visitor, texts},
};

/// Longer than what is joined without asking.
const LONG: u64 = 31 * 60;

fn saying(session: &str, is_mine: bool) -> Call {
    post("/client/v1/earlier-conversation").by(session).json(&json!({"is_mine": is_mine}))
}

fn log_out(stage: &Stage, device: &Visitor) {
    stage.world.ask(post("/client/v1/logout").by(&device.token).json(&json!({}))).gives(200);
}

/// Somebody writes on a device without signing in, long ago.
fn left(stage: &Stage) -> Visitor {
    let before = Visitor::open(&stage.world, stage.company());
    before.says(&stage.world, LEFT).gives(201);
    stage.world.clock.forward(LONG);
    before
}

/// Alicia signs in where she wrote before, and is asked.
fn alicia_is_asked(stage: &Stage) -> Visitor {
    let alicia = stage.alicia_signs_in_on(&left(stage));
    assert_ne!(asked(stage, &alicia), Value::Null);
    alicia
}

fn asked(stage: &Stage, who: &Visitor) -> Value {
    who.reads(&stage.world).gives(200)["earlier_conversation"].clone()
}

/// Mallory says that it was theirs, or that it was not.
fn mallory_says(stage: &Stage, with: &Visitor, is_mine: bool) -> Answer {
    stage.mallory(saying(&with.token, is_mine))
}

/// What was left is with Alicia, who said so.
fn alicia_gets_it(stage: &Stage, alicia: &Visitor) {
    stage.world.ask(saying(&alicia.token, true)).gives(200);
    let page = alicia.reads(&stage.world).gives(200);
    assert_eq!(texts(&page)[0], LEFT);
}

pub(super) fn question_answered_falsely(stage: &Stage) {
    let before = left(stage);
    let taken = stage.mallory_takes(&before);
    let told = stage.mallory_presents(Some(&taken), &stage.mallorys_token()).gives(200);
    assert_eq!(
        told["earlier_conversation"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["last_written_at"]
    );
    let mallory = Visitor::of(&told);
    mallory_says(stage, &mallory, true).gives(200);
    let page = mallory.reads(&stage.world).gives(200);
    assert_eq!(texts(&page), [LEFT]);

    // It proves nothing, and agents see on whose word it is there.
    let path = format!("/agent/v1/conversations/{}", page["conversation"]["id"].as_str().unwrap());
    let agents = stage.world.ask(get(path).by(&stage.company().agent)).gives(200);
    assert_eq!(agents["messages"][0]["mark"], "not_verified");
    assert_eq!(agents["messages"][0]["author"]["id"], json!(before.user));
    assert_eq!(agents["confirmations"][0]["evidence"]["session"], json!(mallory.session));
    let alicia = stage.alicia_wrote();
    stage.mallory_listens(&mallory);
    stage.mallory_heard_nothing(&alicia);
    assert_eq!(stage.mark(&alicia.user).1.as_deref(), Some(ALICIA));

    let kin = stage
        .world
        .ask(get(format!("/agent/v1/users/{}/merges", mallory.user)).by(&stage.company().agent))
        .gives(200);
    assert_eq!(kin["merges"][0]["kind"], "answer");
    let undo = format!("/admin/v1/merges/{}/undo", kin["merges"][0]["id"].as_str().unwrap());
    stage.world.ask(post(undo).by(&stage.company().administrator).json(&json!({}))).gives(200);
    mallory.reads(&stage.world).refused("session_ended");
}

pub(super) fn question_of_who_was_there_before(stage: &Stage) {
    let alicia = alicia_is_asked(stage);
    let taken = stage.mallory_takes(&alicia);
    let mallory = stage.mallory_signs_in(Some(&taken));
    assert_eq!(asked(stage, &mallory), Value::Null);
    for is_mine in [true, false] {
        mallory_says(stage, &mallory, is_mine).refused("question_over");
        mallory_says(stage, &taken, is_mine).refused("session_replaced");
    }
    stage.mallory_listens(&mallory);
    assert_eq!(texts(&mallory.reads(&stage.world).gives(200)), [""; 0]);
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn question_on_another_device(stage: &Stage) {
    let alicia = alicia_is_asked(stage);
    let anonymous = stage.mallory_opens();
    stage.mallory_says(&anonymous).gives(201);
    let signed_in = stage.mallory_signs_in(None);
    for mallory in [&anonymous, &signed_in] {
        for is_mine in [true, false] {
            mallory_says(stage, mallory, is_mine).refused("question_over");
        }
        stage.mallory_listens(mallory);
    }
    // Nor does it reach another device of Alicia's own.
    let phone = stage.alicia_signs_in();
    assert_eq!(asked(stage, &phone), Value::Null);
    stage.world.ask(saying(&phone.token, true)).refused("question_over");
    alicia_gets_it(stage, &alicia);
    stage.mallory_heard_nothing(&alicia);
    let own = anonymous.reads(&stage.world).gives(200);
    assert!(texts(&own).iter().all(|text| text.starts_with(MALLORYS_WORDS)));
}

pub(super) fn question_after_a_logout(stage: &Stage) {
    let alicia = alicia_is_asked(stage);
    let taken = stage.mallory_takes(&alicia);
    log_out(stage, &alicia);
    for is_mine in [true, false] {
        mallory_says(stage, &taken, is_mine).refused("session_ended");
    }
    let mallory = stage.mallory_signs_in(Some(&taken));
    assert_eq!(asked(stage, &mallory), Value::Null);
    mallory_says(stage, &mallory, true).refused("question_over");
    stage.mallory_listens(&mallory);
    let alicia = stage.alicia_signs_in();
    assert_eq!(asked(stage, &alicia), Value::Null);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn question_answered_twice(stage: &Stage) {
    let alicia = alicia_is_asked(stage);
    stage.world.ask(saying(&alicia.token, false)).gives(200);
    let before = alicia.reads(&stage.world).gives(200);
    stage.world.ask(saying(&alicia.token, true)).refused("question_over");
    assert_eq!(alicia.reads(&stage.world).gives(200), before);
    assert_eq!(texts(&before), [""; 0]);
    stage.mallory_opens();
    stage.mallory_heard_nothing(&alicia);
}
