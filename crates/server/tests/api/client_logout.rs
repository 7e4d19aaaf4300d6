//! Logging out (SES-5).

use serde_json::json;

use crate::{
    call::{get, post},
    cases, company,
    group::Group,
    visitor::{Visitor, opening},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /client/v1/logout"],
    samples: |world| {
        let visitor = Visitor::open(world, world.company());
        vec![post("/client/v1/logout").by(&visitor.token).json(&json!({}))]
    },
    cases: &[cases![
        ses_5_a_logout_ends_the_session_and_the_device_is_a_new_one,
        ses_5_agents_see_that_the_person_signed_out,
        a_repeat_is_no_failure,
        an_expired_session_logs_out_too,
    ]],
};

fn ses_5_a_logout_ends_the_session_and_the_device_is_a_new_one(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    let first = visitor.says(world, "first").gives(201);
    world.ask(post("/client/v1/logout").by(&visitor.token).json(&json!({}))).gives(200);
    visitor.reads(world).refused("session_ended");
    let next = Visitor::of(&world.ask(opening(company).by(&visitor.token)).gives(201));
    assert!(next.device != visitor.device && next.user != visitor.user);
    let second = next.says(world, "second").gives(201);
    assert_ne!(
        second["conversation"]["id"], first["conversation"]["id"],
        "another conversation, another ticket"
    );
    let inbox = world.ask(get("/agent/v1/inbox").by(&company.agent)).gives(200);
    assert_eq!(inbox["tickets"].as_array().unwrap().len(), 2);
}

fn ses_5_agents_see_that_the_person_signed_out(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let visitor = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let said = visitor.says(world, "hello").gives(201);
    let person = format!("/agent/v1/users/{}", visitor.user);
    let mark = || world.ask(get(&person).by(&company.agent)).gives(200)["mark"].clone();
    assert_eq!(mark(), "verified_now");
    world.ask(post("/client/v1/logout").by(&visitor.token).json(&json!({}))).gives(200);
    assert_eq!(mark(), "not_verified");
    let events =
        format!("/agent/v1/conversations/{}/events?after=1", said["conversation"]["id"].as_str().unwrap());
    let events = world.ask(get(events).by(&company.agent)).gives(200);
    assert_eq!(events["events"][0]["k"], "signed_out");
    assert_eq!(events["events"][0]["session"], visitor.session);
}

fn a_repeat_is_no_failure(world: &World) {
    let visitor = Visitor::open(world, world.company());
    for _ in 0..2 {
        world.ask(post("/client/v1/logout").by(&visitor.token).json(&json!({}))).gives(200);
    }
}

fn an_expired_session_logs_out_too(world: &World) {
    let visitor = Visitor::open(world, world.company());
    world.clock.forward(91 * 24 * 60 * 60);
    world.ask(post("/client/v1/logout").by(&visitor.token).json(&json!({}))).gives(200);
    visitor.reads(world).refused("session_ended");
}
