//! By what a message says of itself, or by asking for what is not theirs.

use serde_json::json;

use super::stage::{MALLORYS_WORDS, Stage};
use crate::{
    call::{get, post},
    client_several::{begins, sets_multiple},
    visitor::Visitor,
};

pub(super) fn as_user_of_the_victim(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    for mallory in [stage.mallory_opens(), stage.mallory_signs_in(None)] {
        stage.mallory_listens(&mallory);
        let mut message = mallory.message(&stage.world, MALLORYS_WORDS);
        message["as_user"] = json!(alicia.user);
        let answer = stage.mallory(post("/client/v1/messages").by(&mallory.token).json(&message));
        answer.refused("wrong_user");
        stage.is_nobody_else(&mallory.user);
        stage.mallory_reads(&mallory.token);
    }
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn client_id_of_the_victim(stage: &Stage) {
    let alicia = stage.alicia_signs_in();
    let theirs = alicia.message(&stage.world, "said-by-alicia under an id that Mallory guesses");
    let said = stage.world.ask(post("/client/v1/messages").by(&alicia.token).json(&theirs)).gives(201);
    stage.alicia_says(&alicia);
    for mallory in [stage.mallory_opens(), stage.mallory_signs_in(None)] {
        stage.mallory_listens(&mallory);
        let mut message = mallory.message(&stage.world, MALLORYS_WORDS);
        message["client_id"] = theirs["client_id"].clone();
        let own = stage.mallory(post("/client/v1/messages").by(&mallory.token).json(&message)).gives(201);
        assert_ne!(own["message"]["id"], said["message"]["id"], "details 19: the id is the device's");
        stage.mallory_reads(&mallory.token);
    }
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn mark_that_was_claimed(stage: &Stage) {
    let alicia = stage.alicia_wrote();
    let mallory = stage.mallory_opens();
    stage.mallory_listens(&mallory);
    // `mallory_says` claims it each time.
    let said = stage.mallory_says(&mallory).gives(201);
    let path = format!("/agent/v1/conversations/{}", said["conversation"]["id"].as_str().unwrap());
    let page = stage.world.ask(get(path).by(&stage.company().agent)).gives(200);
    assert_eq!(page["messages"][0]["mark"], "not_verified");
    assert_eq!(page["messages"][0]["evidence"], json!(null));
    stage.is_nobody_else(&mallory.user);
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn conversation_by_its_id(stage: &Stage) {
    let alicia = stage.alicia_signs_in();
    stage.alicia_says(&alicia);
    let last = stage.alicia_says(&alicia);
    for mallory in [stage.mallory_opens(), stage.mallory_signs_in(None)] {
        // The socket says that it has read nothing of Alicia's conversation.
        stage.mallory_listens(&mallory);
        stage.mallory_says(&mallory).gives(201);
        let path = format!("/client/v1/conversation?before={last}");
        stage.mallory(get(path).by(&mallory.token)).gives(200);
        let path = format!("/client/v1/conversation?conversation={}", stage.alicias_conversation());
        stage.mallory(get(path).by(&mallory.token)).refused("not_found");
        for path in [
            format!("/agent/v1/conversations/{}", stage.alicias_conversation()),
            format!("/agent/v1/users/{}", alicia.user),
            "/agent/v1/inbox".to_owned(),
            format!("/admin/v1/users/{}/sessions", alicia.user),
        ] {
            stage.mallory(get(path).by(&mallory.token)).refused("sign_in_required");
        }
    }
    stage.mallory_heard_nothing(&alicia);
}

/// Mallory writes to a conversation, and reads it.
fn mallory_tries(stage: &Stage, mallory: &Visitor, conversation: &str) {
    let mut message = mallory.message(&stage.world, MALLORYS_WORDS);
    message["conversation"] = json!(conversation);
    stage.mallory(post("/client/v1/messages").by(&mallory.token).json(&message)).refused("not_found");
    for path in [
        format!("/client/v1/conversation?conversation={conversation}"),
        format!("/client/v1/events?conversation={conversation}&after=0"),
    ] {
        stage.mallory(get(path).by(&mallory.token)).refused("not_found");
    }
}

pub(super) fn several_by_their_ids(stage: &Stage) {
    sets_multiple(&stage.world, true);
    let alicia = stage.alicia_wrote();
    let earlier = stage.alicias_conversation();
    begins(&stage.world, &alicia, "said-by-alicia in another");
    stage.alicia_says(&alicia);
    for mallory in [stage.mallory_opens(), stage.mallory_signs_in(None)] {
        stage.mallory_listens(&mallory);
        begins(&stage.world, &mallory, MALLORYS_WORDS);
        for conversation in [earlier.as_str(), &stage.alicias_conversation(), "0123456789abcdef01234567"] {
            mallory_tries(stage, &mallory, conversation);
        }
        stage.is_nobody_else(&mallory.user);
    }
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn several_by_what_began_them(stage: &Stage) {
    sets_multiple(&stage.world, true);
    let before = stage.alicia_signs_in();
    let mut begun = before.message(&stage.world, "said-by-alicia to begin with");
    begun["begun_by"] = begun["client_id"].clone();
    stage.world.ask(post("/client/v1/messages").by(&before.token).json(&begun)).gives(201);
    stage.alicia_says(&before);
    // A login of Mallory's on the very device is a session of their own (SES-10).
    let mallory = stage.mallory_signs_in(Some(&before));
    stage.mallory_listens(&mallory);
    let mut message = mallory.message(&stage.world, MALLORYS_WORDS);
    message["begun_by"] = begun["client_id"].clone();
    stage.mallory(post("/client/v1/messages").by(&mallory.token).json(&message)).refused("not_found");
    mallory_tries(stage, &mallory, &stage.alicias_conversation());
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
}

pub(super) fn several_left_on_the_device(stage: &Stage) {
    sets_multiple(&stage.world, true);
    let before = Visitor::open(&stage.world, stage.company());
    stage.alicia_says(&before);
    let left = [stage.alicias_conversation(), begins(&stage.world, &before, "said-by-alicia as well")];
    stage.world.clock.forward(31 * 60);
    let mallory = stage.mallory_signs_in(Some(&before));
    stage.mallory_listens(&mallory);
    for conversation in &left {
        mallory_tries(stage, &mallory, conversation);
    }
    let alicia = stage.alicia_signs_in();
    stage.mallory_heard_nothing(&alicia);
}
