//! Merging users, undoing it, and who may be one person (MRG-8, MRG-12, RES-8, RES-9).

use serde_json::{Value, json};

use crate::{
    admin_conflicts::conflict,
    agent_emails::bringing,
    call::{Call, delete, get, patch, post},
    cases, company,
    company::Company,
    group::Group,
    visitor::{Visitor, login, texts},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /agent/v1/users/{id}/merges",
        "GET /agent/v1/users/{id}/merge-preview",
        "POST /agent/v1/users/{id}/merges",
        "DELETE /agent/v1/suggestions/{id}",
        "GET /agent/v1/merged-tickets",
        "DELETE /agent/v1/merged-tickets/{id}",
        "POST /admin/v1/merges/{id}/undo",
        "POST /admin/v1/conflicts/{id}/merge",
    ],
    samples: |world| {
        let agent = &world.company().agent;
        let [one, into, other, taken_for] = [(); 4].map(|()| writes(world, "text"));
        let merged = world.ask(merges(agent, &other.user, &taken_for.user)).gives(201);
        let suggested = suggestion(world, world.company(), "usr_7");
        let in_conflict = conflict(world, "usr_9");
        vec![
            get(format!("/agent/v1/users/{}/merges", taken_for.user)).by(agent),
            previews(agent, &one.user, &into.user),
            merges(agent, &one.user, &into.user),
            dismisses(agent, &suggested),
            get(MERGED).by(agent),
            delete(format!("{MERGED}/{}", merged_away(world, "usr_8"))).by(agent),
            undoes(world, merged["merge"].as_str().unwrap()),
            merges_conflict(world, &in_conflict),
        ]
    },
    cases: &[cases![
        mrg_8_a_preview_shows_both_and_what_would_come_of_it,
        mrg_8_an_agent_merges_for_a_reason,
        mrg_8_what_is_not_merged,
        mrg_13_two_with_an_external_id_take_an_administrator,
        mrg_12_an_undoing_tells_what_came_back,
        mrg_12_merges_are_undone_newest_first_and_once,
        res_8_the_two_of_a_conflict_are_merged,
        res_9_a_suggestion_is_shown_and_dismissed,
        mrg_3_an_agent_is_told_of_a_ticket_that_was_merged_away,
    ]],
};

const MERGED: &str = "/agent/v1/merged-tickets";

/// A ticket of the agent's that is merged away as its requester signs in; its id.
fn merged_away(world: &World, external_id: &str) -> String {
    let company = world.company();
    let mara = signed_in(world, external_id, "of the phone");
    let before = writes(world, "of the tablet");
    let page = world.ask(get("/agent/v1/inbox").by(&company.agent)).gives(200);
    let lines = page["tickets"].as_array().unwrap();
    let ticket = lines.iter().find(|line| line["requester"]["id"] == before.user.as_str()).unwrap();
    let ticket = ticket["id"].as_str().unwrap().to_owned();
    let me = world.ask(get("/agent/v1/me").by(&company.agent)).gives(200)["id"].clone();
    let path = format!("/agent/v1/tickets/{ticket}");
    world.ask(patch(path).by(&company.agent).json(&json!({"assignee": me}))).gives(200);
    let key = company.key(world, &format!("another of {external_id}"));
    let told = before.signs_in(world, company, &company::token(world, &key, external_id)).gives(200);
    assert_eq!((&told["joined"], &told["user"]["id"]), (&json!(true), &json!(mara.user)));
    ticket
}

fn mrg_3_an_agent_is_told_of_a_ticket_that_was_merged_away(world: &World) {
    let company = world.company();
    let ticket = merged_away(world, "usr_1");
    let merged = || world.ask(get(MERGED).by(&company.agent)).gives(200)["tickets"].clone();
    let told = merged()[0].clone();
    assert_eq!(
        (&told["id"], &told["number"], &told["into"]["number"]),
        (&json!(ticket), &json!(2), &json!(1))
    );
    assert_eq!(told["requester"]["external_id"], "usr_1");
    let path = format!("/agent/v1/conversations/{}", told["conversation"].as_str().unwrap());
    let page = world.ask(get(path).by(&company.agent)).gives(200);
    assert_eq!(page["tickets"][1]["merged_into"], told["into"]["id"]);
    let administrators = world.ask(get(MERGED).by(&company.administrator)).gives(200);
    assert_eq!(administrators["tickets"], json!([]));

    let see = |by: &str| world.ask(delete(format!("{MERGED}/{ticket}")).by(by));
    see(&company.administrator).refused("not_found");
    see(&company.agent).gives(200);
    assert_eq!(merged(), json!([]));
    see(&company.agent).refused("not_found");
}

fn writes(world: &World, text: &str) -> Visitor {
    let visitor = Visitor::open(world, world.company());
    visitor.says(world, text).gives(201);
    visitor
}

fn signed_in(world: &World, external_id: &str, text: &str) -> Visitor {
    let company = world.company();
    let key = company.key(world, &format!("key of {external_id}"));
    let token = company::token(world, &key, external_id);
    let visitor = Visitor::signed_in(world, company, &token);
    visitor.says(world, text).gives(201);
    visitor
}

fn previews(by: &str, one: &str, into: &str) -> Call {
    get(format!("/agent/v1/users/{one}/merge-preview?into={into}")).by(by)
}

fn merges(by: &str, one: &str, into: &str) -> Call {
    let body = json!({"into": into, "reason": "She called from both"});
    post(format!("/agent/v1/users/{one}/merges")).by(by).json(&body)
}

fn undoes(world: &World, merge: &str) -> Call {
    post(format!("/admin/v1/merges/{merge}/undo")).by(&world.company().administrator).json(&json!({}))
}

fn dismisses(by: &str, suggestion: &str) -> Call {
    delete(format!("/agent/v1/suggestions/{suggestion}")).by(by)
}

fn merges_conflict(world: &World, conflict: &Value) -> Call {
    let path = format!("/admin/v1/conflicts/{}/merge", conflict["id"].as_str().unwrap());
    post(path).by(&world.company().administrator).json(&json!({"reason": "One customer, two numbers"}))
}

fn kin(world: &World, user: &str) -> Value {
    world.ask(get(format!("/agent/v1/users/{user}/merges")).by(&world.company().agent)).gives(200)
}

/// Somebody anonymous and somebody known have had the same address: the suggestion that they are one person.
pub(crate) fn suggestion(world: &World, company: &Company, external_id: &str) -> String {
    let stranger = Visitor::open(world, company);
    let address = format!("{external_id}@shop.example");
    let body = json!({"address": address, "checked_how": "By telephone"});
    let path = format!("/agent/v1/users/{}/emails", stranger.user);
    world.ask(post(path).by(&company.agent).json(&body)).gives(201);
    let key = company.key(world, external_id);
    let known = Visitor::signed_in(world, company, &company::token(world, &key, external_id));
    let mut claims = company::claims(world, external_id);
    claims["email"] = json!(address);
    claims["email_verified"] = json!(true);
    let token = bonafide_testkit::backend::Backend::shared().mint(&key, &claims);
    world.ask(login(world, company, &token)).gives(200);
    let told = world.ask(get(format!("/agent/v1/users/{}/merges", known.user)).by(&company.agent)).gives(200);
    told["suggestions"][0]["id"].as_str().unwrap().to_owned()
}

fn mrg_8_a_preview_shows_both_and_what_would_come_of_it(world: &World) {
    let agent = &world.company().agent;
    let (mara, stranger) = (signed_in(world, "usr_1", "one"), writes(world, "two"));
    let told = world.ask(previews(agent, &mara.user, &stranger.user)).gives(200);
    assert_eq!(
        (&told["from"]["user"]["id"], &told["into"]["user"]["id"]),
        (&json!(stranger.user), &json!(mara.user))
    );
    assert_eq!(
        (&told["from"]["external_ids"], &told["into"]["external_ids"]),
        (&json!([]), &json!(["usr_1"]))
    );
    assert_eq!((&told["outcome"], &told["refused"]), (&json!("into_ticket"), &json!(null)));
    let silent = Visitor::open(world, world.company());
    let outcome = |one: &Visitor, into: &Visitor| {
        world.ask(previews(agent, &one.user, &into.user)).gives(200)["outcome"].clone()
    };
    assert_eq!(outcome(&silent, &mara), "nothing");
    assert_eq!(outcome(&stranger, &silent), "become");
    world.meddle("UPDATE tickets SET status = 'closed'");
    assert_eq!(outcome(&stranger, &mara), "into_conversation");
    let same = world.ask(previews(agent, &mara.user, &mara.user)).gives(200);
    assert_eq!((&same["outcome"], &same["refused"]["code"]), (&json!(null), &json!("already_one")));
}

fn mrg_8_an_agent_merges_for_a_reason(world: &World) {
    let company = world.company();
    let (mara, stranger) = (signed_in(world, "usr_1", "one"), writes(world, "two"));
    let told = world.ask(merges(&company.agent, &stranger.user, &mara.user)).gives(201);
    assert_eq!(told["user"]["id"], json!(mara.user));
    let page = mara.reads(world).gives(200);
    assert_eq!(texts(&page), ["one", "two"]);
    assert_eq!(told["conversation"], page["conversation"]["id"]);
    let me = world.ask(get("/agent/v1/me").by(&company.agent)).gives(200);
    let expected = json!([{
        "id": told["merge"], "kind": "hand", "from": stranger.user, "joined": true,
        "by": {"id": me["id"], "name": me["name"]}, "reason": "She called from both",
        "at": "2027-01-15T08:00:00.000Z",
    }]);
    assert_eq!(kin(world, &stranger.user), json!({"merges": expected, "suggestions": []}));
    assert_eq!(company.audit_log(world)[0].action.as_str(), "user.merge");
}

fn mrg_8_what_is_not_merged(world: &World) {
    let company = world.company();
    let (one, into) = (writes(world, "one"), writes(world, "two"));
    world.ask(merges(&company.agent, &one.user, &one.user)).refused("already_one");
    for reason in ["", " ", &"x".repeat(256)] {
        let body = json!({"into": into.user, "reason": reason});
        let call = post(format!("/agent/v1/users/{}/merges", one.user)).by(&company.agent).json(&body);
        world.ask(call).refused("bad_request");
    }
    world.ask(merges(&company.agent, &one.user, &"0".repeat(24))).refused("not_found");
    world.meddle("UPDATE conversations SET messages = 1001");
    world.ask(merges(&company.agent, &one.user, &into.user)).refused("merge_too_long");
    let told = world.ask(previews(&company.agent, &one.user, &into.user)).gives(200);
    assert_eq!(told["refused"]["code"], "merge_too_long");
    assert_eq!(kin(world, &into.user)["merges"], json!([]));
}

fn mrg_13_two_with_an_external_id_take_an_administrator(world: &World) {
    let company = world.company();
    let (mara, hanna) = (signed_in(world, "usr_1", "one"), signed_in(world, "usr_2", "two"));
    world.ask(merges(&company.agent, &hanna.user, &mara.user)).refused("merge_needs_administrator");
    let told = world.ask(merges(&company.administrator, &hanna.user, &mara.user)).gives(201);
    assert_eq!((&told["user"]["id"], &told["user"]["external_id"]), (&json!(mara.user), &json!("usr_1")));
}

fn mrg_12_an_undoing_tells_what_came_back(world: &World) {
    let company = world.company();
    let (mara, hanna) = (
        Visitor::signed_in(world, company, &bringing(world, "usr_1", "mara@shop.example", true)),
        Visitor::signed_in(world, company, &bringing(world, "usr_2", "hanna@shop.example", true)),
    );
    mara.says(world, "one").gives(201);
    hanna.says(world, "two").gives(201);
    let merged = world.ask(merges(&company.administrator, &hanna.user, &mara.user)).gives(201);
    hanna.says(world, "three").gives(201);
    let told = world.ask(undoes(world, merged["merge"].as_str().unwrap())).gives(200);
    assert_eq!(
        (&told["undone"]["user"]["id"], &told["survivor"]["user"]["id"]),
        (&json!(hanna.user), &json!(mara.user))
    );
    let counts =
        ["messages_back", "messages_to_undone", "messages_to_survivor", "ticket"].map(|it| &told[it]);
    assert_eq!(counts, [&json!(1), &json!(1), &json!(0), &json!(2)]);
    let back = json!([{"address": "hanna@shop.example", "fate": "back", "holder": null}]);
    assert_eq!(told["addresses"], back);
    hanna.reads(world).refused("session_ended");
    assert_eq!(texts(&mara.reads(world).gives(200)), ["one"]);
    assert_eq!(company.audit_log(world)[0].action.as_str(), "user.undo_merge");
}

fn mrg_12_merges_are_undone_newest_first_and_once(world: &World) {
    let agent = &world.company().agent;
    let [into, one, other] = [(); 3].map(|()| writes(world, "text"));
    let merge = |one: &Visitor| {
        let told = world.ask(merges(agent, &one.user, &into.user)).gives(201);
        told["merge"].as_str().unwrap().to_owned()
    };
    let (first, second) = (merge(&one), merge(&other));
    world.ask(undoes(world, &first)).refused("not_newest_merge");
    world.ask(undoes(world, &second)).gives(200);
    world.ask(undoes(world, &second)).refused("merge_undone");
    world.ask(undoes(world, &first)).gives(200);
}

fn res_8_the_two_of_a_conflict_are_merged(world: &World) {
    let company = world.company();
    let open = conflict(world, "usr_2");
    let path = format!("/admin/v1/conflicts/{}/merge", open["id"].as_str().unwrap());
    let bare = post(path).by(&company.administrator).json(&json!({"reason": ""}));
    world.ask(bare).refused("bad_request");
    let holder = &open["holder"]["id"];
    let told = world.ask(merges_conflict(world, &open)).gives(201);
    assert_eq!(&told["user"]["id"], holder);
    // The external id that was refused leads to the holder: an alias.
    let key = company.key(world, "another");
    let mut claims = company::claims(world, "usr_2");
    claims["email"] = json!("usr_2@shop.example");
    claims["email_verified"] = json!(true);
    let token = bonafide_testkit::backend::Backend::shared().mint(&key, &claims);
    let alias = Visitor::signed_in(world, company, &token).user;
    let person = world.ask(get(format!("/agent/v1/users/{alias}")).by(&company.agent)).gives(200);
    assert_eq!(&person["id"], holder);
    world.ask(merges_conflict(world, &open)).refused("not_found");

    // Where both are one by now there is nothing to merge, and where the holder wrote too much it is not done.
    let too_long = conflict(world, "usr_3");
    let user = signed_in(world, "usr_3", "text");
    let holder = too_long["holder"]["id"].as_str().unwrap();
    signed_in(world, "owner-of-usr_3", "text");
    world.meddle("UPDATE conversations SET messages = 1001");
    world.ask(merges_conflict(world, &too_long)).refused("merge_too_long");
    world.meddle("UPDATE conversations SET messages = 1");
    world.ask(merges(&company.administrator, &user.user, holder)).gives(201);
    world.ask(merges_conflict(world, &too_long)).refused("already_one");
}

fn res_9_a_suggestion_is_shown_and_dismissed(world: &World) {
    let company = world.company();
    let id = suggestion(world, company, "usr_1");
    let log = world.ask(get("/admin/v1/login-log").by(&company.administrator)).gives(200);
    assert!(log.to_string().contains("one_person"));
    world.ask(dismisses(&company.agent, &id)).gives(200);
    world.ask(dismisses(&company.agent, &id)).refused("not_found");
    assert_eq!(company.audit_log(world)[0].action.as_str(), "user.dismiss_suggestion");
}
