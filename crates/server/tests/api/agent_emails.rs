//! Addresses of users, as agents attach and detach them (EML-4).

use serde_json::{Value, json};

use crate::{
    call::{Call, delete, get, post},
    cases, company,
    group::Group,
    visitor::Visitor,
    world::World,
};

const ALICIA: &str = "alicia@shop.example";

pub(crate) const GROUP: Group = Group {
    rows: &["POST /agent/v1/users/{id}/emails", "DELETE /agent/v1/users/{id}/emails/{email}"],
    samples: |world| {
        let (stranger, other) = (visitor(world), visitor(world));
        let attached = world.ask(attaches(&world.company().agent, &stranger.user, ALICIA)).gives(201);
        vec![
            attaches(&world.company().agent, &other.user, "other@shop.example"),
            detaches(&world.company().agent, &stranger.user, &attached["emails"][0]),
        ]
    },
    cases: &[cases![
        see_2_an_address_says_who_added_it_and_how_they_checked,
        see_2_an_address_of_a_token_says_whether_it_is_verified,
        eml_4_an_address_that_is_held_names_its_holder,
        eml_5_an_address_that_was_claimed_names_its_claimer,
        eml_4_what_a_token_gave_stays,
        an_address_that_is_none_is_not_taken,
        mrg_5_a_retired_id_leads_to_who_it_became,
    ]],
};

fn visitor(world: &World) -> Visitor {
    Visitor::open(world, world.company())
}

fn attaches(agent: &str, user: &str, address: &str) -> Call {
    post(format!("/agent/v1/users/{user}/emails")).by(agent).json(&json!({"address": address}))
}

fn detaches(agent: &str, user: &str, email: &Value) -> Call {
    delete(format!("/agent/v1/users/{user}/emails/{}", email["id"].as_str().unwrap())).by(agent)
}

/// The addresses of a user, as agents see them.
pub(crate) fn emails(world: &World, user: &str) -> Value {
    let call = get(format!("/agent/v1/users/{user}")).by(&world.company().agent);
    world.ask(call).gives(200)["emails"].clone()
}

/// A token that brings an address, and what it says of it.
pub(crate) fn bringing(world: &World, external_id: &str, email: &str, verified: bool) -> String {
    let company = world.company();
    let mut claims = company::claims(world, external_id);
    claims["email"] = json!(email);
    claims["email_verified"] = json!(verified);
    bonafide_testkit::backend::Backend::shared().mint(&company.key(world, external_id), &claims)
}

fn see_2_an_address_says_who_added_it_and_how_they_checked(world: &World) {
    let (company, stranger) = (world.company(), visitor(world));
    let path = format!("/agent/v1/users/{}/emails", stranger.user);
    let body = json!({"address": "Alicia@Shop.example", "checked_how": "By telephone"});
    let told = world.ask(post(path).by(&company.agent).json(&body)).gives(201);
    let expected = json!([{
        "id": told["emails"][0]["id"], "address": "Alicia@Shop.example", "standing": "added_by_agent",
        "added_by": me(world), "added_with": null, "checked_how": "By telephone", "since": "2027-01-15T08:00:00.000Z",
    }]);
    assert_eq!(told["emails"], expected);
    assert_eq!(emails(world, &stranger.user), expected);
    assert_eq!(told["mark"], "not_verified", "an address is no check mark");
    let told = world.ask(detaches(&company.agent, &stranger.user, &expected[0])).gives(200);
    assert_eq!(told["emails"], json!([]));
    world.ask(detaches(&company.agent, &stranger.user, &expected[0])).refused("not_found");
}

/// The id of the agent.
fn me(world: &World) -> Value {
    world.ask(get("/agent/v1/me").by(&world.company().agent)).gives(200)["id"].clone()
}

fn see_2_an_address_of_a_token_says_whether_it_is_verified(world: &World) {
    let company = world.company();
    let alicia = Visitor::signed_in(world, company, &bringing(world, "usr_1", ALICIA, true));
    let told = emails(world, &alicia.user);
    assert_eq!(
        (&told[0]["address"], &told[0]["standing"], &told[0]["added_by"]),
        (&json!(ALICIA), &json!("verified"), &json!(null))
    );
    // Unless the account says otherwise, what is not verified is no identity.
    let other = Visitor::signed_in(world, company, &bringing(world, "usr_2", "other@shop.example", false));
    assert_eq!(emails(world, &other.user), json!([]));
}

fn eml_4_an_address_that_is_held_names_its_holder(world: &World) {
    let company = world.company();
    let alicia = Visitor::signed_in(world, company, &bringing(world, "usr_1", ALICIA, true));
    let stranger = visitor(world);
    let answer = world.ask(attaches(&company.agent, &stranger.user, "ALICIA@shop.example"));
    answer.refused("address_held");
    assert_eq!(answer.json()["error"]["holder"], json!(alicia.user));
    assert_eq!(emails(world, &stranger.user), json!([]));
}

fn eml_5_an_address_that_was_claimed_names_its_claimer(world: &World) {
    let company = world.company();
    world.meddle("UPDATE accounts SET email_policy = 'anyone_may_claim'");
    let alicia = Visitor::signed_in(world, company, &bringing(world, "usr_1", ALICIA, true));
    world.ask(post("/client/v1/logout").by(&alicia.token).json(&json!({}))).gives(200);
    let claimer = visitor(world);
    let form = json!({"client_id": world.client_made_id(), "email": ALICIA, "as_user": claimer.user});
    world.ask(post("/client/v1/contact").by(&claimer.token).json(&form)).gives(201);

    let answer = world.ask(attaches(&company.agent, &alicia.user, ALICIA));
    answer.refused("address_claimed");
    assert_eq!(answer.json()["error"]["holder"], json!(claimer.user));
    assert_eq!(emails(world, &alicia.user), json!([]));
    let claimed = emails(world, &claimer.user)[0].clone();
    assert_eq!(claimed["standing"], "unreliable");

    // What the answer advises: it is detached from the claimer.
    world.ask(detaches(&company.agent, &claimer.user, &claimed)).gives(200);
    assert_eq!(emails(world, &alicia.user)[0]["standing"], "verified");
}

fn eml_4_what_a_token_gave_stays(world: &World) {
    let company = world.company();
    let alicia = Visitor::signed_in(world, company, &bringing(world, "usr_1", ALICIA, true));
    let told = emails(world, &alicia.user);
    world.ask(detaches(&company.agent, &alicia.user, &told[0])).refused("address_from_token");
    assert_eq!(emails(world, &alicia.user), told);
}

fn an_address_that_is_none_is_not_taken(world: &World) {
    let (company, stranger) = (world.company(), visitor(world));
    world.ask(attaches(&company.agent, &stranger.user, "alicia")).refused("bad_request");
    let body = json!({"address": ALICIA, "checked_how": " "});
    let path = format!("/agent/v1/users/{}/emails", stranger.user);
    world.ask(post(path).by(&company.agent).json(&body)).refused("bad_request");
    assert_eq!(emails(world, &stranger.user), json!([]));
}

fn mrg_5_a_retired_id_leads_to_who_it_became(world: &World) {
    let (company, stranger) = (world.company(), visitor(world));
    let key = company.key(world, "shop");
    let mara =
        Visitor::of(&stranger.signs_in(world, company, &company::token(world, &key, "usr_1")).gives(200));
    let told = world.ask(attaches(&company.agent, &stranger.user, ALICIA)).gives(201);
    assert_eq!(told["id"], json!(mara.user));
    assert_eq!(emails(world, &mara.user), told["emails"]);
    world.ask(detaches(&company.agent, &stranger.user, &told["emails"][0])).gives(200);
    assert_eq!(emails(world, &mara.user), json!([]));
}
