//! Logins that were refused because somebody else holds their address (RES-8).

use serde_json::{Value, json};

use crate::{
    agent_emails::bringing,
    call::{Call, delete, get, post},
    cases,
    group::Group,
    visitor::{Visitor, login},
    world::World,
};

const PATH: &str = "/admin/v1/conflicts";
const ALICIA: &str = "alicia@shop.example";

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /admin/v1/conflicts",
        "POST /admin/v1/conflicts/{id}/release",
        "DELETE /admin/v1/conflicts/{id}",
    ],
    samples: |world| {
        let [first, second] = ["usr_8", "usr_9"].map(|external_id| id(&conflict(world, external_id)));
        vec![get(PATH).by(&world.company().administrator), releases(world, &first), closes(world, &second)]
    },
    cases: &[cases![
        res_8_a_conflict_shows_both_side_by_side,
        res_8_moving_the_address_lets_the_next_login_have_it,
        res_8_a_conflict_can_be_closed,
        see_8_what_is_done_about_conflicts_is_in_the_audit_log,
        pages_follow_each_other,
    ]],
};

fn releases(world: &World, id: &str) -> Call {
    post(format!("{PATH}/{id}/release")).by(&world.company().administrator).json(&json!({}))
}

fn closes(world: &World, id: &str) -> Call {
    delete(format!("{PATH}/{id}")).by(&world.company().administrator)
}

fn listed(world: &World, query: &str) -> Value {
    world.ask(get(format!("{PATH}{query}")).by(&world.company().administrator)).gives(200)
}

fn id(conflict: &Value) -> String {
    conflict["id"].as_str().unwrap().to_owned()
}

/// Whoever has this external id logs in with an address that is somebody else's: the conflict that it leaves.
pub(crate) fn conflict(world: &World, external_id: &str) -> Value {
    let email = format!("{external_id}@shop.example");
    let owner = format!("owner of {external_id}").replace(' ', "-");
    Visitor::signed_in(world, world.company(), &bringing(world, &owner, &email, true));
    let token = bringing(world, external_id, &email, true);
    world.ask(login(world, world.company(), &token)).refused_for("email_conflict");
    listed(world, "")["conflicts"][0].clone()
}

fn res_8_a_conflict_shows_both_side_by_side(world: &World) {
    let company = world.company();
    let holder = Visitor::signed_in(world, company, &bringing(world, "usr_1", ALICIA, true));
    let token = bringing(world, "usr_2", "Alicia@shop.example", false);
    world.ask(login(world, company, &token)).refused_for("email_conflict");
    world.clock.forward(5);
    world.ask(login(world, company, &token)).refused_for("email_conflict");
    let told = listed(world, "");
    let conflict = &told["conflicts"][0];
    let person = |user: &str| world.ask(get(format!("/agent/v1/users/{user}")).by(&company.agent)).gives(200);
    let expected = json!({
        "id": conflict["id"], "address": "Alicia@shop.example", "verified": false, "external_id": "usr_2",
        "name": "Mara Lindqvist", "refused": 2, "first_at": "2027-01-15T08:00:00.000Z",
        "last_at": "2027-01-15T08:00:05.000Z", "holder": person(&holder.user), "user": null,
    });
    assert_eq!(told, json!({"conflicts": [expected], "next": null}));
}

fn res_8_moving_the_address_lets_the_next_login_have_it(world: &World) {
    let company = world.company();
    let conflict = conflict(world, "usr_2");
    world.ask(releases(world, &id(&conflict))).gives(200);
    assert_eq!(listed(world, "")["conflicts"], json!([]));
    world.ask(releases(world, &id(&conflict))).refused("not_found");
    let mut claims = crate::company::claims(world, "usr_2");
    claims["email"] = json!("usr_2@shop.example");
    claims["email_verified"] = json!(true);
    let key = company.key(world, "another");
    let token = bonafide_testkit::backend::Backend::shared().mint(&key, &claims);
    let user = Visitor::signed_in(world, company, &token).user;
    let told = world.ask(get(format!("/agent/v1/users/{user}")).by(&company.agent)).gives(200);
    assert_eq!(told["emails"][0]["standing"], "verified");
}

fn res_8_a_conflict_can_be_closed(world: &World) {
    let conflict = conflict(world, "usr_2");
    world.ask(closes(world, &id(&conflict))).gives(200);
    assert_eq!(listed(world, "")["conflicts"], json!([]));
    world.ask(closes(world, &id(&conflict))).refused("not_found");
    let holder = conflict["holder"]["id"].as_str().unwrap();
    let told = world.ask(get(format!("/agent/v1/users/{holder}")).by(&world.company().agent)).gives(200);
    assert_eq!(told["emails"][0]["standing"], "verified", "the holder keeps it");
}

fn see_8_what_is_done_about_conflicts_is_in_the_audit_log(world: &World) {
    let [first, second] = ["usr_2", "usr_3"].map(|external_id| id(&conflict(world, external_id)));
    world.ask(releases(world, &first)).gives(200);
    world.ask(closes(world, &second)).gives(200);
    let actions: Vec<_> =
        world.company().audit_log(world).into_iter().take(2).map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["conflict.close", "user.release_email"]);
}

fn pages_follow_each_other(world: &World) {
    let [first, second] = ["usr_2", "usr_3"].map(|external_id| id(&conflict(world, external_id)));
    let told = listed(world, &format!("?before={second}"));
    assert_eq!(told["conflicts"].as_array().unwrap().len(), 1);
    assert_eq!(told["conflicts"][0]["id"], json!(first));
}
