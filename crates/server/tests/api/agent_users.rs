//! Users, bans and evidence, as agents see them.

use bonafide_store::audit_log::By;
use serde_json::{Value, json};

use crate::{
    call::{Call, delete, get, post, put},
    cases, company,
    group::Group,
    visitor::{Visitor, login, opening},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /agent/v1/users/{id}",
        "GET /agent/v1/users/{id}/devices",
        "PUT /agent/v1/users/{id}/ban",
        "DELETE /agent/v1/users/{id}/ban",
        "GET /agent/v1/evidence/{id}",
    ],
    samples: |world| {
        let company = world.company();
        let key = company.key(world, "sample");
        let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_sample"));
        let evidence = person(world, &mara.user)["evidence"]["id"].as_str().unwrap().to_owned();
        vec![
            get(format!("/agent/v1/users/{}", mara.user)).by(&company.agent),
            get(format!("/agent/v1/users/{}/devices", mara.user)).by(&company.agent),
            bans(world, &mara.user),
            lifts(world, &mara.user),
            get(format!("/agent/v1/evidence/{evidence}")).by(&company.agent),
        ]
    },
    cases: &[cases![
        see_1_a_person_is_verified_while_a_session_lasts,
        see_3_evidence_says_what_proved_it,
        ses_8_a_ban_holds_on_every_device_until_it_is_lifted,
        ses_8_banning_someone_anonymous_bans_the_device,
        ses_13_a_ban_never_passes_to_the_one_who_signs_in,
        mrg_5_banning_a_retired_id_bans_who_it_became,
        see_8_bans_are_in_the_audit_log,
        a_repeat_of_a_ban_keeps_its_time,
        see_3_a_device_says_what_it_is_and_what_proves_who_has_it,
        see_1_a_device_is_verified_while_its_session_lasts,
        a_device_whose_session_was_ended_is_gone,
        ses_8_the_devices_of_somebody_banned_say_so,
        mrg_5_a_retired_id_leads_to_the_devices_of_who_it_became,
        somebody_was_first_seen_before_they_signed_in,
    ]],
};

fn person(world: &World, user: &str) -> Value {
    world.ask(get(format!("/agent/v1/users/{user}")).by(&world.company().agent)).gives(200)
}

fn bans(world: &World, user: &str) -> Call {
    put(format!("/agent/v1/users/{user}/ban")).by(&world.company().agent).json(&json!({}))
}

fn lifts(world: &World, user: &str) -> Call {
    delete(format!("/agent/v1/users/{user}/ban")).by(&world.company().agent)
}

fn see_1_a_person_is_verified_while_a_session_lasts(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    let told = person(world, &stranger.user);
    assert_eq!(
        told,
        json!({
            "id": stranger.user, "external_id": null, "name": null, "emails": [], "mark": "not_verified", "evidence": null,
            "signed_in_until": null, "banned_at": null, "tokens_from": null,
            "first_seen_at": "2027-01-15T08:00:00.000Z",
        })
    );
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let told = person(world, &mara.user);
    assert_eq!(
        (&told["mark"], &told["external_id"], &told["name"]),
        (&json!("verified_now"), &json!("usr_1"), &json!("Mara Lindqvist"))
    );
    world.clock.forward(3_659);
    assert_eq!(person(world, &mara.user)["mark"], "verified_now");
    world.clock.forward(1);
    assert_eq!(person(world, &mara.user)["mark"], "session_expired");
}

fn see_3_evidence_says_what_proved_it(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let told = person(world, &mara.user)["evidence"].clone();
    let path = format!("/agent/v1/evidence/{}", told["id"].as_str().unwrap());
    let evidence = world.ask(get(&path).by(&company.agent)).gives(200);
    assert_eq!(evidence, told);
    assert_eq!(evidence["token_sha256"].as_str().unwrap().len(), 64);
    // It outlives its key.
    world.ask(delete(format!("/admin/v1/keys/{}", key.id)).by(&company.administrator)).gives(200);
    assert_eq!(world.ask(get(&path).by(&company.agent)).gives(200), evidence);
}

fn ses_8_a_ban_holds_on_every_device_until_it_is_lifted(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let devices = [0, 1].map(|_| Visitor::signed_in(world, company, &token));
    let told = world.ask(bans(world, &devices[0].user)).gives(200);
    assert_eq!((&told["mark"], &told["banned_at"]), (&json!("banned"), &json!("2027-01-15T08:00:00.000Z")));
    for device in &devices {
        device.reads(world).refused("user_banned");
        device.says(world, "text").refused("user_banned");
        device.signs_in(world, company, &token).refused_for("user_banned");
        world.ask(opening(company).by(&device.token)).refused("user_banned");
    }
    let told = world.ask(lifts(world, &devices[0].user)).gives(200);
    assert_eq!((&told["mark"], &told["banned_at"]), (&json!("not_verified"), &json!(null)));
    devices[0].reads(world).refused("session_ended");
    Visitor::of(&devices[0].signs_in(world, company, &token).gives(200)).reads(world).gives(200);
}

fn ses_8_banning_someone_anonymous_bans_the_device(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let visitor = Visitor::open(world, company);
    world.ask(bans(world, &visitor.user)).gives(200);
    visitor.says(world, "text").refused("user_banned");
    world.ask(opening(company).by(&visitor.token)).refused("user_banned");
    // SES-13: somebody's good login passes on it.
    visitor.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    let other = Visitor::open(world, company);
    world.ask(bans(world, &other.user)).gives(200);
    world.ask(lifts(world, &other.user)).gives(200);
    world.ask(opening(company).by(&other.token)).gives(201);
}

fn ses_13_a_ban_never_passes_to_the_one_who_signs_in(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let visitor = Visitor::open(world, company);
    visitor.says(world, "text").gives(201);
    world.ask(bans(world, &visitor.user)).gives(200);
    let mara =
        Visitor::of(&visitor.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200));
    mara.says(world, "text").gives(201);
    assert_eq!(person(world, &mara.user)["banned_at"], json!(null));
}

fn mrg_5_banning_a_retired_id_bans_who_it_became(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "before").gives(201);
    let mara =
        Visitor::of(&stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200));
    assert_eq!(world.ask(bans(world, &stranger.user)).gives(200)["id"], mara.user);
    mara.says(world, "text").refused("user_banned");
}

fn see_8_bans_are_in_the_audit_log(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    world.ask(bans(world, &visitor.user)).gives(200);
    world.ask(lifts(world, &visitor.user)).gives(200);
    let log = company.audit_log(world);
    let told: Vec<_> = log.iter().take(2).map(|line| (line.action.as_str(), line.subject.as_str())).collect();
    assert_eq!(told, [("user.lift_ban", visitor.user.as_str()), ("user.ban", &visitor.user)]);
    assert!(matches!(log[0].by, Some(By::Agent { .. })));
}

fn a_repeat_of_a_ban_keeps_its_time(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let first = world.ask(bans(world, &visitor.user)).gives(200);
    world.clock.forward(60);
    assert_eq!(world.ask(bans(world, &visitor.user)).gives(200)["banned_at"], first["banned_at"]);
    for _ in 0..2 {
        assert_eq!(world.ask(lifts(world, &visitor.user)).gives(200)["banned_at"], json!(null));
    }
}

fn devices(world: &World, user: &str) -> Vec<Value> {
    let path = format!("/agent/v1/users/{user}/devices");
    let told = world.ask(get(path).by(&world.company().agent)).gives(200);
    told["devices"].as_array().unwrap().clone()
}

/// The sessions and marks of somebody's devices.
fn marks(world: &World, user: &str) -> Vec<Value> {
    devices(world, user).iter().map(|device| json!([device["session"], device["mark"]])).collect()
}

fn see_3_a_device_says_what_it_is_and_what_proves_who_has_it(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let call = login(world, company, &company::token(world, &key, "usr_1"));
    let mara = Visitor::of(&world.ask(call.header("user-agent", "Firefox on Linux")).gives(200));
    let expected = json!({
        "id": mara.device, "session": mara.session, "agent_text": "Firefox on Linux", "channel": "Website",
        "kind": "authenticated", "key": {"id": key.id, "name": "shop"}, "mark": "verified_now",
        "opened_at": "2027-01-15T08:00:00.000Z", "expires_at": "2027-01-15T09:01:00.000Z",
    });
    assert_eq!(devices(world, &mara.user), [expected]);
    let stranger = Visitor::open(world, company);
    let device = &devices(world, &stranger.user)[0];
    assert_eq!(
        (&device["kind"], &device["key"], &device["mark"]),
        (&json!("anonymous"), &json!(null), &json!("not_verified"))
    );
}

fn see_1_a_device_is_verified_while_its_session_lasts(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let [phone, laptop] = [0, 1].map(|_| {
        world.clock.forward(60);
        Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"))
    });
    let marks_are = |newest: &str, older: &str| {
        assert_eq!(
            marks(world, &phone.user),
            [json!([laptop.session, newest]), json!([phone.session, older])]
        );
    };
    marks_are("verified_now", "verified_now");
    world.clock.forward(3_599);
    marks_are("verified_now", "verified_now");
    world.clock.forward(1);
    marks_are("verified_now", "session_expired");
    world.clock.forward(60);
    marks_are("session_expired", "session_expired");
    let again = phone.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    assert_eq!(again["session"]["id"], phone.session);
    marks_are("session_expired", "verified_now");
}

fn a_device_whose_session_was_ended_is_gone(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let [phone, laptop] = [0, 1].map(|_| Visitor::signed_in(world, company, &token));
    world.ask(post("/client/v1/logout").by(&phone.token).json(&json!({}))).gives(200);
    assert_eq!(marks(world, &phone.user), [json!([laptop.session, "verified_now"])]);
    let all = delete(format!("/admin/v1/keys/{}?end_sessions=true", key.id)).by(&company.administrator);
    world.ask(all).gives(200);
    assert_eq!(marks(world, &phone.user), [json!(null); 0]);
}

fn ses_8_the_devices_of_somebody_banned_say_so(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let mara = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let stranger = Visitor::open(world, company);
    for visitor in [&mara, &stranger] {
        world.ask(bans(world, &visitor.user)).gives(200);
        assert_eq!(marks(world, &visitor.user), [json!([visitor.session, "banned"])]);
        world.ask(lifts(world, &visitor.user)).gives(200);
        assert_eq!(marks(world, &visitor.user), [json!(null); 0], "the ban has ended the session");
    }
}

fn mrg_5_a_retired_id_leads_to_the_devices_of_who_it_became(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "before").gives(201);
    let mara = stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    let mara = Visitor::of(&mara);
    assert_eq!(marks(world, &stranger.user), [json!([mara.session, "verified_now"])]);
    assert_eq!(devices(world, &stranger.user), devices(world, &mara.user));
}

fn somebody_was_first_seen_before_they_signed_in(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let stranger = Visitor::open(world, company);
    stranger.says(world, "before").gives(201);
    world.clock.forward(60);
    let mara = stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200);
    let told = person(world, mara["user"]["id"].as_str().unwrap());
    assert_eq!(told["first_seen_at"], "2027-01-15T08:00:00.000Z");
}
