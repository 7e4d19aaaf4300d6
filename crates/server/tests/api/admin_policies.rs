//! Choosing the email policy (EML-1, EML-6), and what can refuse a login and whether it does (RES-4, TOK-7, SES-6).

use serde_json::{Value, json};

use crate::{
    agent_emails::bringing,
    call::{Call, get, patch, post, put},
    cases, company,
    company::Company,
    group::Group,
    visitor::{Visitor, login},
    world::World,
};

const POLICY: &str = "/admin/v1/email-policy";
const JOINS: &str = "/admin/v1/join-policy";
const LOGINS: &str = "/admin/v1/login-policies";

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /admin/v1/email-policy",
        "POST /admin/v1/email-policy/preview",
        "PUT /admin/v1/email-policy",
        "GET /admin/v1/login-policies",
        "PATCH /admin/v1/login-policies",
        "GET /admin/v1/join-policy",
        "PUT /admin/v1/join-policy",
    ],
    samples: |world| {
        let administrator = &world.company().administrator;
        let preview = previewed(world, world.company(), "verified_and_unverified");
        vec![
            get(POLICY).by(administrator),
            previews(world.company(), "verified_and_unverified"),
            chooses(world.company(), &preview),
            get(LOGINS).by(administrator),
            patch(LOGINS).by(administrator).json(&json!({"email_conflicts": {"mode": "report_only"}})),
            get(JOINS).by(administrator),
            put(JOINS).by(administrator).json(&json!({"policy": "ask"})),
        ]
    },
    cases: &[cases![
        eml_6_a_preview_names_what_goes_and_whose_it_is,
        eml_5_a_preview_says_who_has_a_claimed_address_back,
        eml_6_an_outdated_preview_is_answered_with_the_new_one,
        eml_1_anyone_may_claim_asks_for_a_confirmation,
        a_policy_that_is_none_is_not_taken,
        policies_are_the_accounts_own,
        res_4_a_conflict_that_only_reports_is_in_the_login_log,
        tok_7_a_greatest_age_is_set_and_may_only_report,
        ses_6_a_required_login_that_only_reports_lets_write,
        mrg_11_when_something_is_joined_is_chosen_and_a_risk_confirmed,
    ]],
};

fn previews(company: &Company, policy: &str) -> Call {
    post(format!("{POLICY}/preview")).by(&company.administrator).json(&json!({"policy": policy}))
}

fn previewed(world: &World, company: &Company, policy: &str) -> Value {
    world.ask(previews(company, policy)).gives(200)
}

fn chooses(company: &Company, preview: &Value) -> Call {
    let body = json!({"policy": preview["policy"], "preview": preview["preview"]});
    put(POLICY).by(&company.administrator).json(&body)
}

fn in_force(world: &World, company: &Company) -> Value {
    world.ask(get(POLICY).by(&company.administrator)).gives(200)["policy"].clone()
}

fn puts_in_force(world: &World, policy: &str) {
    let preview = previewed(world, world.company(), policy);
    world.ask(chooses(world.company(), &preview)).gives(200);
}

fn sets(world: &World, body: &Value) -> Value {
    world.ask(patch(LOGINS).by(&world.company().administrator).json(body)).gives(200)
}

/// Somebody with an address that nobody verified.
fn somebody(world: &World, external_id: &str) -> Visitor {
    let email = format!("{external_id}@shop.example");
    Visitor::signed_in(world, world.company(), &bringing(world, external_id, &email, false))
}

/// The newest line of the login log.
fn line(world: &World) -> Value {
    world.run(world.app.tally.flush(&world.app.store)).unwrap();
    let call = get("/admin/v1/login-log").by(&world.company().administrator);
    world.ask(call).gives(200)["attempts"][0].clone()
}

fn mrg_11_when_something_is_joined_is_chosen_and_a_risk_confirmed(world: &World) {
    let company = world.company();
    let joins = |company: &Company| world.ask(get(JOINS).by(&company.administrator)).gives(200);
    assert_eq!(joins(company), json!({"policy": "within_half_an_hour"}));
    let choose = |body: &Value| world.ask(put(JOINS).by(&company.administrator).json(body));
    choose(&json!({"policy": "always"})).refused("confirmation_required");
    choose(&json!({"policy": "sometimes"})).refused("bad_request");
    assert_eq!(joins(company), json!({"policy": "within_half_an_hour"}));
    for policy in ["ask", "always", "within_half_an_hour"] {
        let told = choose(&json!({"policy": policy, "confirmed": policy == "always"})).gives(200);
        assert_eq!((told, joins(company)), (json!({"policy": policy}), json!({"policy": policy})));
    }
    let other = Company::found(world, "other");
    assert_eq!(joins(&other), json!({"policy": "within_half_an_hour"}));
    let line = &company.audit_log(world)[0];
    assert_eq!(line.action.as_str(), "account.change_join_policy");
}

fn eml_6_a_preview_names_what_goes_and_whose_it_is(world: &World) {
    let company = world.company();
    assert_eq!(in_force(world, company), "verified_only");
    puts_in_force(world, "verified_and_unverified");
    let mara = somebody(world, "usr_1");
    Visitor::signed_in(world, company, &bringing(world, "usr_2", "usr_2@shop.example", true));
    let preview = previewed(world, company, "verified_only");
    let person = world.ask(get(format!("/agent/v1/users/{}", mara.user)).by(&company.agent)).gives(200);
    let expected = json!({
        "preview": preview["preview"], "from": "verified_and_unverified", "policy": "verified_only",
        "removed": 1, "returned": 0, "people": 1, "kept": 0, "verified": 1,
        "identities": [{"email": person["emails"][0], "user": person, "goes_back_to": null}], "next": null,
    });
    assert_eq!(preview, expected);
    world.clock.forward(5);
    let told = world.ask(chooses(company, &preview)).gives(200);
    assert_eq!(told, json!({"policy": "verified_only", "since": "2027-01-15T08:00:05.000Z"}));
    let person = world.ask(get(format!("/agent/v1/users/{}", mara.user)).by(&company.agent)).gives(200);
    assert_eq!(person["emails"], json!([]));
    let nothing = previewed(world, company, "verified_only");
    assert_eq!((&nothing["removed"], &nothing["identities"]), (&json!(0), &json!([])));
}

fn eml_5_a_preview_says_who_has_a_claimed_address_back(world: &World) {
    let company = world.company();
    world.meddle("UPDATE accounts SET email_policy = 'anyone_may_claim'");
    let owner = Visitor::signed_in(world, company, &bringing(world, "usr_1", "usr_1@shop.example", true));
    world.ask(post("/client/v1/logout").by(&owner.token).json(&json!({}))).gives(200);
    let claimer = Visitor::open(world, company);
    let form =
        json!({"client_id": world.client_made_id(), "email": "usr_1@shop.example", "as_user": claimer.user});
    world.ask(post("/client/v1/contact").by(&claimer.token).json(&form)).gives(201);

    let preview = previewed(world, company, "verified_only");
    let counted = ["removed", "returned", "people", "verified"].map(|sum| preview[sum].as_i64().unwrap());
    assert_eq!(counted, [0, 1, 1, 0]);
    let person = |user: &str| world.ask(get(format!("/agent/v1/users/{user}")).by(&company.agent)).gives(200);
    let (claimed_by, whose) = (person(&claimer.user), person(&owner.user));
    let expected = json!([{"email": claimed_by["emails"][0], "user": claimed_by, "goes_back_to": whose}]);
    assert_eq!(preview["identities"], expected);
    world.ask(chooses(company, &preview)).gives(200);
    assert_eq!(person(&claimer.user)["emails"], json!([]));
    assert_eq!(person(&owner.user)["emails"][0]["standing"], "verified");
}

fn eml_6_an_outdated_preview_is_answered_with_the_new_one(world: &World) {
    let company = world.company();
    puts_in_force(world, "verified_and_unverified");
    let preview = previewed(world, company, "verified_only");
    somebody(world, "usr_1");
    let answer = world.ask(chooses(company, &preview));
    answer.refused("preview_outdated");
    let now = answer.json()["error"]["preview"].clone();
    assert_eq!(now, previewed(world, company, "verified_only"));
    assert_eq!(now["removed"], 1);
    assert_eq!(in_force(world, company), "verified_and_unverified");
    world.ask(chooses(company, &now)).gives(200);
    assert_eq!(in_force(world, company), "verified_only");
}

fn eml_1_anyone_may_claim_asks_for_a_confirmation(world: &World) {
    let company = world.company();
    let preview = previewed(world, company, "anyone_may_claim");
    world.ask(chooses(company, &preview)).refused("confirmation_required");
    assert_eq!(in_force(world, company), "verified_only");
    let body = json!({"policy": "anyone_may_claim", "preview": preview["preview"], "confirmed": true});
    world.ask(put(POLICY).by(&company.administrator).json(&body)).gives(200);
    assert_eq!(in_force(world, company), "anyone_may_claim");
}

fn a_policy_that_is_none_is_not_taken(world: &World) {
    let company = world.company();
    world.ask(previews(company, "everyone")).refused("bad_request");
    let body = json!({"policy": "verified_only"});
    world.ask(put(POLICY).by(&company.administrator).json(&body)).refused("bad_request");
    for body in [
        json!({"token_age": {"mode": "enforced", "greatest_seconds": 59}}),
        json!({"token_age": {"mode": "enforced", "greatest_seconds": i64::MAX}}),
        json!({"token_age": {"greatest_seconds": 60}}),
        json!({"email_conflicts": {"mode": "off"}}),
    ] {
        world.ask(patch(LOGINS).by(&company.administrator).json(&body)).refused("bad_request");
    }
}

fn policies_are_the_accounts_own(world: &World) {
    let (shop, rival) = (world.company(), Company::found(world, "rival"));
    puts_in_force(world, "verified_and_unverified");
    somebody(world, "usr_1");
    sets(world, &json!({"email_conflicts": {"mode": "report_only"}}));
    assert_eq!(in_force(world, &rival), "verified_only");
    let theirs = previewed(world, &rival, "verified_only");
    assert_eq!((&theirs["removed"], &theirs["verified"]), (&json!(0), &json!(0)));
    let policies = world.ask(get(LOGINS).by(&rival.administrator)).gives(200);
    assert_eq!(policies["email_conflicts"]["mode"], "enforced");
    let preview = previewed(world, &rival, "verified_and_unverified");
    world.ask(chooses(&rival, &preview)).gives(200);
    let preview = previewed(world, &rival, "verified_only");
    world.ask(chooses(&rival, &preview)).gives(200);
    assert_eq!(previewed(world, shop, "verified_only")["removed"], 1);
}

fn res_4_a_conflict_that_only_reports_is_in_the_login_log(world: &World) {
    let company = world.company();
    let alicia = Visitor::signed_in(world, company, &bringing(world, "usr_1", "alicia@shop.example", true));
    let told = sets(world, &json!({"email_conflicts": {"mode": "report_only"}}));
    let expected = json!({
        "email_conflicts": {"mode": "report_only"},
        "token_age": {"mode": "enforced", "greatest_seconds": null},
    });
    assert_eq!(told, expected);
    let token = bringing(world, "usr_2", "alicia@shop.example", true);
    let visitor = Visitor::signed_in(world, company, &token);
    let person = world.ask(get(format!("/agent/v1/users/{}", visitor.user)).by(&company.agent)).gives(200);
    assert_eq!((&person["mark"], &person["emails"]), (&json!("verified_now"), &json!([])));
    let line = line(world);
    assert_eq!((&line["result"], &line["would_refuse"]), (&json!("accepted"), &json!("email_conflict")));
    assert_eq!(line["notes"], json!([{"code": "email_conflict", "about": alicia.user}]));
    let call = get("/admin/v1/login-log?reason=email_conflict").by(&company.administrator);
    assert_eq!(world.ask(call).gives(200)["attempts"], json!([line]));
    let explained = post("/admin/v1/tokens/explain").by(&company.administrator);
    let explained =
        world.ask(explained.json(&json!({"channel": company.channel, "token": token}))).gives(200);
    assert!(explained.to_string().contains("The login would be refused"), "{explained}");
    sets(world, &json!({"email_conflicts": {"mode": "enforced"}}));
    world.ask(login(world, company, &token)).refused_for("email_conflict");
}

fn tok_7_a_greatest_age_is_set_and_may_only_report(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    world.clock.forward(121);
    sets(world, &json!({"token_age": {"mode": "report_only", "greatest_seconds": 60}}));
    Visitor::signed_in(world, company, &token);
    let line = line(world);
    assert_eq!((&line["result"], &line["would_refuse"]), (&json!("accepted"), &json!("token_too_old")));
    assert_eq!(line["notes"], json!([{"code": "token_too_old", "about": "121"}]));
    sets(world, &json!({"token_age": {"mode": "enforced", "greatest_seconds": 60}}));
    // What verifies tokens is kept in memory for a second.
    world.clock.forward(2);
    world.ask(login(world, company, &token)).refused_for("token_too_old");
    let told = sets(world, &json!({"token_age": {"mode": "enforced"}}));
    assert_eq!(told["token_age"]["greatest_seconds"], json!(null));
}

fn ses_6_a_required_login_that_only_reports_lets_write(world: &World) {
    let company = world.company();
    let channel = |body: Value| {
        let call = patch(format!("/admin/v1/channels/{}", company.channel_id)).by(&company.administrator);
        world.ask(call.json(&body)).gives(200)
    };
    let told = channel(json!({"login_required": true, "login_required_mode": "report_only"}));
    assert_eq!(
        (&told["login_required"], &told["login_required_mode"]),
        (&json!(true), &json!("report_only"))
    );
    let visitor = Visitor::open(world, company);
    let said = visitor.says(world, "hello").gives(201);
    let conversation = said["conversation"]["id"].as_str().unwrap();
    let page =
        world.ask(get(format!("/agent/v1/conversations/{conversation}")).by(&company.agent)).gives(200);
    assert_eq!(page["messages"][0]["mark"], "not_verified", "nobody signed in");
    let line = line(world);
    assert_eq!((&line["result"], &line["would_refuse"]), (&json!("not_signed_in"), &json!("login_required")));
    assert_eq!((&line["user"], &line["session"]), (&json!(visitor.user), &json!(visitor.session)));
    channel(json!({"login_required_mode": "enforced"}));
    visitor.says(world, "hello again").refused("login_required");
}
