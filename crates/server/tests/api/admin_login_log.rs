//! The login log, as administrators read it (SEE-6).

use serde_json::{Value, json};

use crate::{
    call::get,
    cases, company,
    company::Company,
    group::Group,
    visitor::{Visitor, login},
    world::World,
};

const PATH: &str = "/admin/v1/login-log";

pub(crate) const GROUP: Group = Group {
    rows: &["GET /admin/v1/login-log"],
    samples: |world| vec![get(PATH).by(&world.company().administrator)],
    cases: &[cases![
        see_6_an_accepted_login_shows_the_rule_and_who_it_was,
        see_6_a_refused_login_shows_the_reason_and_what_exactly_was_wrong,
        see_6_what_was_refused_alike_is_one_line,
        see_6_the_log_is_filtered,
        see_6_no_token_and_no_secret_is_in_it,
        pages_follow_each_other_without_gaps,
        a_log_is_the_accounts_own,
    ]],
};

fn reads(world: &World, query: &str) -> Value {
    // What is summed up is written each second.
    world.run(world.app.tally.flush(&world.app.store)).unwrap();
    world.ask(get(format!("{PATH}{query}")).by(&world.company().administrator)).gives(200)
}

/// The lines of the log, newest first.
pub(crate) fn lines(world: &World, query: &str) -> Vec<Value> {
    reads(world, query)["attempts"].as_array().unwrap().clone()
}

/// The members of each line.
fn told(lines: &[Value], member: &str) -> Vec<Value> {
    lines.iter().map(|line| line[member].clone()).collect()
}

/// A token that expired an hour ago.
fn expired(world: &World, key: &bonafide_testkit::backend::Key, external_id: &str) -> String {
    let mut claims = company::claims(world, external_id);
    claims["exp"] = json!(world.seconds() - 3_600);
    bonafide_testkit::backend::Backend::shared().mint(key, &claims)
}

fn see_6_an_accepted_login_shows_the_rule_and_who_it_was(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    let call = login(world, company, &token).coming_from("192.0.2.7");
    let mara = Visitor::of(&world.ask(call).gives(200));
    let page = reads(world, "");
    let line = &page["attempts"][0];
    assert_eq!(line["id"].as_str().unwrap().len(), 24);
    let expected = json!({
        "id": line["id"], "at": "2027-01-15T08:00:00.000Z",
        "channel": {"id": company.channel_id, "name": "Website"}, "address": "192.0.2.7",
        "key": {"id": key.id, "name": "shop"}, "external_id": "usr_1", "result": "accepted", "reason": null, "would_refuse": null,
        "rule": "RES-3", "user": mara.user, "session": mara.session, "detail": null, "notes": [],
        "attempts": 1,
    });
    assert_eq!(page, json!({"attempts": [expected], "next": null}));
}

fn see_6_a_refused_login_shows_the_reason_and_what_exactly_was_wrong(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    world.ask(login(world, company, &expired(world, &key, "usr_1"))).refused_for("token_expired");
    world.ask(login(world, company, "no token")).refused_for("token_malformed");
    let lines = lines(world, "");
    let line = lines.iter().find(|line| line["reason"] == "token_expired").unwrap();
    assert_eq!(
        (&line["result"], &line["external_id"], &line["key"]["name"]),
        (&json!("refused"), &json!("usr_1"), &json!("shop"))
    );
    assert_eq!((&line["rule"], &line["user"], &line["session"]), (&json!(null), &json!(null), &json!(null)));
    assert!(!line["detail"].as_str().unwrap().is_empty());
    let line = lines.iter().find(|line| line["reason"] == "token_malformed").unwrap();
    assert_eq!((&line["external_id"], &line["key"]), (&json!(null), &json!(null)));
}

fn see_6_what_was_refused_alike_is_one_line(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    for _ in 0..3 {
        world.ask(login(world, company, &expired(world, &key, "usr_1"))).refused_for("token_expired");
    }
    assert_eq!(told(&lines(world, ""), "attempts"), [3]);
}

fn see_6_the_log_is_filtered(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    world.ask(login(world, company, &expired(world, &key, "usr_1"))).refused_for("token_expired");
    lines(world, "");
    world.ask(login(world, company, &expired(world, &key, "usr_2"))).refused_for("token_expired");
    lines(world, "");
    world.ask(login(world, company, "no token")).refused_for("token_malformed");
    let told = |query: &str| told(&lines(world, query), "reason");
    assert_eq!(
        told(""),
        [json!("token_malformed"), json!("token_expired"), json!("token_expired"), json!(null)]
    );
    assert_eq!(told("?result=accepted"), [json!(null)]);
    assert_eq!(told("?result=refused"), ["token_malformed", "token_expired", "token_expired"]);
    assert_eq!(told("?reason=token_malformed"), ["token_malformed"]);
    assert_eq!(told("?external_id=usr_1"), [json!("token_expired"), json!(null)]);
    assert_eq!(told("?external_id=usr_1&result=refused&reason=token_expired"), ["token_expired"]);
    assert_eq!(told("?external_id=USR_1"), [json!(null); 0]);
    assert_eq!(told("?reason=signature_invalid"), [json!(null); 0]);
    for query in ["?result=Accepted", "?reason=wrong", "?external_id=two%20words", "?before=1"] {
        world.ask(get(format!("{PATH}{query}")).by(&company.administrator)).refused("bad_request");
    }
}

fn see_6_no_token_and_no_secret_is_in_it(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let (good, bad) = (company::token(world, &key, "usr_1"), expired(world, &key, "usr_1"));
    let session = Visitor::signed_in(world, company, &good).token;
    world.ask(login(world, company, &bad)).refused_for("token_expired");
    let text = reads(world, "").to_string();
    let parts = good.split('.').chain(bad.split('.')).chain([key.secret.as_str(), session.as_str()]);
    for part in parts {
        assert!(!text.contains(part), "{part} is in {text}");
    }
}

fn pages_follow_each_other_without_gaps(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    for _ in 0..50 {
        Visitor::signed_in(world, company, &token);
    }
    let all = reads(world, "");
    assert_eq!(
        (all["attempts"].as_array().unwrap().len(), &all["next"]),
        (50, &json!(null)),
        "just one page"
    );
    Visitor::signed_in(world, company, &token);
    let first = reads(world, "");
    let second = reads(world, &format!("?before={}", first["next"].as_str().unwrap()));
    assert_eq!(second["next"], json!(null));
    let ids = [&first, &second].map(|page| told(page["attempts"].as_array().unwrap(), "id")).concat();
    assert_eq!(ids[1..], told(all["attempts"].as_array().unwrap(), "id"), "newest first");
}

fn a_log_is_the_accounts_own(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let rival = Company::found(world, "rival");
    let theirs = world.ask(get(PATH).by(&rival.administrator)).gives(200);
    assert_eq!(theirs, json!({"attempts": [], "next": null}));
}
