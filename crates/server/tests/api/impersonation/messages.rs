//! By what a message says of itself, or by asking for what is not theirs.

use serde_json::json;

use super::stage::{MALLORYS_WORDS, Stage};
use crate::call::{get, post};

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
