//! As many rules as a workstream may have, which are more than other endpoints take (ROU-1).

use serde_json::{Value, json};

use super::{Routing, by_ada, stream};
use crate::{
    call::{Call, get, post, put},
    cases,
    contract::Contract,
    group::Case,
    world::World,
};

pub(super) const CASES: &[Case] = cases![
    rou_1_a_thousand_rules_with_three_conditions_each_are_saved_tried_and_read_back,
    rou_1_only_an_administrator_sends_more_than_others,
];

/// A thousand rules, of which none takes somebody who is not signed in.
fn thousand(queue: &str) -> Value {
    let rule = |number: usize| {
        let conditions = json!([
            {"on": "context", "name": "tier", "test": {"is": "one_of", "values": ["gold", "silver", "bronze"]}},
            {"on": "page_field", "id": "department", "test": {"is": "equals", "value": format!("Department {number}")}},
            {"on": "authenticated", "is": true},
        ]);
        json!({"name": format!("Rule number {number}"), "conditions": conditions, "queue": queue, "priority": number % 101})
    };
    let rules: Vec<_> = (0..1_000).map(rule).collect();
    json!({"variables": [{"name": "tier", "kind": "text"}], "rules": rules, "fallback": queue})
}

/// The body with spaces behind it, as long as this.
fn padded(body: &Value, length: usize) -> Vec<u8> {
    let mut bytes = body.to_string().into_bytes();
    assert!(bytes.len() <= length, "{} bytes", bytes.len());
    bytes.resize(length, b' ');
    bytes
}

fn most(name: &str) -> usize {
    Contract::most(Contract::of_the_table().row(name))
}

fn rou_1_a_thousand_rules_with_three_conditions_each_are_saved_tried_and_read_back(world: &World) {
    let company = world.company();
    let Routing { queue, workstream, .. } = Routing::made(world, company);
    let mut bank = stream("Bank", &[], &queue);
    bank["rules"] = thousand(&queue);
    assert!(bank.to_string().len() > 200_000, "no other endpoint would take them");
    let made = by_ada(world, post("/admin/v1/workstreams").json(&bank)).gives(201);
    let mut shop = stream("Shop", &[&company.channel_id], &queue);
    shop["rules"] = thousand(&queue);
    by_ada(world, put(format!("/admin/v1/workstreams/{workstream}")).json(&shop)).gives(200);
    let listed = by_ada(world, get("/admin/v1/workstreams")).gives(200);
    bank["id"] = made["id"].clone();
    shop["id"] = json!(workstream);
    assert!(listed == json!({"workstreams": [bank, shop]}), "they are read back as they were saved");

    let trial = json!({"rules": thousand(&queue), "channel": company.channel_id});
    let tried = by_ada(world, post("/admin/v1/routing/trial").json(&trial)).gives(200);
    assert_eq!((&tried["rule"], &tried["queue"]), (&json!(null), &json!(queue)));
    assert_eq!(tried["passed"].as_array().unwrap().len(), 1_000);

    bank["rules"]["rules"].as_array_mut().unwrap().push(shop["rules"]["rules"][0].clone());
    bank.as_object_mut().unwrap().remove("id");
    bank["name"] = json!("One too many");
    let refused = by_ada(world, post("/admin/v1/workstreams").json(&bank)).refused("bad_request");
    assert!(refused.description.contains("at most 1000 rules"), "{}", refused.description);
}

fn rou_1_only_an_administrator_sends_more_than_others(world: &World) {
    let company = world.company();
    let Routing { queue, workstream, .. } = Routing::made(world, company);
    let bodies = [
        ("POST /admin/v1/routing/trial", json!({"rules": thousand(&queue), "channel": company.channel_id})),
        ("PUT /admin/v1/workstreams/{id}", stream("Shop", &[], &queue)),
        ("POST /admin/v1/workstreams", stream("Bank", &[], &queue)),
    ];
    let call = |name: &str| match name {
        "PUT /admin/v1/workstreams/{id}" => put(format!("/admin/v1/workstreams/{workstream}")),
        other => post(other.trim_start_matches("POST ")),
    };
    for (name, body) in bodies {
        let with = |length| call(name).bytes("application/json", padded(&body, length));
        by_ada(world, with(most(name) + 1)).refused("too_large");
        assert!(by_ada(world, with(most(name))).status < 400, "{name} takes as much as it says");
    }

    // Who they are is asked before anything is read: what is sent is not even JSON, and longer than others may send.
    let nonsense = |call: Call| call.bytes("application/json", vec![b'x'; 150_000]);
    let path = "/admin/v1/workstreams";
    by_ada(world, nonsense(post(path))).refused("bad_request");
    world.ask(nonsense(post(path).by(&company.agent))).refused("administrator_required");
    let secret = |token: &str| {
        token.rsplit_once('_').map(|(head, secret)| (head.to_owned(), secret.to_owned())).unwrap()
    };
    let made_up = format!("{}_{}", secret(&company.administrator).0, secret(&company.agent).1);
    world.ask(nonsense(post(path).by(&made_up))).refused("sign_in_required");
    world.ask(nonsense(post(path))).refused("sign_in_required");
}
