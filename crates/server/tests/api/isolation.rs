//! Two companies on one server: nothing of one ever reaches the other.

use bonafide_testkit::backend::Backend;
use serde_json::json;

use crate::{
    admin_records,
    admin_routing::Routing,
    agent_merges::suggestion,
    call::{Call, delete, get, patch, post, put},
    cases, company,
    company::Company,
    group::Group,
    live_chat::LiveChat,
    visitor::{Visitor, login, opening},
    world::World,
};

pub(crate) const GROUP: Group = Group {
    rows: &[],
    samples: |_| Vec::new(),
    cases: &[cases![
        ids_of_one_account_name_nothing_in_the_other,
        lists_hold_what_is_the_accounts_own,
        one_external_id_is_two_users,
        a_record_is_led_to_in_its_own_account_alone,
        a_session_says_nothing_on_the_others_channel,
        tokens_with_parts_of_both_are_refused,
        a_key_signs_for_its_own_account_alone,
    ]],
};

/// What is there in an account, to be asked for from the other.
struct Things {
    visitor: Visitor,
    conversation: String,
    message: String,
    evidence: String,
    ticket: String,
    key: String,
    email: String,
    conflicts: [String; 3],
    other: String,
    merge: String,
    suggestion: String,
    erasure: String,
    link: String,
    anonymous: String,
    record: String,
    routing: Routing,
}

fn things(world: &World, company: &Company) -> Things {
    let key = company.key(world, "shop");
    let visitor = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let said = visitor.says(world, "a secret").gives(201);
    let person = world.ask(get(format!("/agent/v1/users/{}", visitor.user)).by(&company.agent)).gives(200);
    let inbox = world.ask(get("/agent/v1/inbox").by(&company.agent)).gives(200);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let attach = |address: &str| {
        let call = post(format!("/agent/v1/users/{}/emails", visitor.user)).by(&company.agent);
        world.ask(call.json(&json!({"address": address}))).gives(201)
    };
    attach("held@shop.example");
    let attached = attach("other@shop.example");
    for external_id in ["usr_2", "usr_3", "usr_4"] {
        let mut claims = company::claims(world, external_id);
        claims["email"] = json!("held@shop.example");
        let token = Backend::shared().mint(&key, &claims);
        world.ask(login(world, company, &token)).refused_for("email_conflict");
    }
    let making = post(format!("/admin/v1/keys/{}/links", key.id)).by(&company.administrator);
    world.ask(making.json(&json!({"secret": key.secret}))).gives(201);
    let keys = world.ask(get("/admin/v1/keys").by(&company.administrator)).gives(200);
    let anonymous = Visitor::open(world, company).says(world, "anonymous").gives(201);
    let open = world.ask(get("/admin/v1/conflicts").by(&company.administrator)).gives(200);
    let stranger = Visitor::open(world, company).user;
    let erase = delete(format!("/admin/v1/users/{stranger}")).by(&company.administrator);
    let other = Visitor::open(world, company);
    other.says(world, "another secret").gives(201);
    let merged = other.signs_in(world, company, &company::token(world, &key, "usr_6"));
    let merged = Visitor::of(&merged.gives(200));
    let kin = world.ask(get(format!("/agent/v1/users/{}/merges", merged.user)).by(&company.agent)).gives(200);
    Things {
        routing: Routing::made(world, company),
        record: admin_records::made(world, company, "c-7"),
        erasure: text(&world.ask(erase).gives(200)["id"]),
        other: Visitor::open(world, company).user,
        merge: text(&kin["merges"][0]["id"]),
        suggestion: suggestion(world, company, "usr_5"),
        email: text(&attached["emails"][1]["id"]),
        conflicts: [0, 1, 2].map(|at| text(&open["conflicts"][at]["id"])),
        conversation: text(&said["conversation"]["id"]),
        message: text(&said["message"]["id"]),
        evidence: text(&person["evidence"]["id"]),
        ticket: text(&inbox["tickets"][0]["id"]),
        link: text(&keys["keys"][0]["links"][0]["id"]),
        anonymous: text(&anonymous["conversation"]["id"]),
        key: key.id,
        visitor,
    }
}

/// Every call that names something, about these things.
fn calls(world: &World, company: &Company, things: &Things) -> Vec<Call> {
    let Things {
        visitor,
        conversation,
        evidence,
        ticket,
        key,
        email,
        conflicts,
        erasure,
        link,
        anonymous,
        other,
        record,
        ..
    } = things;
    let [released, closed, merged] = conflicts;
    let reason = json!({"reason": "They are one"});
    let (user, session, channel) = (&visitor.user, &visitor.session, &company.channel_id);
    let answer = json!({"client_id": world.client_made_id(), "text": "an answer"});
    vec![
        get(format!("/agent/v1/conversations/{conversation}")),
        get(format!("/agent/v1/conversations/{conversation}/summary")),
        get(format!("/agent/v1/conversations/{conversation}/events?after=0")),
        post(format!("/agent/v1/conversations/{conversation}/messages")).json(&answer),
        post(format!("/agent/v1/conversations/{anonymous}/login-request")).json(&json!({})),
        patch(format!("/agent/v1/tickets/{ticket}")).json(&json!({"status": "solved"})),
        get(format!("/agent/v1/users/{user}")),
        get(format!("/agent/v1/users/{user}/devices")),
        put(format!("/agent/v1/users/{user}/ban")).json(&json!({})),
        delete(format!("/agent/v1/users/{user}/ban")),
        post(format!("/agent/v1/users/{user}/emails")).json(&json!({"address": "mara@shop.example"})),
        delete(format!("/agent/v1/users/{user}/emails/{email}")),
        get(format!("/agent/v1/evidence/{evidence}")),
        get(format!("/agent/v1/users/{user}/merges")),
        get(format!("/agent/v1/users/{user}/merge-preview?into={other}")),
        post(format!("/admin/v1/conflicts/{merged}/merge")).json(&reason),
        post(format!("/agent/v1/users/{user}/merges"))
            .json(&json!({"into": other, "reason": "They are one"})),
        post(format!("/admin/v1/merges/{}/undo", things.merge)).json(&json!({})),
        delete(format!("/agent/v1/suggestions/{}", things.suggestion)),
        post(format!("/admin/v1/conflicts/{released}/release")).json(&json!({})),
        delete(format!("/admin/v1/conflicts/{closed}")),
        get(format!("/admin/v1/channels/{channel}")),
        get(format!("/admin/v1/channels/{channel}/embeddings")),
        patch(format!("/admin/v1/channels/{channel}")).json(&json!({"name": "theirs"})),
        get(format!("/admin/v1/users/{user}/sessions")),
        delete(format!("/admin/v1/users/{user}/sessions")),
        delete(format!("/admin/v1/sessions/{session}")),
        delete(format!("/admin/v1/keys/{key}/links/{link}")),
        delete(format!("/admin/v1/keys/{key}/sessions")),
        delete(format!("/admin/v1/keys/{key}")),
        get(format!("/admin/v1/records/{record}")),
        delete(format!("/admin/v1/records/{record}")),
        get(format!("/admin/v1/erasures/{erasure}")),
        delete(format!("/admin/v1/erasures/{erasure}/ban")),
        get(format!("/admin/v1/users/{user}/erasure")),
        delete(format!("/admin/v1/users/{user}")),
    ]
    .into_iter()
    .chain(things.routing.calls())
    .collect()
}

fn ids_of_one_account_name_nothing_in_the_other(world: &World) {
    let (shop, rival) = (world.company(), Company::found(world, "rival"));
    let things = things(world, shop);
    // What is sealed for the rival has its data key by now: asking to erase somebody makes one too.
    rival.key(world, "rival");
    let before = world.row_counts();
    for call in calls(world, shop, &things) {
        world.ask(call.by(&rival.administrator)).refused("not_found");
    }
    assert_eq!(world.row_counts(), before);
    things.visitor.reads(world).gives(200);
    for call in calls(world, shop, &things) {
        assert!(world.ask(call.by(&shop.administrator)).status < 400, "in its own account each is found");
    }
}

fn lists_hold_what_is_the_accounts_own(world: &World) {
    let (shop, rival) = (world.company(), Company::found(world, "rival"));
    let things = things(world, shop);
    let keys = world.ask(get("/admin/v1/keys").by(&rival.administrator)).gives(200);
    assert_eq!(keys, json!({"keys": [], "rotation": null}));
    let inbox = world.ask(get("/agent/v1/inbox").by(&rival.agent)).gives(200);
    assert_eq!(inbox["tickets"], json!([]));
    let channels = world.ask(get("/admin/v1/channels").by(&rival.administrator)).gives(200);
    assert_eq!(channels["channels"].as_array().unwrap().len(), 1);
    assert_eq!(channels["channels"][0]["id"], rival.channel_id);
    // Each has its own ten keys, names and ticket numbers.
    rival.key(world, "shop");
    let visitor = Visitor::open(world, &rival);
    visitor.says(world, "text").gives(201);
    let inbox = world.ask(get("/agent/v1/inbox").by(&rival.agent)).gives(200);
    assert_eq!(inbox["tickets"][0]["number"], 1);
    let page =
        world.ask(get(format!("/client/v1/conversation?before={}", things.message)).by(&visitor.token));
    assert!(!page.text.contains("a secret"));
}

fn one_external_id_is_two_users(world: &World) {
    let (shop, rival) = (world.company(), Company::found(world, "rival"));
    let (ours, theirs) = (things(world, shop), things(world, &rival));
    assert_ne!(ours.visitor.user, theirs.visitor.user);
    let mut message = ours.visitor.message(world, "text");
    message["as_user"] = json!(theirs.visitor.user);
    world.ask(post("/client/v1/messages").by(&ours.visitor.token).json(&message)).refused("wrong_user");
    world
        .ask(put(format!("/agent/v1/users/{}/ban", ours.visitor.user)).by(&shop.agent).json(&json!({})))
        .gives(200);
    theirs.visitor.reads(world).gives(200);
}

fn a_record_is_led_to_in_its_own_account_alone(world: &World) {
    let (shop, rival) = (world.company(), Company::found(world, "rival"));
    let record = admin_records::made(world, shop, "usr_1");
    for query in ["", "?search=usr", "?search=mara", &format!("?after={record}")] {
        let call = get(format!("/admin/v1/records{query}")).by(&rival.administrator);
        assert_eq!(world.ask(call).gives(200), json!({"records": [], "next": null}), "{query}");
    }
    let setting = LiveChat::new(world).setting;
    let mut theirs = json!({"setting": setting, "kind": "contact", "id": "usr_1", "status": "active"});
    world.ask(put("/admin/v1/records").by(&rival.administrator).json(&theirs)).refused("bad_request");
    let lines = json!({"setting": setting, "format": "csv", "text": "kind,id,status\ncontact,c-1,active"});
    world.ask(post("/admin/v1/records/import").by(&rival.administrator).json(&lines)).refused("bad_request");

    let linked = |company: &Company| {
        let key = company.key(world, "shop");
        let visitor = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
        let said = visitor.says(world, "hello").gives(201);
        let path =
            format!("/agent/v1/conversations/{}/summary", said["conversation"]["id"].as_str().unwrap());
        let told = world.ask(get(path).by(&company.agent)).gives(200);
        told["login"]["record"]["record"].clone()
    };
    assert_eq!((linked(shop), linked(&rival)), (json!(record), json!(null)));
    theirs["setting"] = json!(null);
    let own = world.ask(put("/admin/v1/records").by(&rival.administrator).json(&theirs)).gives(200);
    assert_ne!(own["record"], record, "each has its own with that id");
    let kept = get(format!("/admin/v1/records/{record}")).by(&shop.administrator);
    assert_eq!(world.ask(kept).gives(200)["name"], "Mara Keller");
}

fn a_session_says_nothing_on_the_others_channel(world: &World) {
    let (shop, rival) = (world.company(), Company::found(world, "rival"));
    let visitor = Visitor::open(world, shop);
    visitor.says(world, "a secret").gives(201);
    let key = rival.key(world, "rival");
    let there =
        world.ask(login(world, &rival, &company::token(world, &key, "usr_1")).by(&visitor.token)).gives(200);
    assert_eq!((&there["joined"], &there["conversation"]), (&json!(false), &json!(null)));
    assert_ne!(there["device"]["id"], visitor.device);
    let opened = Visitor::of(&world.ask(opening(&rival).by(&visitor.token)).gives(201));
    assert_ne!(opened.device, visitor.device);
    visitor.reads(world).gives(200);
}

fn tokens_with_parts_of_both_are_refused(world: &World) {
    let (shop, rival) = (world.company(), Company::found(world, "rival"));
    let (ours, theirs) = (Visitor::open(world, shop).token, Visitor::open(world, &rival).token);
    let (ada, eve) = (&shop.administrator, &rival.administrator);
    for (ours, theirs, path, code) in [
        (&ours, &theirs, "/client/v1/conversation", "session_unknown"),
        (ada, eve, "/admin/v1/keys", "sign_in_required"),
    ] {
        for mixed in mixed(ours, theirs) {
            world.ask(get(path).by(&mixed)).refused(code);
        }
    }
}

/// Tokens of account, session and secret, some of one and some of the other.
fn mixed(ours: &str, theirs: &str) -> Vec<String> {
    let parts = [0..28, 28..52, 52..ours.len()];
    let pick = |mask: usize| {
        let part =
            |n: usize| if mask >> n & 1 == 0 { &ours[parts[n].clone()] } else { &theirs[parts[n].clone()] };
        [part(0), part(1), part(2)].concat()
    };
    (1..7).map(pick).collect()
}

fn a_key_signs_for_its_own_account_alone(world: &World) {
    let (shop, rival) = (world.company(), Company::found(world, "rival"));
    let key = shop.key(world, "shop");
    let token = company::token(world, &key, "usr_1");
    world.ask(login(world, &rival, &token)).refused_for("kid_unknown");
    world.ask(login(world, shop, &token)).gives(200);
}
