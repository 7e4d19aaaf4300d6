//! The contract of `audit_log`.

use bonafide_domain::id::AgentId;
use bonafide_store::audit_log::{self, Entry};
use serde_json::json;

use crate::{
    furnish::{AGENT, texts},
    world::{BEGIN, on_both},
};

on_both! {
    fn see_8_a_line_says_who_did_what_to_what_and_when(world) {
        world.write(|tx| audit_log::insert(tx, Some(AGENT), "key.create", "app_1", &json!({"name": "shop"})));
        let entry = Entry {
            agent: Some(AGENT),
            action: "key.create".to_owned(),
            subject: "app_1".to_owned(),
            detail: r#"{"name":"shop"}"#.to_owned(),
            at: BEGIN,
        };
        assert_eq!(world.write(|tx| audit_log::latest(tx, 9)), [entry]);
        assert_eq!(world.elsewhere(|tx| audit_log::latest(tx, 9)), []);
    }

    fn a_command_on_the_servers_machine_has_no_agent(world) {
        world.write(|tx| audit_log::insert(tx, None, "", "", &json!(null)));
        let entries = world.write(|tx| audit_log::latest(tx, 9));
        assert_eq!((entries[0].agent, entries[0].detail.as_str()), (None, "null"));
    }

    /// The line stays when the agent is gone, so it does not lean on their row.
    fn a_line_may_be_about_an_agent_who_is_not_there(world) {
        world.write(|tx| audit_log::insert(tx, Some(AgentId::ZERO), "key.create", "", &json!({})));
        assert_eq!(world.write(|tx| audit_log::latest(tx, 9))[0].agent, Some(AgentId::ZERO));
    }

    fn lines_come_newest_first_even_of_one_moment(world) {
        world.write(|tx| {
            (0..5).try_for_each(|n| audit_log::insert(tx, None, "count", &n.to_string(), &json!({})))
        });
        world.later(1);
        world.write(|tx| audit_log::insert(tx, None, "count", "5", &json!({})));
        let subjects = |limit| {
            let entries = world.write(move |tx| audit_log::latest(tx, limit));
            entries.into_iter().map(|entry| entry.subject).collect::<String>()
        };
        assert_eq!((subjects(9), subjects(2), subjects(0)), ("543210".into(), "54".into(), String::new()));
    }

    fn details_are_any_json(world) {
        for text in texts() {
            let detail = json!({"name": text, "list": [1, -1.5, null, true]});
            let kept = detail.clone();
            world.write(move |tx| audit_log::insert(tx, None, "key.create", &text, &detail));
            let entries = world.write(|tx| audit_log::latest(tx, 1));
            assert_eq!(serde_json::from_str::<serde_json::Value>(&entries[0].detail).unwrap(), kept);
        }
    }
}
