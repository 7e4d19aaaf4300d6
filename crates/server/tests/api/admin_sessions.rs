//! A user's sessions, as administrators see and end them (SES-7).

use bonafide_testkit::backend::Backend;
use serde_json::{Value, json};

use crate::{
    call::{delete, get},
    cases, company,
    group::Group,
    visitor::{Visitor, login, opening},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /admin/v1/users/{id}/sessions",
        "DELETE /admin/v1/users/{id}/sessions",
        "DELETE /admin/v1/users/{id}/refused-tokens",
        "DELETE /admin/v1/sessions/{id}",
    ],
    samples: |world| {
        let company = world.company();
        let [first, second] = [0, 1].map(|_| Visitor::open(world, company));
        vec![
            get(format!("/admin/v1/users/{}/sessions", first.user)).by(&company.administrator),
            delete(format!("/admin/v1/users/{}/sessions", first.user)).by(&company.administrator),
            delete(format!("/admin/v1/users/{}/refused-tokens", first.user)).by(&company.administrator),
            delete(format!("/admin/v1/sessions/{}", second.session)).by(&company.administrator),
        ]
    },
    cases: &[cases![
        ses_7_a_list_shows_device_channel_key_since_and_until,
        ses_7_one_session_can_be_ended,
        ses_7_all_sessions_can_be_ended,
        mrg_5_a_retired_id_leads_to_the_sessions_of_who_it_became,
        see_8_it_is_in_the_audit_log,
        ses_14_earlier_tokens_are_refused_until_that_is_lifted,
    ]],
};

fn listed(world: &World, user: &str) -> Vec<Value> {
    let path = format!("/admin/v1/users/{user}/sessions");
    let told = world.ask(get(path).by(&world.company().administrator)).gives(200);
    told["sessions"].as_array().unwrap().clone()
}

fn ids(sessions: &[Value]) -> Vec<&str> {
    sessions.iter().map(|session| session["id"].as_str().unwrap()).collect()
}

fn ses_7_a_list_shows_device_channel_key_since_and_until(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let call = login(world, company, &company::token(world, &key, "usr_1"));
    let agent_text = format!("Browser/1.0 {}", "x".repeat(400));
    let mara = Visitor::of(&world.ask(call.header("user-agent", &agent_text)).gives(200));
    let expected = json!({
        "id": mara.session, "device": mara.device, "agent_text": agent_text[..300], "channel": "Website",
        "key": {"id": key.id, "name": "shop"}, "kind": "authenticated",
        "opened_at": "2027-01-15T08:00:00.000Z", "expires_at": "2027-01-15T09:01:00.000Z",
    });
    assert_eq!(listed(world, &mara.user), [expected]);
    world.clock.forward(3_660);
    assert_eq!(listed(world, &mara.user), Vec::<Value>::new(), "it no longer counts");

    let stranger = Visitor::of(&world.ask(opening(company)).gives(201));
    let shown = &listed(world, &stranger.user)[0];
    assert_eq!(
        (&shown["kind"], &shown["key"], &shown["agent_text"]),
        (&json!("anonymous"), &json!(null), &json!(""))
    );
}

fn ses_7_one_session_can_be_ended(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let devices = [0, 1].map(|_| Visitor::signed_in(world, company, &company::token(world, &key, "usr_1")));
    assert_eq!(
        ids(&listed(world, &devices[0].user)),
        [&devices[1].session, &devices[0].session],
        "newest first"
    );
    let path = format!("/admin/v1/sessions/{}", devices[0].session);
    world.ask(delete(&path).by(&company.administrator)).gives(200);
    devices[0].reads(world).refused("session_ended");
    devices[1].reads(world).gives(200);
    assert_eq!(ids(&listed(world, &devices[0].user)), [&devices[1].session]);
    world.ask(delete(&path).by(&company.administrator)).refused("not_found");
}

fn ses_7_all_sessions_can_be_ended(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let devices = [0, 1].map(|_| Visitor::signed_in(world, company, &token));
    let other = Visitor::open(world, company);
    let path = format!("/admin/v1/users/{}/sessions", devices[0].user);
    for _ in 0..2 {
        world.ask(delete(&path).by(&company.administrator)).gives(200);
    }
    for device in &devices {
        device.reads(world).refused("session_ended");
    }
    assert!(listed(world, &devices[0].user).is_empty());
    other.reads(world).gives(200);
    // A token is good until its `exp` (details 24): they log in anew.
    Visitor::signed_in(world, company, &token).reads(world).gives(200);
}

fn mrg_5_a_retired_id_leads_to_the_sessions_of_who_it_became(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "before").gives(201);
    let mara =
        Visitor::of(&stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200));
    assert_eq!(ids(&listed(world, &stranger.user)), [&mara.session]);
    let path = format!("/admin/v1/users/{}/sessions", stranger.user);
    world.ask(delete(path).by(&company.administrator)).gives(200);
    mara.reads(world).refused("session_ended");
}

fn see_8_it_is_in_the_audit_log(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    let one = format!("/admin/v1/sessions/{}", visitor.session);
    world.ask(delete(one).by(&company.administrator)).gives(200);
    let all = format!("/admin/v1/users/{}/sessions", visitor.user);
    world.ask(delete(all).by(&company.administrator)).gives(200);
    let log = company.audit_log(world);
    let told: Vec<_> = log.iter().take(2).map(|line| (line.action.as_str(), line.subject.as_str())).collect();
    assert_eq!(told, [("user.end_sessions", visitor.user.as_str()), ("session.end", &visitor.session)]);
}

fn ses_14_earlier_tokens_are_refused_until_that_is_lifted(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stolen = company::token(world, &key, "usr_1");
    let mut without_iat = company::claims(world, "usr_1");
    without_iat.as_object_mut().unwrap().remove("iat");
    let without_iat = Backend::shared().mint(&key, &without_iat);
    let mara = Visitor::signed_in(world, company, &stolen);
    world.clock.forward(5);
    let sessions = format!("/admin/v1/users/{}/sessions", mara.user);
    let path = format!("{sessions}?refuse_earlier_tokens=true");
    world.ask(delete(path).by(&company.administrator)).gives(200);
    mara.reads(world).refused("session_ended");
    for token in [&stolen, &without_iat] {
        world.ask(login(world, company, token)).refused_for("token_revoked");
    }
    // Nobody else's, and none from then on.
    Visitor::signed_in(world, company, &company::token(world, &key, "usr_2"));
    let fresh = company::token(world, &key, "usr_1");
    assert_eq!(Visitor::signed_in(world, company, &fresh).user, mara.user);
    let person = |world: &World| {
        let call = get(format!("/agent/v1/users/{}", mara.user)).by(&company.agent);
        world.ask(call).gives(200)["tokens_from"].clone()
    };
    assert_eq!(person(world), json!("2027-01-15T08:00:05.000Z"));

    let lift = format!("/admin/v1/users/{}/refused-tokens", mara.user);
    world.ask(delete(lift).by(&company.administrator)).gives(200);
    assert_eq!(person(world), json!(null));
    Visitor::signed_in(world, company, &stolen);
    // Without being asked, ending sessions refuses no token.
    world.ask(delete(sessions).by(&company.administrator)).gives(200);
    Visitor::signed_in(world, company, &stolen);
    let actions: Vec<_> =
        company.audit_log(world).into_iter().take(3).map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["user.end_sessions", "user.accept_earlier_tokens", "user.end_sessions"]);
}
