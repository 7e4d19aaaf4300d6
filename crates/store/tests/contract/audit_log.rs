//! The contract of `audit_log`.

use bonafide_domain::{audit::Action, id::AgentId, time::Millis};
use bonafide_store::{
    audit_log::{self, By, Entry, Filter},
    rest_keys::{self, NamedRestKey},
};
use serde_json::json;

use crate::{
    furnish::{AGENT, id, rest_key, texts},
    world::{BEGIN, World, on_both},
};

fn latest(world: &World, limit: i64) -> Vec<Entry> {
    world.write(move |tx| audit_log::page(tx, &Filter::default(), None, limit))
}

fn subjects(world: &World, filter: Filter) -> String {
    let entries = world.write(move |tx| audit_log::page(tx, &filter, None, 99));
    entries.into_iter().map(|entry| entry.subject).collect()
}

/// Five lines of five moments, each a millisecond after the other.
fn five(world: &World) {
    for n in 0..5 {
        world.write(move |tx| audit_log::insert(tx, None, Action::KeyCreate, &n.to_string(), &json!({})));
        world.later(1);
    }
}

fn after(millis: i64) -> Millis {
    Millis::new(BEGIN.as_i64() + millis)
}

on_both! {
    fn see_8_a_line_says_who_did_what_to_what_and_when(world) {
        world.write(|tx| audit_log::insert(tx, Some(AGENT), Action::KeyCreate, "app_1", &json!({"name": "shop"})));
        let [entry] = latest(world, 9).try_into().unwrap();
        let expected = Entry {
            id: entry.id,
            by: Some(By::Agent { id: AGENT, name: Some("Home agent".to_owned()) }),
            action: Action::KeyCreate,
            subject: "app_1".to_owned(),
            detail: r#"{"name":"shop"}"#.to_owned(),
            at: BEGIN,
        };
        assert_eq!(entry, expected);
        assert_eq!(world.elsewhere(|tx| audit_log::page(tx, &Filter::default(), None, 9)), []);
    }

    fn a_command_on_the_servers_machine_has_no_agent(world) {
        world.write(|tx| audit_log::insert(tx, None, Action::KeyDelete, "", &json!(null)));
        let entries = latest(world, 9);
        assert_eq!((&entries[0].by, entries[0].detail.as_str()), (&None, "null"));
    }

    /// The line stays when the agent is gone, so it does not lean on their row.
    fn a_line_may_be_about_an_agent_who_is_not_there(world) {
        world.write(|tx| audit_log::insert(tx, Some(AgentId::ZERO), Action::KeyCreate, "", &json!({})));
        let entries = latest(world, 9);
        assert_eq!(entries[0].by, Some(By::Agent { id: AgentId::ZERO, name: None }));
    }

    fn see_9_a_line_about_a_program_names_its_key_after_that_is_deleted_too(world) {
        world.write(|tx| rest_key(tx, 61, "billing"));
        world.write(|tx| audit_log::insert_by_program(tx, id(61), Action::UserAttachEmail, "", &json!({})));
        let by = Some(By::Program(NamedRestKey { id: id(61), name: "billing".to_owned() }));
        assert_eq!(latest(world, 9)[0].by, by);
        world.write(|tx| rest_keys::delete(tx, id(61)));
        assert_eq!(latest(world, 9)[0].by, by);
    }

    fn lines_come_newest_first_even_of_one_moment_and_page_by_page(world) {
        world.write(|tx| {
            (0..5).try_for_each(|n| audit_log::insert(tx, None, Action::UserBan, &n.to_string(), &json!({})))
        });
        world.later(1);
        world.write(|tx| audit_log::insert(tx, None, Action::UserBan, "5", &json!({})));
        let page = |before, limit| {
            world.write(move |tx| audit_log::page(tx, &Filter::default(), before, limit))
        };
        let told = |entries: &[Entry]| entries.iter().map(|entry| entry.subject.as_str()).collect::<String>();
        let first = page(None, 2);
        assert_eq!((told(&first), told(&page(Some(first[1].id), 9))), ("54".into(), "3210".into()));
        assert_eq!(page(None, 0), []);
    }

    fn see_8_a_filter_lets_through_what_is_all_of_it(world) {
        world.write(|tx| {
            audit_log::insert(tx, Some(AGENT), Action::KeyCreate, "a", &json!({}))?;
            audit_log::insert(tx, Some(AGENT), Action::UserBan, "b", &json!({}))?;
            audit_log::insert(tx, None, Action::UserBan, "c", &json!({}))
        });
        let by = Filter { agent: Some(AGENT), ..Filter::default() };
        assert_eq!(subjects(world, by.clone()), "ba");
        assert_eq!(subjects(world, Filter { action: Some(Action::UserBan), ..by.clone() }), "b");
        assert_eq!(subjects(world, Filter { action: Some(Action::UserBan), ..Filter::default() }), "cb");
        assert_eq!(subjects(world, Filter { subject: Some("c".to_owned()), ..Filter::default() }), "c");
        assert_eq!(subjects(world, Filter { subject: Some("c".to_owned()), ..by }), "");
    }

    fn see_8_a_filter_of_moments_has_its_first_and_not_its_last(world) {
        five(world);
        let since = Filter { since: Some(after(1)), ..Filter::default() };
        assert_eq!(subjects(world, since.clone()), "4321");
        assert_eq!(subjects(world, Filter { until: Some(after(3)), ..since }), "21");
        assert_eq!(subjects(world, Filter { until: Some(after(0)), ..Filter::default() }), "");
        let first = latest(world, 1)[0].id;
        let until = Filter { until: Some(after(3)), ..Filter::default() };
        let told = world.write(move |tx| audit_log::page(tx, &until, Some(first), 99));
        assert_eq!(told.len(), 3, "the page and the moment both bound it");
    }

    fn see_8_the_oldest_lines_go_when_their_time_is_over_and_no_other(world) {
        world.furnish_elsewhere(|tx| audit_log::insert(tx, None, Action::KeyCreate, "", &json!({})));
        five(world);
        assert_eq!(world.write(|tx| audit_log::forget(tx, after(3), 2)), 2);
        assert_eq!(subjects(world, Filter::default()), "432");
        assert_eq!(world.write(|tx| audit_log::forget(tx, after(3), 2)), 1);
        assert_eq!(world.write(|tx| audit_log::forget(tx, after(3), 2)), 0);
        assert_eq!(subjects(world, Filter::default()), "43");
    }

    fn details_are_any_json(world) {
        for text in texts() {
            let detail = json!({"name": [text, 1, -1.5, null, true]});
            let kept = detail.clone();
            world.write(move |tx| audit_log::insert(tx, None, Action::KeyCreate, &text, &detail));
            let entries = latest(world, 1);
            assert_eq!(serde_json::from_str::<serde_json::Value>(&entries[0].detail).unwrap(), kept);
        }
    }
}

/// SEE-8: the log cannot be edited through the product. No statement of the store changes a line, and one removes them:
/// that of the set time.
#[test]
fn see_8_no_statement_changes_a_line_and_one_alone_removes_them() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let files = std::fs::read_dir(source).unwrap().map(|file| file.unwrap().path());
    let mut removing = Vec::new();
    for path in files.filter(|path| path.is_file()) {
        let words = std::fs::read_to_string(&path).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!words.contains("UPDATE audit_log"), "{}", path.display());
        for _ in words.matches("DELETE FROM audit_log") {
            removing.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    assert_eq!(removing, ["audit_log.rs"]);
}
