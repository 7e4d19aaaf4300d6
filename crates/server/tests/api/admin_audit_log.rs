//! The audit log, as administrators read it (SEE-8).

use serde_json::{Value, json};

use crate::{
    call::{delete, get, put},
    cases,
    company::token,
    group::Group,
    visitor::Visitor,
    world::World,
};

const PATH: &str = "/admin/v1/audit-log";

pub(crate) const GROUP: Group = Group {
    rows: &["GET /admin/v1/audit-log"],
    samples: |world| vec![get(PATH).by(&world.company().administrator)],
    cases: &[cases![
        see_8_a_line_says_who_did_what_to_whom,
        see_8_who_was_erased_is_no_longer_named,
        see_8_a_command_has_nobody,
        see_8_the_log_is_filtered,
        pages_follow_each_other,
    ]],
};

fn read(world: &World, query: &str) -> Value {
    world.ask(get(format!("{PATH}{query}")).by(&world.company().administrator)).gives(200)
}

fn words(told: &Value) -> Vec<&str> {
    told["lines"].as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap()).collect()
}

fn banned(world: &World) -> Visitor {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &token(world, &key, "usr_1"));
    mara.says(world, "My order").gives(201);
    world
        .ask(put(format!("/agent/v1/users/{}/ban", mara.user)).by(&company.agent).json(&json!({})))
        .gives(200);
    mara
}

fn see_8_a_line_says_who_did_what_to_whom(world: &World) {
    let mara = banned(world);
    let me = world.ask(get("/agent/v1/me").by(&world.company().agent)).gives(200);
    let line = read(world, "")["lines"][0].clone();
    let expected = json!({
        "id": line["id"], "at": "2027-01-15T08:00:00.000Z", "by": {"id": me["id"], "name": me["name"]}, "program": null,
        "action": "user.ban", "subject": mara.user, "detail": {},
        "user": {"name": "Mara Lindqvist", "external_id": "usr_1", "conversation": line["user"]["conversation"]},
    });
    assert_eq!(line, expected);
    let conversation = line["user"]["conversation"].as_str().unwrap();
    world.ask(get(format!("/agent/v1/conversations/{conversation}")).by(&world.company().agent)).gives(200);
}

fn see_8_who_was_erased_is_no_longer_named(world: &World) {
    let mara = banned(world);
    world.ask(delete(format!("/admin/v1/users/{}", mara.user)).by(&world.company().administrator)).gives(200);
    let told = read(world, &format!("?subject={}", mara.user));
    assert_eq!(words(&told), ["user.erase", "user.ban"]);
    for line in told["lines"].as_array().unwrap() {
        assert_eq!(line["user"], json!(null));
    }
    assert_eq!(told["lines"][0]["detail"], json!({"ban_kept": true, "earlier_tokens_refused": false}));
}

fn see_8_a_command_has_nobody(world: &World) {
    let told = read(world, "?action=account.set_up");
    assert_eq!(told["lines"][0]["by"], json!(null));
}

fn see_8_the_log_is_filtered(world: &World) {
    world.company();
    world.clock.forward(3_600);
    banned(world);
    let me = world.ask(get("/agent/v1/me").by(&world.company().agent)).gives(200);
    let by = me["id"].as_str().unwrap();
    assert_eq!(words(&read(world, &format!("?by={by}"))), ["user.ban"]);
    assert_eq!(words(&read(world, "?action=key.create")), ["key.create"]);
    assert_eq!(words(&read(world, &format!("?by={by}&action=key.create"))), [""; 0]);
    assert_eq!(words(&read(world, "?since=2027-01-15T09:00:00Z")), ["user.ban", "key.create"]);
    assert!(!words(&read(world, "?until=2027-01-15T09:00:00Z")).contains(&"user.ban"));
    assert_eq!(words(&read(world, "?since=2027-01-15T10:00:00%2B01:00&action=user.ban")), ["user.ban"]);
}

fn pages_follow_each_other(world: &World) {
    banned(world);
    let first = read(world, "");
    let before = first["lines"][0]["id"].as_str().unwrap();
    let next = read(world, &format!("?before={before}"));
    assert_eq!(next["lines"][0], first["lines"][1]);
    assert_eq!(first["next"], json!(null));
}
