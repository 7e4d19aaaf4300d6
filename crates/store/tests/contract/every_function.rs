//! That no function of a table goes without a test here.

use std::{fs, path::Path};

/// The modules that hold the store's functions, a table or two each.
const MODULES: &[&str] = &[
    "accounts",
    "agent_work",
    "agents",
    "audit_log",
    "channels",
    "codes",
    "conflicts",
    "conversations",
    "devices",
    "directory",
    "displaced",
    "emails",
    "erasures",
    "events",
    "evidence",
    "fetched_keys",
    "follow_ups",
    "installation",
    "kept_bans",
    "key_links",
    "key_logins",
    "keys",
    "login_contexts",
    "login_log",
    "login_terms",
    "made_settings",
    "merge_notices",
    "merges",
    "messages",
    "post_terms",
    "questions",
    "queues",
    "records",
    "rest_keys",
    "secrets",
    "sessions",
    "settings",
    "single_use",
    "suggestions",
    "ticket_metadata",
    "ticket_waits",
    "tickets",
    "users",
    "workstreams",
];

#[test]
fn every_public_function_of_a_table_has_a_contract_test() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut untested = Vec::new();
    for module in MODULES {
        let source = fs::read_to_string(here.join(format!("src/{module}.rs"))).unwrap();
        let tests = tests_of(&here.join("tests/contract"), module);
        let names = source.lines().filter_map(|line| line.strip_prefix("pub fn "));
        let names = names.filter_map(|rest| rest.split(['(', '<']).next());
        let missing = names.filter(|name| !is_named(&tests, &format!("{module}::{name}")));
        untested.extend(missing.map(|name| format!("{module}::{name}")));
    }
    assert_eq!(untested, [""; 0], "without a contract test");
}

/// The tests of a module: the file of its name, and those in the folder of its name.
fn tests_of(folder: &Path, module: &str) -> String {
    let mut text = fs::read_to_string(folder.join(format!("{module}.rs"))).unwrap();
    for entry in fs::read_dir(folder.join(module)).into_iter().flatten() {
        text.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    text
}

/// Whether a function is called, or handed on as it is.
fn is_named(tests: &str, function: &str) -> bool {
    tests.match_indices(function).any(|(at, _)| {
        let next = tests[at + function.len()..].chars().next();
        next.is_some_and(|next| !next.is_alphanumeric() && next != '_')
    })
}

#[test]
fn every_module_with_tables_is_on_the_list() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = fs::read_dir(source).expect("the sources are there").map(|entry| entry.unwrap().path());
    let with_functions = files.filter(|path| {
        path.extension().is_some_and(|extension| extension == "rs")
            && fs::read_to_string(path).unwrap().contains("\npub fn ")
    });
    let mut names: Vec<_> =
        with_functions.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, MODULES);
}
