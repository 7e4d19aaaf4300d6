//! A user's own sessions, seen and ended from one of their devices (SES-7).

use bonafide_testkit::backend::Key;
use serde_json::{Value, json};

use crate::{
    call::{delete, get, post},
    cases, company,
    group::Group,
    visitor::{Visitor, login},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["GET /client/v1/sessions", "DELETE /client/v1/sessions/{id}", "DELETE /client/v1/sessions"],
    samples: |world| {
        let key = world.company().key(world, "sample");
        let [one, other] = devices(world, &key);
        vec![
            get("/client/v1/sessions").by(&one.token),
            delete(format!("/client/v1/sessions/{}", other.session)).by(&one.token),
            delete("/client/v1/sessions").by(&one.token),
        ]
    },
    cases: &[cases![
        ses_7_a_user_sees_their_sessions_and_which_one_asks,
        ses_7_a_user_ends_one_of_their_sessions,
        ses_5_a_device_whose_session_was_ended_is_a_new_one,
        ses_7_a_user_ends_all_of_their_sessions,
        ses_7_somebody_elses_session_is_not_there,
        ses_7_nobody_anonymous_sees_more_than_their_own,
        ses_7_an_ended_session_is_told_in_the_conversation,
    ]],
};

/// Two devices on which one person is signed in.
fn devices(world: &World, key: &Key) -> [Visitor; 2] {
    [0, 1].map(|_| Visitor::signed_in(world, world.company(), &company::token(world, key, "usr_1")))
}

fn listed(world: &World, visitor: &Visitor) -> Vec<Value> {
    let told = world.ask(get("/client/v1/sessions").by(&visitor.token)).gives(200);
    told["sessions"].as_array().unwrap().clone()
}

fn ids(sessions: &[Value]) -> Vec<&str> {
    sessions.iter().map(|session| session["id"].as_str().unwrap()).collect()
}

fn ending(visitor: &Visitor, session: &str) -> crate::call::Call {
    delete(format!("/client/v1/sessions/{session}")).by(&visitor.token)
}

fn ses_7_a_user_sees_their_sessions_and_which_one_asks(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let call =
        login(world, company, &company::token(world, &key, "usr_1")).header("user-agent", "Browser/1.0");
    let first = Visitor::of(&world.ask(call).gives(200));
    let second = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let shown = listed(world, &first);
    assert_eq!(ids(&shown), [&second.session, &first.session], "newest first");
    let expected = json!({
        "id": first.session, "this": true, "agent_text": "Browser/1.0", "channel": "Website", "kind": "authenticated",
        "opened_at": "2027-01-15T08:00:00.000Z", "expires_at": "2027-01-15T09:01:00.000Z",
    });
    assert_eq!(shown[1], expected);
    assert_eq!(shown[0]["this"], false);
}

fn ses_7_a_user_ends_one_of_their_sessions(world: &World) {
    let key = world.company().key(world, "shop");
    let [one, other] = devices(world, &key);
    world.ask(ending(&one, &other.session)).gives(200);
    other.reads(world).refused("session_ended");
    one.reads(world).gives(200);
    assert_eq!(ids(&listed(world, &one)), [&one.session]);
    world.ask(ending(&one, &other.session)).refused("not_found");
}

fn ses_5_a_device_whose_session_was_ended_is_a_new_one(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let [one, other] = devices(world, &key);
    world.ask(ending(&one, &other.session)).gives(200);
    let token = company::token(world, &key, "usr_1");
    let again = Visitor::of(&other.signs_in(world, company, &token).gives(200));
    assert_ne!(again.device, other.device);
}

fn ses_7_a_user_ends_all_of_their_sessions(world: &World) {
    let key = world.company().key(world, "shop");
    let [one, other] = devices(world, &key);
    let stranger = Visitor::open(world, world.company());
    world.ask(delete("/client/v1/sessions").by(&one.token)).gives(200);
    for ended in [&one, &other] {
        ended.reads(world).refused("session_ended");
    }
    stranger.reads(world).gives(200);
    // Their tokens are as good as before: only an administrator refuses those (SES-14).
    Visitor::signed_in(world, world.company(), &company::token(world, &key, "usr_1")).reads(world).gives(200);
}

fn ses_7_somebody_elses_session_is_not_there(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let [mara, _] = devices(world, &key);
    let tomasz = Visitor::signed_in(world, company, &company::token(world, &key, "usr_2"));
    let stranger = Visitor::open(world, company);
    for (one, other) in [(&mara, &tomasz), (&mara, &stranger), (&stranger, &mara)] {
        world.ask(ending(one, &other.session)).refused("not_found");
        other.reads(world).gives(200);
    }
}

fn ses_7_nobody_anonymous_sees_more_than_their_own(world: &World) {
    let [one, other] = [0, 1].map(|_| Visitor::open(world, world.company()));
    let shown = listed(world, &one);
    assert_eq!(ids(&shown), [&one.session]);
    assert_eq!((&shown[0]["kind"], &shown[0]["this"]), (&json!("anonymous"), &json!(true)));
    assert_eq!(ids(&listed(world, &other)), [&other.session]);
}

fn ses_7_an_ended_session_is_told_in_the_conversation(world: &World) {
    let key = world.company().key(world, "shop");
    let [one, other] = devices(world, &key);
    let said = one.says(world, "text").gives(201);
    let after = said["conversation"]["head"].as_i64().unwrap();
    world.ask(ending(&one, &other.session)).gives(200);
    let path = format!("/agent/v1/conversations/{}/events", said["conversation"]["id"].as_str().unwrap());
    let told = world.ask(get(format!("{path}?after={after}")).by(&world.company().agent)).gives(200);
    assert_eq!(
        (&told["events"][0]["k"], &told["events"][0]["session"]),
        (&json!("signed_out"), &json!(other.session))
    );
    world.ask(post("/client/v1/logout").by(&one.token).json(&json!({}))).gives(200);
}
