//! Whether anybody is there, as every page may ask.

use serde_json::{Value, json};

use crate::{
    call::{get, post, put},
    cases,
    group::Group,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /client/v1/availability"],
    samples: |world| vec![get(format!("/client/v1/availability?channel={}", world.company().channel))],
    cases: &[cases![
        a_channel_that_no_workstream_routes_takes_whoever_writes,
        rou_4_and_8_a_chat_says_who_is_there_and_which_departments_it_has,
        a_channel_that_is_not_there_is_not_available,
        omn_the_published_client_is_told_the_same,
    ]],
};

fn available(world: &World, channel: &str) -> Value {
    world.ask(get(format!("/client/v1/availability?channel={channel}"))).gives(200)
}

fn a_channel_that_no_workstream_routes_takes_whoever_writes(world: &World) {
    let path = format!("/client/v1/availability?channel={}", world.company().channel);
    assert_eq!(world.ask(get(path)).gives(200), json!({"attendance": "there", "departments": []}));
}

/// A channel of this kind with a queue, which the administrator works in by hand; its public key and the queue's id.
fn routed(world: &World, kind: &str, closed: bool) -> (String, String) {
    let by = &world.company().administrator;
    let me = world.ask(get("/agent/v1/me").by(by)).gives(200);
    let hours = closed.then(|| json!({"time_zone": "Europe/Zurich", "weekly": [], "holidays": []}));
    let queue = json!({"name": format!("Returns {kind} {closed}"), "pushes": false, "hours": hours,
        "closed_text": null, "members": [me["id"]]});
    let queue = world.ask(post("/admin/v1/queues").by(by).json(&queue)).gives(201)["id"].clone();
    let asked = json!({"name": format!("Help {kind} {closed}"), "kind": kind});
    let channel = world.ask(post("/admin/v1/channels").by(by).json(&asked)).gives(201);
    let rules = json!({"variables": [], "rules": [], "fallback": queue});
    let stream =
        json!({"name": format!("Stream {kind} {closed}"), "channels": [channel["id"]], "rules": rules});
    world.ask(post("/admin/v1/workstreams").by(by).json(&stream)).gives(201);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&channel["public_key"]), text(&queue))
}

fn rou_4_and_8_a_chat_says_who_is_there_and_which_departments_it_has(world: &World) {
    let by = &world.company().administrator;
    let (chat, queue) = routed(world, "chat", false);
    let department = |attendance: &str| {
        json!({"attendance": attendance, "departments": [
            {"id": queue, "name": "Returns chat false", "attendance": attendance}]})
    };
    assert_eq!(available(world, &chat), department("away"));
    // For some seconds it is told as it was, however often it is asked for.
    let there = json!({"available": true});
    world.ask(put("/agent/v1/presence").by(by).json(&there)).gives(200);
    assert_eq!(available(world, &chat), department("away"));

    // Elsewhere the names of queues are nobody's affair.
    let (live_chat, _) = routed(world, "omnichannel", false);
    assert_eq!(available(world, &live_chat), json!({"attendance": "there", "departments": []}));
    let (closed, _) = routed(world, "omnichannel", true);
    assert_eq!(available(world, &closed)["attendance"], "closed");
    world.ask(put("/agent/v1/presence").by(by).json(&json!({"available": false}))).gives(200);
}

fn a_channel_that_is_not_there_is_not_available(world: &World) {
    let asked = |query: &str| world.ask(get(format!("/client/v1/availability{query}")));
    asked("?channel=0123456789abcdef0123456789abcdef").refused("channel_not_found");
    for odd in ["?channel=", "?channel=%00", ""] {
        asked(odd).refused("bad_request");
    }
}

fn omn_the_published_client_is_told_the_same(world: &World) {
    let (closed, _) = routed(world, "messaging", true);
    for (widget, is_there) in [(world.company().channel.as_str(), true), (closed.as_str(), false)] {
        for base in ["/livechatconnector", "/livechatconnector/auth"] {
            let asked = post(format!("{base}/getagentavailability/org/{widget}/request?channelId=lcw"));
            let told = world.ask_of_another_protocol(asked.json(&json!({})));
            assert_eq!(told.status, 200);
            assert_eq!(told.json(), json!({"isQueueAvailable": is_there, "isAgentAvailable": is_there}));
        }
    }
}
