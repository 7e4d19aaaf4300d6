//! Every order of events on small worlds: none may break a sentence, and what should come about does.

use bonafide_model::check;

/// Looks at a small world under each of its policies.
fn holds(name: &str) {
    let bounds = check::ALL.iter().find(|bounds| bounds.name == name).expect("a world has this name");
    for policy in bounds.policies {
        let report = check::run(*bounds, *policy, bounds.events);
        assert!(report.holds(), "{name}, {}:\n{}", policy.as_str(), report.words().join("\n"));
    }
}

#[test]
fn see_1_ses_11_marks_and_words_stay_with_those_who_wrote_them() {
    holds("marks");
}

#[test]
fn mrg_1_to_mrg_7_joins_lose_and_double_nothing() {
    holds("joins");
}

#[test]
fn ses_7_ses_8_ses_13_whoever_was_ended_or_banned_does_not_act() {
    holds("bans");
}

#[test]
fn res_1_to_res_9_an_address_has_one_holder_and_leads_to_nobody_else() {
    holds("addresses");
}

#[test]
fn eml_2_to_eml_9_a_form_moves_an_address_and_nothing_besides() {
    holds("forms");
}

#[test]
fn mrg_8_mrg_12_two_who_are_one_are_two_again_with_what_is_theirs() {
    holds("merges");
}

#[test]
fn eml_6_ses_13_addresses_and_bans_come_apart_again() {
    holds("kin");
}

#[test]
fn res_11_whoever_was_erased_is_nobody_and_comes_as_somebody_new() {
    holds("erasures");
}

#[test]
fn mrg_11_only_who_is_asked_says_that_it_is_theirs() {
    holds("questions");
}

#[test]
fn mrg_9_conversations_stay_apart_whoever_turns_out_to_have_written_them() {
    holds("apart");
}

#[test]
fn everything_at_once() {
    holds("everything");
}

#[test]
fn every_world_is_looked_at() {
    let names: Vec<_> = check::ALL.iter().map(|bounds| bounds.name).collect();
    assert_eq!(
        names,
        [
            "marks",
            "joins",
            "bans",
            "addresses",
            "forms",
            "merges",
            "kin",
            "erasures",
            "questions",
            "apart",
            "everything"
        ]
    );
}
