//! Giving name and address by form (SEE-5, EML-9).

use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{get, patch, post, put},
    cases, client_several, company,
    group::Group,
    visitor::Visitor,
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &["POST /client/v1/contact"],
    samples: |world| {
        let visitor = Visitor::open(world, world.company());
        vec![post("/client/v1/contact").by(&visitor.token).json(&form(world, &visitor, ALICIA))]
    },
    cases: &[
        client_several::FORM,
        cases![
            see_5_the_form_is_asked_for_and_what_was_given_is_in_the_transcript,
            see_2_agents_see_what_was_typed_and_what_the_address_rests_on,
            eml_9_the_answer_is_the_same_whether_or_not_the_address_is_held,
            a_form_is_kept_once,
            names_and_addresses_have_their_limits,
            ses_11_a_form_that_was_typed_as_somebody_else_is_refused,
            a_session_that_does_not_count_gives_nothing,
            ses_6_a_channel_can_require_a_login,
            a_full_conversation_takes_no_form,
            forms_are_limited_by_address,
        ],
    ],
};

const ALICIA: &str = "alicia@shop.example";

fn form(world: &World, visitor: &Visitor, email: &str) -> Value {
    json!({"client_id": world.client_made_id(), "email": email, "name": "Alicia", "as_user": visitor.user})
}

fn gives(world: &World, visitor: &Visitor, email: &str) -> Answer {
    world.ask(post("/client/v1/contact").by(&visitor.token).json(&form(world, visitor, email)))
}

fn changes_channel(world: &World, change: &Value) {
    let company = world.company();
    let path = format!("/admin/v1/channels/{}", company.channel_id);
    world.ask(patch(path).by(&company.administrator).json(change)).gives(200);
}

fn see_5_the_form_is_asked_for_and_what_was_given_is_in_the_transcript(world: &World) {
    changes_channel(world, &json!({"asks_for_contact": true}));
    let visitor = Visitor::open(world, world.company());
    assert_eq!(visitor.says(world, "one").gives(201)["conversation"]["head"], 2);
    let given = gives(world, &visitor, ALICIA).gives(201);
    let page = visitor.reads(world).gives(200);
    let [_, asked, contact] = page["messages"].as_array().unwrap().as_slice() else { panic!("{page}") };
    assert_eq!((&asked["kind"], &asked["text"]), (&json!("contact_asked"), &json!("")));
    assert_eq!(asked["author"], json!({"kind": "system", "id": null, "name": null}));
    assert_eq!(contact, &given["message"]);
    assert_eq!(
        (&contact["kind"], &contact["contact"]),
        (&json!("contact"), &json!({"name": "Alicia", "email": ALICIA}))
    );
    assert_eq!(contact["text"], format!("{ALICIA}\nAlicia"), "for a client that knows nothing of forms");

    let key = world.company().key(world, "shop");
    let mara = Visitor::signed_in(world, world.company(), &company::token(world, &key, "usr_1"));
    assert_eq!(mara.says(world, "one").gives(201)["conversation"]["head"], 1, "signed in, nobody is asked");
}

fn see_2_agents_see_what_was_typed_and_what_the_address_rests_on(world: &World) {
    let company = world.company();
    let visitor = Visitor::open(world, company);
    world.meddle("UPDATE accounts SET email_policy = 'verified_and_unverified'");
    let given = gives(world, &visitor, ALICIA).gives(201);
    let page = format!("/agent/v1/conversations/{}", given["conversation"]["id"].as_str().unwrap());
    let page = world.ask(get(page).by(&company.agent)).gives(200);
    assert_eq!(page["messages"][0]["contact"], json!({"name": "Alicia", "email": ALICIA}));
    assert_eq!(
        (&page["messages"][0]["mark"], &page["messages"][0]["evidence"]),
        (&json!("not_verified"), &json!(null))
    );
    assert_eq!(page["user"]["emails"][0]["standing"], "given_by_form");
    assert_eq!((&page["user"]["name"], &page["user"]["mark"]), (&json!(null), &json!("not_verified")));
}

fn eml_9_the_answer_is_the_same_whether_or_not_the_address_is_held(world: &World) {
    let company = world.company();
    world.meddle("UPDATE accounts SET email_policy = 'verified_and_unverified'");
    let first = Visitor::open(world, company);
    gives(world, &first, ALICIA).gives(201);
    let shape = |email: &str| {
        let visitor = Visitor::open(world, company);
        let mut told = gives(world, &visitor, email).gives(201);
        for part in ["id", "conversation", "author", "client_id", "text", "contact"] {
            told["message"][part] = json!(null);
        }
        told["conversation"]["id"] = json!(null);
        told
    };
    assert_eq!(shape(ALICIA), shape("nobody@shop.example"));
}

fn a_form_is_kept_once(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let mut body = form(world, &visitor, ALICIA);
    let first = world.ask(post("/client/v1/contact").by(&visitor.token).json(&body)).gives(201);
    body["email"] = json!("other@shop.example");
    assert_eq!(world.ask(post("/client/v1/contact").by(&visitor.token).json(&body)).gives(200), first);
    assert_eq!(visitor.reads(world).gives(200)["messages"].as_array().unwrap().len(), 1);
}

fn names_and_addresses_have_their_limits(world: &World) {
    let visitor = Visitor::open(world, world.company());
    let asks = |member: &str, value: Value| {
        let mut body = form(world, &visitor, ALICIA);
        body[member] = value;
        world.ask(post("/client/v1/contact").by(&visitor.token).json(&body))
    };
    for email in [
        "",
        "alicia",
        "alicia@",
        "a b@shop.example",
        "alicia@shop.example\n",
        &format!("{}@shop.example", "a".repeat(254)),
    ] {
        let refused = asks("email", json!(email)).refused("bad_request");
        assert!(refused.description.contains("`email`"), "{}", refused.description);
    }
    for name in ["", " ", "a\nb", "a\0b", &"a".repeat(256)] {
        let refused = asks("name", json!(name)).refused("bad_request");
        assert!(refused.description.contains("`name`"), "{}", refused.description);
    }
    asks("email", json!(null)).refused("bad_request");
    asks("client_id", json!("short")).refused("bad_request");
    assert_eq!(asks("name", json!(null)).gives(201)["message"]["contact"]["name"], json!(null));
}

fn ses_11_a_form_that_was_typed_as_somebody_else_is_refused(world: &World) {
    let (visitor, other) = (Visitor::open(world, world.company()), Visitor::open(world, world.company()));
    let mut body = form(world, &visitor, ALICIA);
    body["as_user"] = json!(other.user);
    world.ask(post("/client/v1/contact").by(&visitor.token).json(&body)).refused("wrong_user");
}

fn a_session_that_does_not_count_gives_nothing(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let replaced = Visitor::open(world, company);
    replaced.signs_in(world, company, &token).gives(200);
    gives(world, &replaced, ALICIA).refused("session_replaced");
    let expired = Visitor::signed_in(world, company, &token);
    let ended = Visitor::open(world, company);
    world.ask(post("/client/v1/logout").by(&ended.token).json(&json!({}))).gives(200);
    gives(world, &ended, ALICIA).refused("session_ended");
    let banned = Visitor::open(world, company);
    let ban = format!("/agent/v1/users/{}/ban", banned.user);
    world.ask(put(ban).by(&company.agent).json(&json!({}))).gives(200);
    gives(world, &banned, ALICIA).refused("user_banned");
    world.clock.forward(3_600 + 60);
    gives(world, &expired, ALICIA).refused("session_expired");
}

fn ses_6_a_channel_can_require_a_login(world: &World) {
    let visitor = Visitor::open(world, world.company());
    changes_channel(world, &json!({"login_required": true}));
    gives(world, &visitor, ALICIA).refused("login_required");
}

fn a_full_conversation_takes_no_form(world: &World) {
    let visitor = Visitor::open(world, world.company());
    visitor.says(world, "text").gives(201);
    world.meddle("UPDATE conversations SET messages = 1000");
    gives(world, &visitor, ALICIA).refused("conversation_full");
}

fn forms_are_limited_by_address(world: &World) {
    let visitors = [(); 2].map(|()| Visitor::open(world, world.company()));
    for visitor in visitors.iter().cycle().take(10) {
        gives(world, visitor, ALICIA).gives(201);
    }
    assert_eq!(gives(world, &visitors[0], ALICIA).refused("rate_limited").retry_after, Some(6));
    world.clock.forward(6);
    gives(world, &visitors[0], ALICIA).gives(201);
}
