//! Trials on a channel that takes codes (ROU-6, OMN-11).

use serde_json::{Value, json};

use super::{Routing, by_ada, named, rules, trial};
use crate::{answer::Answer, call::post, cases, code_chat::CodeChat, group::Case, world::World};

pub(super) const CASES: &[Case] = cases![
    rou_6_a_channel_that_takes_codes_is_tried_with_what_a_code_would_lead_to,
    rou_6_a_code_is_never_used_up_by_a_trial,
    rou_6_what_a_code_would_lead_to_is_said_as_it_can_come,
];

/// A live chat that takes codes, and a queue.
fn chat(world: &World) -> (CodeChat, String) {
    let chat = CodeChat::new(world.engine);
    let queue = by_ada(&chat.world, post("/admin/v1/queues").json(&named("Gold"))).gives(201);
    (chat, queue["id"].as_str().unwrap().to_owned())
}

/// A trial on the chat of whoever this says.
fn tried(chat: &CodeChat, queue: &str, who: &Value) -> Answer {
    let mut on = who.clone();
    on["channel"] = json!(chat.channel);
    trial(&chat.world, queue, &on)
}

fn with(contexts: &[(&str, Value)]) -> Value {
    let contexts: Vec<_> =
        contexts.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"signed_in": {"contexts": contexts}})
}

fn rou_6_a_channel_that_takes_codes_is_tried_with_what_a_code_would_lead_to(world: &World) {
    let (chat, queue) = chat(world);
    let before = chat.world.row_counts();
    let mut asked = json!({"channel": chat.channel, "rules": rules(&queue)});
    asked["rules"]["variables"] =
        json!([{"name": "tier", "kind": "text"}, {"name": "total", "kind": "number"}]);
    asked["rules"]["rules"][0]["conditions"] = json!([
        {"on": "authenticated", "is": true},
        {"on": "setting", "id": chat.setting},
        {"on": "proof", "kind": "oauth2_code"},
        {"on": "context", "name": "tier", "test": {"is": "equals", "value": "gold"}},
        {"on": "context", "name": "total", "test": {"is": "above", "value": 10}},
    ]);
    let passed = |condition: usize, why: &str| json!([{"condition": condition, "why": why}]);
    for (who, rule, passed) in [
        (with(&[("tier", json!("gold")), ("total", json!("10.5"))]), json!(0), json!([])),
        (with(&[("tier", json!("gold")), ("total", json!(11))]), json!(0), json!([])),
        (with(&[("tier", json!("gold")), ("total", json!(9))]), json!(null), passed(4, "otherwise")),
        (with(&[("tier", json!("gold")), ("total", json!("many"))]), json!(null), passed(4, "other_type")),
        (with(&[("tier", json!("silver"))]), json!(null), passed(3, "otherwise")),
        (with(&[]), json!(null), passed(3, "unknown")),
        (json!({}), json!(null), passed(0, "otherwise")),
    ] {
        let mut asked = asked.clone();
        asked.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        let told = by_ada(&chat.world, post("/admin/v1/routing/trial").json(&asked)).gives(200);
        assert_eq!((&told["rule"], &told["passed"]), (&rule, &passed), "{who}");
        assert_eq!((&told["queue"], &told["token_refused"]), (&json!(queue), &json!(null)), "{who}");
    }
    assert_eq!(chat.world.row_counts(), before, "nothing is changed");
}

fn rou_6_a_code_is_never_used_up_by_a_trial(world: &World) {
    let (chat, queue) = chat(world);
    let refused = tried(&chat, &queue, &json!({"token": "c0de"})).refused("bad_request");
    assert!(refused.description.contains("used up"), "{}", refused.description);
    assert_eq!(chat.exchanges(), 0);
    chat.world.ask(chat.login("c0de")).gives(200);
}

fn rou_6_what_a_code_would_lead_to_is_said_as_it_can_come(world: &World) {
    let (chat, queue) = chat(world);
    let many: Vec<_> =
        (0..101).map(|number| json!({"name": format!("v{number}"), "value": number})).collect();
    let mut both = with(&[]);
    both["token"] = json!("c0de");
    for odd in [
        both,
        with(&[("tier", json!("gold")), ("tier", json!("silver"))]),
        with(&[("", json!("gold"))]),
        json!({"signed_in": {"contexts": many}}),
        json!({"signed_in": {}}),
    ] {
        tried(&chat, &queue, &odd).refused("bad_request");
    }
    tried(&chat, &queue, &json!({"signed_in": {"contexts": &many[..100]}})).gives(200);
    let mut on = with(&[]);
    on["conversation"] = json!("0".repeat(24));
    trial(&chat.world, &queue, &on).refused("bad_request");

    let company = world.company();
    let Routing { queue, .. } = Routing::made(world, company);
    let mut on = with(&[]);
    on["channel"] = json!(company.channel_id);
    let refused = trial(world, &queue, &on).refused("bad_request");
    assert!(refused.description.contains("takes no codes"), "{}", refused.description);
}
