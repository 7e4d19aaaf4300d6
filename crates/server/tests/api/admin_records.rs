//! Records (OMN-16), and what agents see of the one that a conversation is linked to (OMN-6, ROU-5).

use bonafide_testkit::portal::Pair;
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    call::{Call, delete, get, post, put},
    cases, company,
    company::Company,
    group::Group,
    live_chat::LiveChat,
    visitor::Visitor,
    world::World,
};

const PATH: &str = "/admin/v1/records";

pub(crate) const GROUP: Group = Group {
    rows: &[
        "GET /admin/v1/records",
        "PUT /admin/v1/records",
        "POST /admin/v1/records/import",
        "GET /admin/v1/records/{record}",
        "DELETE /admin/v1/records/{record}",
    ],
    samples: |world| {
        let company = world.company();
        let ada = |call: Call| call.by(&company.administrator);
        let [read, gone] = ["c-1", "c-2"].map(|id| made(world, company, id));
        vec![
            ada(get(PATH)),
            ada(put(PATH)).json(&whole("c-3")),
            ada(post(format!("{PATH}/import"))).json(
                &json!({"setting": null, "format": "csv", "text": "kind,id,status\ncontact,c-4,active"}),
            ),
            ada(get(format!("{PATH}/{read}"))),
            ada(delete(format!("{PATH}/{gone}"))),
        ]
    },
    cases: &[cases![
        omn_16_a_record_is_put_read_changed_and_deleted,
        omn_16_a_record_that_cannot_be_is_refused_in_words,
        omn_16_records_are_listed_and_searched_in_pages,
        omn_16_an_import_tells_what_became_of_each_line,
        omn_16_an_import_that_cannot_be_read_is_refused_whole,
        see_8_records_leave_lines_in_the_audit_log,
        rou_5_agents_see_what_came_signed_and_the_linked_record,
        rou_5_where_no_records_are_kept_agents_are_told_of_none,
    ]],
};

fn whole(id: &str) -> Value {
    json!({"setting": null, "kind": "contact", "id": id, "name": "Mara Keller", "email": "mara@shop.example",
        "telephone": "+41 44 123 45 67", "status": "active"})
}

/// Makes a record: its id among ours.
pub(crate) fn made(world: &World, company: &Company, id: &str) -> String {
    let call = put(PATH).by(&company.administrator).json(&whole(id));
    world.ask(call).gives(200)["record"].as_str().unwrap().to_owned()
}

fn by_ada(world: &World, call: Call) -> Answer {
    world.ask(call.by(&world.company().administrator))
}

fn omn_16_a_record_is_put_read_changed_and_deleted(world: &World) {
    let kept = by_ada(world, put(PATH).json(&whole("c-7"))).gives(200);
    let path = format!("{PATH}/{}", kept["record"].as_str().unwrap());
    for (member, value) in whole("c-7").as_object().unwrap() {
        assert_eq!(kept[member], *value, "{member}");
    }
    assert_eq!(by_ada(world, get(&path)).gives(200), kept);

    let mut other = whole("c-7");
    other["status"] = json!("gesperrt");
    other["email"] = Value::Null;
    let changed = by_ada(world, put(PATH).json(&other)).gives(200);
    assert_eq!((&changed["record"], &changed["status"]), (&kept["record"], &json!("gesperrt")));
    assert_eq!(changed["email"], Value::Null);

    // An account with the id is another record, and so is a contact among a setting's users.
    let setting = LiveChat::new(world).setting;
    for (member, value) in [("kind", "account"), ("setting", &*setting)] {
        let mut beside = whole("c-7");
        beside[member] = json!(value);
        let beside = by_ada(world, put(PATH).json(&beside)).gives(200);
        assert_ne!(beside["record"], kept["record"]);
        assert_eq!(beside[member], value);
    }
    by_ada(world, delete(&path)).gives(200);
    by_ada(world, delete(&path)).refused("not_found");
    by_ada(world, get(&path)).refused("not_found");
}

fn omn_16_a_record_that_cannot_be_is_refused_in_words(world: &World) {
    for (member, value, words) in [
        ("kind", json!("person"), "`kind`"),
        ("id", json!("two words"), "`id`"),
        ("name", json!("x".repeat(256)), "`name`"),
        ("email", json!("nobody"), "`email`"),
        ("telephone", json!("1".repeat(65)), "`telephone`"),
        ("status", json!("Active"), "small letters"),
        ("status", json!(""), "`status`"),
        ("setting", json!("0".repeat(24)), "`setting`"),
    ] {
        let mut wrong = whole("c-7");
        wrong[member] = value;
        let refused = by_ada(world, put(PATH).json(&wrong)).refused("bad_request");
        assert!(refused.description.contains(words), "{}", refused.description);
    }
    assert_eq!(by_ada(world, get(PATH)).gives(200), json!({"records": [], "next": null}));
}

/// The ids of a page, and where the next begins.
fn page(world: &World, query: &str) -> (Vec<String>, Option<String>) {
    let page = by_ada(world, get(format!("{PATH}{query}"))).gives(200);
    let ids = page["records"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned());
    (ids.collect(), page["next"].as_str().map(str::to_owned))
}

fn omn_16_records_are_listed_and_searched_in_pages(world: &World) {
    let lines: Vec<_> = (0..60).map(|number| format!("contact,c-{number:02},active,Mara {number}")).collect();
    let text = format!("kind,id,status,name\n{}\n", lines.join("\n"));
    import(world, "csv", &text).gives(200);
    let (first, next) = page(world, "");
    assert_eq!((first.len(), first[0].as_str()), (50, "c-59"), "those that came last first");
    let (rest, end) = page(world, &format!("?after={}", next.unwrap()));
    assert_eq!((rest.len(), rest[9].as_str(), end), (10, "c-00", None));

    assert_eq!(page(world, "?search=C-07"), (vec!["c-07".to_owned()], None));
    assert_eq!(page(world, "?search=nobody"), (vec![], None));
    let (first, next) = page(world, "?search=mara");
    let (rest, end) = page(world, &format!("?search=mara&after={}", next.unwrap()));
    assert_eq!((first.len(), rest.len(), end), (50, 10, None));
    assert!(rest.iter().all(|id| !first.contains(id)));
    by_ada(world, get(format!("{PATH}?search=%20%20"))).refused("bad_request");
}

fn import(world: &World, format: &str, text: &str) -> Answer {
    let body = json!({"setting": null, "format": format, "text": text});
    by_ada(world, post(format!("{PATH}/import")).json(&body))
}

fn omn_16_an_import_tells_what_became_of_each_line(world: &World) {
    let text =
        "kind,id,status,name\ncontact,c-1,active,Mara\naccount,a-1,gesperrt,\ncontact,c-2,Active,Hanna\n";
    let told = import(world, "csv", text).gives(200);
    let counts = |told: &Value| ["made", "changed", "unchanged", "refused"].map(|word| told[word].clone());
    assert_eq!(counts(&told), [2, 0, 0, 1].map(|count| json!(count)));
    assert_eq!(told["lines"][1], json!({"line": 3, "result": "made", "why": null}));
    assert_eq!((&told["lines"][2]["line"], &told["lines"][2]["result"]), (&json!(4), &json!("refused")));
    assert!(told["lines"][2]["why"].as_str().unwrap().contains("small letters"));

    let again = "{\"kind\":\"contact\",\"id\":\"c-1\",\"status\":\"active\",\"name\":\"Mara\"}\n{\"kind\":\"account\",\"id\":\"a-1\",\"status\":\"active\"}\n{\"kind\":\"contact\"}\n";
    let told = import(world, "ndjson", again).gives(200);
    assert_eq!(counts(&told), [0, 1, 1, 1].map(|count| json!(count)));
}

fn omn_16_an_import_that_cannot_be_read_is_refused_whole(world: &World) {
    let many = format!("kind,id,status\n{}", "contact,c-1,active\n".repeat(201));
    for (text, words) in [
        ("kind,id,phone,status\ncontact,c-1,1,active\n", "phone"),
        ("kind,id\ncontact,c-1\n", "status"),
        ("", "kind"),
        ("kind,id,status\n", "no record"),
        (&many, "at most 200"),
    ] {
        let refused = import(world, "csv", text).refused("bad_request");
        assert!(refused.description.contains(words), "{}", refused.description);
    }
    let body = json!({"setting": "0".repeat(24), "format": "ndjson", "text": "{}"});
    let refused = by_ada(world, post(format!("{PATH}/import")).json(&body)).refused("bad_request");
    assert!(refused.description.contains("`setting`"), "{}", refused.description);
    assert_eq!(by_ada(world, get(PATH)).gives(200)["records"], json!([]));
}

fn see_8_records_leave_lines_in_the_audit_log(world: &World) {
    let record = made(world, world.company(), "c-7");
    made(world, world.company(), "c-7");
    let mut other = whole("c-7");
    other["status"] = json!("inactive");
    by_ada(world, put(PATH).json(&other)).gives(200);
    by_ada(world, delete(format!("{PATH}/{record}"))).gives(200);
    import(world, "csv", "kind,id,status\ncontact,c-1,active\ncontact,,active\n").gives(200);
    let log = by_ada(world, get("/admin/v1/audit-log")).gives(200);
    let lines: Vec<_> =
        log["lines"].as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap()).collect();
    let of_records: Vec<_> = lines.into_iter().filter(|action| action.starts_with("record.")).collect();
    assert_eq!(
        of_records,
        ["record.import", "record.delete", "record.change", "record.create"],
        "what changes nothing leaves none"
    );
}

fn rou_5_agents_see_what_came_signed_and_the_linked_record(world: &World) {
    let company = world.company();
    let (chat, pair) = (LiveChat::new(world), Pair::new());
    chat.has_fetched(world, &json!([pair.listed("a", 4_000_000_000)]).to_string());
    let mut record = whole("c-7");
    record["setting"] = json!(chat.setting);
    by_ada(world, put(PATH).json(&record)).gives(200);
    let claims = json!({"lwicontexts": r#"{"tier":"gold","total":7}"#});
    let token = pair.token(Some("a"), "c-7", world.seconds(), &claims);
    let mara = Visitor::of(&world.ask(chat.login(world, &token)).gives(200));
    let said = mara.says(world, "hello").gives(201);
    let summary = |said: &Value| {
        let path =
            format!("/agent/v1/conversations/{}/summary", said["conversation"]["id"].as_str().unwrap());
        world.ask(get(path).by(&company.agent)).gives(200)
    };
    let told = summary(&said);
    let login = &told["login"];
    assert_eq!(told["authenticated"], true);
    assert_eq!(login["setting"], json!({"id": chat.setting, "name": "Portal", "kind": "oauth2_implicit"}));
    assert_eq!(login["evidence"]["key"], json!({"id": "a", "name": "Portal"}));
    let variable = |name: &str, value: &str| json!({"name": name, "value": value, "standing": "not_defined", "defined_as": null});
    assert_eq!(login["variables"], json!([variable("tier", "gold"), variable("total", "7")]));
    assert_eq!((&login["record"]["id"], &login["record"]["name"]), (&json!("c-7"), &json!("Mara Keller")));
    assert_eq!((&login["linked_by"], &login["not_linked"]), (&json!("sub"), &Value::Null));

    let key = company.key(world, "shop");
    let hanna = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let told = summary(&hanna.says(world, "hello").gives(201));
    assert_eq!((&told["login"]["record"], &told["login"]["not_linked"]), (&Value::Null, &json!("no_record")));
    let nobody = Visitor::open(world, company).says(world, "hello").gives(201);
    assert_eq!(summary(&nobody), json!({"authenticated": false, "login": null}));
}

fn rou_5_where_no_records_are_kept_agents_are_told_of_none(world: &World) {
    let company = world.company();
    let key = company.key(world, "shop");
    let hanna = Visitor::signed_in(world, company, &company::token(world, &key, "usr_1"));
    let said = hanna.says(world, "hello").gives(201);
    let path = format!("/agent/v1/conversations/{}/summary", said["conversation"]["id"].as_str().unwrap());
    let told = world.ask(get(path).by(&company.agent)).gives(200);
    assert_eq!(told["authenticated"], true);
    for nothing in ["record", "linked_by", "not_linked"] {
        assert_eq!(told["login"][nothing], Value::Null, "{nothing}");
    }
}
