//! Fields and tags that the page sets on the conversation (KEY-7).

use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{get, post},
    cases, company,
    group::Case,
    visitor::Visitor,
    world::World,
};

pub(crate) const CASES: &[Case] = cases![
    key_7_the_first_key_turns_fields_and_tags_on,
    key_7_fields_are_replaced_and_tags_united,
    key_7_a_closed_tickets_fields_stay_with_it,
    key_7_fields_and_tags_prove_nothing,
    fields_and_tags_have_their_limits,
    a_repeat_changes_no_field,
    what_was_refused_sets_nothing,
];

/// Writes with fields and tags.
fn sets(world: &World, visitor: &Visitor, fields: &Value, tags: &Value) -> Answer {
    let mut message = visitor.message(world, "text");
    message["fields"] = fields.clone();
    message["tags"] = tags.clone();
    world.ask(post("/client/v1/messages").by(&visitor.token).json(&message))
}

/// The fields and tags of each ticket of a conversation.
fn kept(world: &World, conversation: &Value) -> Vec<(Value, Value)> {
    let path = format!("/agent/v1/conversations/{}", conversation.as_str().unwrap());
    let page = world.ask(get(path).by(&world.company().agent)).gives(200);
    let tickets = page["tickets"].as_array().unwrap();
    tickets.iter().map(|ticket| (ticket["fields"].clone(), ticket["tags"].clone())).collect()
}

fn key_7_the_first_key_turns_fields_and_tags_on(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    let fields = json!([{"id": "cart", "value": "3 items"}, {"id": "total", "value": 99.5}, {"id": "vip", "value": true}]);
    let said = sets(world, &visitor, &fields, &json!(["checkout"])).gives(201);
    assert!(said["message"].get("fields").is_none(), "the message is as it always was");
    let conversation = &said["conversation"]["id"];
    assert_eq!(kept(world, conversation), [(json!([]), json!([]))], "off: ignored");
    company.key(world, "shop");
    sets(world, &visitor, &fields, &json!(["checkout"])).gives(201);
    assert_eq!(kept(world, conversation), [(fields, json!(["checkout"]))]);
}

fn key_7_fields_are_replaced_and_tags_united(world: &World) {
    let company = world.company();
    company.key(world, "shop");
    let visitor = Visitor::open(world, company);
    let first = json!([{"id": "plan", "value": "gold"}, {"id": "cart", "value": 1}]);
    let said = sets(world, &visitor, &first, &json!(["b", "a", "b"])).gives(201);
    let twice = json!([{"id": "cart", "value": 2}, {"id": "cart", "value": 3}]);
    sets(world, &visitor, &twice, &json!(["a", "c"])).gives(201);
    visitor.says(world, "without any").gives(201);
    let fields = json!([{"id": "cart", "value": 3}, {"id": "plan", "value": "gold"}]);
    assert_eq!(kept(world, &said["conversation"]["id"]), [(fields, json!(["a", "b", "c"]))]);
}

fn key_7_a_closed_tickets_fields_stay_with_it(world: &World) {
    let company = world.company();
    company.key(world, "shop");
    let visitor = Visitor::open(world, company);
    let said = sets(world, &visitor, &json!([{"id": "order", "value": 1}]), &json!(["old"])).gives(201);
    world.meddle("UPDATE tickets SET status = 'closed'");
    sets(world, &visitor, &json!([{"id": "order", "value": 2}]), &json!([])).gives(201);
    let [old, new] = [(1, json!(["old"])), (2, json!([]))]
        .map(|(order, tags)| (json!([{"id": "order", "value": order}]), tags));
    assert_eq!(kept(world, &said["conversation"]["id"]), [old, new]);
}

fn key_7_fields_and_tags_prove_nothing(world: &World) {
    let company = world.company();
    company.key(world, "shop");
    let visitor = Visitor::open(world, company);
    let fields = json!([{"id": "external_id", "value": "usr_1"}, {"id": "mark", "value": "verified_now"}]);
    sets(world, &visitor, &fields, &json!(["verified"])).gives(201);
    let person = get(format!("/agent/v1/users/{}", visitor.user)).by(&company.agent);
    let person = world.ask(person).gives(200);
    assert_eq!((&person["mark"], &person["external_id"]), (&json!("not_verified"), &json!(null)));
}

fn fields_and_tags_have_their_limits(world: &World) {
    let company = world.company();
    company.key(world, "shop");
    let visitor = Visitor::open(world, company);
    let field = |id: &str, value: Value| json!([{"id": id, "value": value}]);
    let many = |count: usize| (0..count).map(|n| json!({"id": n.to_string(), "value": n})).collect::<Value>();
    let long = |bytes: usize| field("ab", json!("x".repeat(bytes)));
    for fields in [many(50), long(3_998), field(&"i".repeat(128), json!(""))] {
        sets(world, &visitor, &fields, &json!([])).gives(201);
    }
    for fields in [
        many(51),
        long(3_999),
        field("", json!(1)),
        field(" ", json!(1)),
        field(&"i".repeat(129), json!(1)),
        field("nul\0", json!(1)),
        field("nul", json!("\0")),
    ] {
        let refused = sets(world, &visitor, &fields, &json!([])).refused("bad_request");
        assert!(refused.description.contains("`fields`"), "{}", refused.description);
    }
    for value in [json!(null), json!([]), json!({"a": 1})] {
        let refused = sets(world, &visitor, &field("id", value), &json!([])).refused("bad_request");
        assert!(refused.description.contains("the value of a field"), "{}", refused.description);
    }
    sets(world, &visitor, &json!([{"id": "a", "value": 1, "source": "signed"}]), &json!([]))
        .refused("bad_request");
    let tags = |count: usize| (0..count).map(|n| json!(format!("tag-{n}"))).collect::<Value>();
    for good in [tags(50), json!(["t".repeat(80)])] {
        sets(world, &visitor, &json!([]), &good).gives(201);
    }
    for bad in [tags(51), json!(["t".repeat(81)]), json!([""]), json!(["two words"]), json!(["nul\0"])] {
        let refused = sets(world, &visitor, &json!([]), &bad).refused("bad_request");
        assert!(refused.description.contains("`tags`"), "{}", refused.description);
    }
}

fn a_repeat_changes_no_field(world: &World) {
    let company = world.company();
    company.key(world, "shop");
    let visitor = Visitor::open(world, company);
    let call = post("/client/v1/messages").by(&visitor.token);
    let mut message = visitor.message(world, "text");
    message["fields"] = json!([{"id": "cart", "value": 1}]);
    let said = world.ask(call.clone().json(&message)).gives(201);
    message["fields"] = json!([{"id": "cart", "value": 2}, {"id": "plan", "value": "gold"}]);
    message["tags"] = json!(["late"]);
    world.ask(call.json(&message)).gives(200);
    let first = (json!([{"id": "cart", "value": 1}]), json!([]));
    assert_eq!(kept(world, &said["conversation"]["id"]), [first]);
}

fn what_was_refused_sets_nothing(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let said = mara.says(world, "text").gives(201);
    let mut message = mara.message(world, "typed as somebody else");
    message["as_user"] = json!(Visitor::open(world, company).user);
    message["fields"] = json!([{"id": "cart", "value": 1}]);
    world.ask(post("/client/v1/messages").by(&mara.token).json(&message)).refused("wrong_user");
    assert_eq!(kept(world, &said["conversation"]["id"]), [(json!([]), json!([]))]);
}
