//! Whether an earlier conversation on the device is theirs, as whoever signed in there says (MRG-11).

use serde_json::{Value, json};

use crate::{
    call::{Call, get, post},
    cases, company,
    company::Company,
    group::Group,
    visitor::{Visitor, login, texts},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /client/v1/earlier-conversation"],
    samples: |world| {
        let company = world.company();
        let (mara, _) = asked(world, company, "usr_sample");
        vec![says(&mara, true)]
    },
    cases: &[cases![
        mrg_11_a_login_says_what_is_asked_and_nothing_else,
        mrg_11_yes_joins_it,
        mrg_11_no_leaves_it,
        mrg_11_who_is_asked_nothing_answers_nothing,
        mrg_11_a_session_that_does_not_count_answers_nothing,
        mrg_11_agents_see_who_said_so,
    ]],
};

/// More than half an hour.
const LONG: u64 = 31 * 60;

fn says(visitor: &Visitor, is_mine: bool) -> Call {
    post("/client/v1/earlier-conversation").by(&visitor.token).json(&json!({"is_mine": is_mine}))
}

/// Somebody who signed in where was written long before, and what the login told.
fn asked(world: &World, company: &Company, external_id: &str) -> (Visitor, Value) {
    let key = company.key(world, &format!("key of {external_id}"));
    let before = Visitor::open(world, company);
    before.says(world, "written before").gives(201);
    world.clock.forward(LONG);
    let told = before.signs_in(world, company, &company::token(world, &key, external_id)).gives(200);
    (Visitor::of(&told), told)
}

fn mrg_11_a_login_says_what_is_asked_and_nothing_else(world: &World) {
    let (mara, told) = asked(world, world.company(), "usr_1");
    let question = json!({"last_written_at": "2027-01-15T08:00:00.000Z"});
    assert_eq!((&told["earlier_conversation"], &told["joined"]), (&question, &json!(false)));
    let page = mara.reads(world).gives(200);
    assert_eq!((&page["earlier_conversation"], &page["conversation"]), (&question, &Value::Null));
    assert_eq!(page["messages"], json!([]));
}

fn mrg_11_yes_joins_it(world: &World) {
    let (mara, _) = asked(world, world.company(), "usr_1");
    world.clock.forward(60);
    let told = world.ask(says(&mara, true)).gives(200);
    let page = mara.reads(world).gives(200);
    let expected = json!({"joined": true, "conversation": page["conversation"], "signed_in_at": "2027-01-15T08:31:00.000Z"});
    assert_eq!(told, expected);
    assert_eq!((texts(&page), &page["earlier_conversation"]), (vec!["written before"], &Value::Null));
    assert_eq!(world.ask(says(&mara, true)).gives(200), expected, "an answer that was lost");
    world.ask(says(&mara, false)).refused("question_over");
}

fn mrg_11_no_leaves_it(world: &World) {
    let (mara, _) = asked(world, world.company(), "usr_1");
    let told = world.ask(says(&mara, false)).gives(200);
    let expected = json!({"joined": false, "conversation": null, "signed_in_at": "2027-01-15T08:31:00.000Z"});
    assert_eq!(told, expected);
    let page = mara.reads(world).gives(200);
    assert_eq!((&page["messages"], &page["earlier_conversation"]), (&json!([]), &Value::Null));
    world.ask(says(&mara, true)).refused("question_over");
}

fn mrg_11_who_is_asked_nothing_answers_nothing(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let tomasz =
        Visitor::of(&world.ask(login(world, company, &company::token(world, &key, "usr_2"))).gives(200));
    for visitor in [tomasz, Visitor::open(world, company)] {
        assert_eq!(visitor.reads(world).gives(200)["earlier_conversation"], Value::Null);
        world.ask(says(&visitor, true)).refused("question_over");
    }
}

fn mrg_11_a_session_that_does_not_count_answers_nothing(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let (ended, _) = asked(world, company, "usr_1");
    world.ask(post("/client/v1/logout").by(&ended.token).json(&json!({}))).gives(200);
    world.ask(says(&ended, true)).refused("session_ended");

    let (replaced, _) = asked(world, company, "usr_2");
    replaced.signs_in(world, company, &company::token(world, &key, "usr_3")).gives(200);
    world.ask(says(&replaced, true)).refused("session_replaced");

    let (banned, _) = asked(world, company, "usr_4");
    let ban = format!("/agent/v1/users/{}/ban", banned.user);
    world.ask(crate::call::put(ban).by(&company.agent).json(&json!({}))).gives(200);
    world.ask(says(&banned, true)).refused("user_banned");

    let (expired, _) = asked(world, company, "usr_5");
    world.clock.forward(3_600 + 60);
    world.ask(says(&expired, true)).refused("session_expired");
}

fn mrg_11_agents_see_who_said_so(world: &World) {
    let company = world.company();
    let (mara, _) = asked(world, company, "usr_1");
    let told = world.ask(says(&mara, true)).gives(200);
    let path = format!("/agent/v1/conversations/{}", told["conversation"]["id"].as_str().unwrap());
    let page = world.ask(get(&path).by(&company.agent)).gives(200);
    let said = &page["confirmations"][0];
    assert_eq!(said["at"], "2027-01-15T08:31:00.000Z");
    assert_eq!(
        (&said["evidence"]["session"], &said["evidence"]["external_id"]),
        (&json!(mara.session), &json!("usr_1"))
    );
    let events = world.ask(get(format!("{path}/events?after=0")).by(&company.agent)).gives(200);
    let last = events["events"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["k"], &last["evidence"]), (&json!("confirmed"), &said["evidence"]));
    let seen = world.ask(get("/client/v1/events?after=0").by(&mara.token)).gives(200);
    assert_eq!(seen["events"].as_array().unwrap().last().unwrap()["k"], "hidden");
    let kin = world.ask(get(format!("/agent/v1/users/{}/merges", mara.user)).by(&company.agent)).gives(200);
    assert_eq!((&kin["merges"][0]["kind"], &kin["merges"][0]["joined"]), (&json!("answer"), &json!(true)));
}
