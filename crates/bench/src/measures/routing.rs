//! How long the rules of a workstream take to decide about a ticket (ROU-2): the function that decides, in a loop, without a server.

use std::hint::black_box;

use bonafide_domain::{
    context::{ContextName, ContextType},
    id::{Id, QueueId},
    limits,
    metadata::{FieldValue, Metadata},
    routing::{Condition, Draft, Facts, PageCounts, Proved, Rule, Test, Variable, Workstream},
    setting::SettingKind,
    text::FieldId,
};

use crate::{
    figures::{Measured, ROUNDS, Table, median_of, number},
    limits::verification::micros,
};

const QUEUE: QueueId = Id::from_bytes([1; 12]);
/// How many rules there are, up to as many as a workstream may have, and how the page writes it.
const RULES: [(usize, &str); 3] = [(10, "10"), (100, "100"), (limits::ROUTING_RULES, "1\u{202f}000")];
/// How many rules are looked at in a round, whatever number of them there is: a tenth of a second or so.
const LOOKED_AT: usize = 2_000_000;

/// Measures a decision that the last rule of a workstream takes.
pub(crate) fn measure() -> Measured {
    let row = |(rules, written): (usize, &str)| {
        let (workstream, facts) = (workstream(rules), facts());
        let times = u32::try_from(LOOKED_AT / rules).unwrap_or(u32::MAX);
        let decide = || drop(black_box(workstream.route(black_box(&facts))));
        let rounds: Vec<f64> = (0..ROUNDS).map(|_| micros(times, decide)).collect();
        (format!("of {written} rules the last takes it"), vec![number(median_of(&rounds, |round| *round))])
    };
    let table = Table {
        title: "Routing".to_owned(),
        says: "What it takes to decide in which queue a ticket waits. Each rule but the last has three conditions: that the person \
               is signed in, and two on context variables, of which the second is not met."
            .to_owned(),
        columns: vec!["a decision, µs".to_owned()],
        rows: RULES.into_iter().map(row).collect(),
    };
    Measured { table, reached: Vec::new() }
}

fn name(name: &str) -> ContextName {
    ContextName::new(name).expect("it is a name")
}

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

fn workstream(rules: usize) -> Workstream {
    let rule = |total: usize| Rule {
        name: format!("rule {total}"),
        conditions: vec![
            Condition::Authenticated { is: true },
            Condition::Context { name: name("tier"), test: Test::Contains { value: text("gold") } },
            Condition::Context {
                name: name("total"),
                test: Test::Above { value: FieldValue::Number(total.into()) },
            },
        ],
        queue: QUEUE,
        priority: 0,
    };
    let mut rules: Vec<Rule> = (1..rules).map(rule).collect();
    rules.push(Rule { conditions: Vec::new(), ..rule(0) });
    let variables = vec![
        Variable { name: name("tier"), kind: ContextType::Text },
        Variable { name: name("total"), kind: ContextType::Number },
    ];
    Workstream::new(&Draft { variables, rules, fallback: QUEUE }).expect("it can decide")
}

/// Somebody who is signed in and for whom the conditions are looked at up to the last one.
fn facts() -> Facts {
    let department = FieldId::new("department").expect("it is an id");
    Facts {
        channel: Id::from_bytes([2; 12]),
        brand: Id::from_bytes([3; 12]),
        proved: Some(Proved { setting: Id::from_bytes([4; 12]), kind: SettingKind::SigningKeys }),
        page_counts: PageCounts::Never,
        signed: [(name("tier"), text("a gold customer")), (name("total"), FieldValue::Number(0.into()))]
            .into(),
        page: Metadata { fields: [(department, text("Returns"))].into(), ..Metadata::default() },
        language: Some("de-CH".to_owned()),
        open: [QUEUE].into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rou_2_what_is_measured_is_a_decision_of_the_last_rule() {
        for (rules, _) in RULES {
            let decision = workstream(rules).route(&facts());
            assert_eq!(decision.rule, Some(rules - 1));
            assert!(
                decision.passed.iter().all(|passed| passed.condition == 2),
                "each but the last is looked at whole"
            );
        }
    }
}
