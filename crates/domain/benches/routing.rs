//! How long a decision over as many rules as a workstream may have takes, the last of which matches (ROU-2). Run it with
//! `cargo bench -p bonafide-domain --bench routing`.
#![expect(clippy::disallowed_methods, reason = "this measures time")]

use std::{hint::black_box, time::Instant};

use bonafide_domain::{
    context::{ContextName, ContextType},
    id::{Id, QueueId},
    limits,
    metadata::{FieldValue, Metadata},
    routing::{Condition, Draft, Facts, PageCounts, Proved, Rule, Test, Variable, Workstream},
    setting::SettingKind,
};

const QUEUE: QueueId = Id::from_bytes([1; 12]);
const DECISIONS: u32 = 2_000;

fn main() {
    let name = |name: &str| ContextName::new(name).expect("it is a name");
    let number = |number: usize| FieldValue::Number(number.into());
    let text = |text: &str| FieldValue::Text(text.to_owned());
    let rule = |total: usize| Rule {
        name: format!("rule {total}"),
        conditions: vec![
            Condition::Authenticated { is: true },
            Condition::Context { name: name("tier"), test: Test::Contains { value: text("gold") } },
            Condition::Context { name: name("total"), test: Test::Above { value: number(total) } },
        ],
        queue: QUEUE,
        priority: 0,
    };
    let mut rules: Vec<Rule> = (1..limits::ROUTING_RULES).map(rule).collect();
    rules.push(Rule { conditions: Vec::new(), ..rule(0) });
    let variables = vec![
        Variable { name: name("tier"), kind: ContextType::Text },
        Variable { name: name("total"), kind: ContextType::Number },
    ];
    let workstream = Workstream::new(&Draft { variables, rules, fallback: QUEUE }).expect("it can decide");
    let facts = Facts {
        channel: Id::from_bytes([2; 12]),
        brand: Id::from_bytes([3; 12]),
        proved: Some(Proved { setting: Id::from_bytes([4; 12]), kind: SettingKind::SigningKeys }),
        page_counts: PageCounts::Never,
        signed: [(name("tier"), text("a gold customer")), (name("total"), number(0))].into(),
        page: Metadata::default(),
        language: Some("de-CH".to_owned()),
        open: [QUEUE].into(),
    };
    let begun = Instant::now();
    for _ in 0..DECISIONS {
        black_box(workstream.route(black_box(&facts)));
    }
    println!("{:?} for a decision over {} rules", begun.elapsed() / DECISIONS, limits::ROUTING_RULES);
}
