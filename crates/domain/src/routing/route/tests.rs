use super::*;
use crate::{
    context::{ContextName, ContextType},
    id::{BrandId, ChannelId, Id, SettingId},
    limits,
    metadata::Metadata,
    routing::{Condition, Draft, DraftRefused, Proved, Rule, Test, Variable, draft::RuleRefused},
    setting::SettingKind,
    text::{FieldId, Tag},
};

const fn id<K>(byte: u8) -> Id<K> {
    Id::from_bytes([byte; 12])
}

const FALLBACK: QueueId = id(99);
const CHANNEL: ChannelId = id(1);
const BRAND: BrandId = id(2);
const SETTING: SettingId = id(3);

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.into())
}

fn number(number: i64) -> FieldValue {
    FieldValue::Number(number.into())
}

fn name(name: &str) -> ContextName {
    ContextName::new(name).unwrap()
}

fn context(of: &str, test: Test) -> Condition {
    Condition::Context { name: name(of), test }
}

fn field(id: &str, test: Test) -> Condition {
    Condition::PageField { id: id.into(), test }
}

fn equals(value: FieldValue) -> Test {
    Test::Equals { value }
}

/// The rules by their conditions; the first sends to queue 1, the second to queue 2, and so on.
fn draft(rules: Vec<Vec<Condition>>) -> Draft {
    let variable = |(of, kind)| Variable { name: name(of), kind };
    let rule = |(number, conditions): (usize, Vec<Condition>)| {
        let at = u8::try_from(number).unwrap() + 1;
        Rule { name: format!("rule {at}"), conditions, queue: id(at), priority: i64::from(at) * 10 }
    };
    Draft {
        variables: [("tier", ContextType::Text), ("total", ContextType::Number)].map(variable).into(),
        rules: rules.into_iter().enumerate().map(rule).collect(),
        fallback: FALLBACK,
    }
}

fn facts() -> Facts {
    Facts {
        channel: CHANNEL,
        brand: BRAND,
        proved: None,
        page_counts: PageCounts::Never,
        signed: [].into(),
        page: Metadata::default(),
        language: None,
        open: [].into(),
    }
}

fn proved() -> Facts {
    Facts { proved: Some(Proved { setting: SETTING, kind: SettingKind::SigningKeys }), ..facts() }
}

fn signed(of: &str, value: FieldValue) -> Facts {
    Facts { signed: [(name(of), value)].into(), ..proved() }
}

fn page(of: &str, value: FieldValue, page_counts: PageCounts) -> Facts {
    let page = Metadata { fields: [(FieldId::new(of).unwrap(), value)].into(), ..Metadata::default() };
    Facts { page_counts, page, ..facts() }
}

/// Why one condition is not met.
fn why_not(condition: Condition, facts: &Facts) -> Option<Why> {
    let decision = Workstream::new(&draft(vec![vec![condition]])).unwrap().route(facts);
    assert_eq!(decision.passed.is_empty(), decision.rule == Some(0));
    decision.passed.first().map(|passed| passed.why)
}

#[test]
fn rou_1_the_first_rule_whose_conditions_are_all_met_takes_it_and_else_the_fallback_queue() {
    let is = |is| Condition::Authenticated { is };
    let rules = vec![vec![is(true), Condition::Channel { id: CHANNEL }], vec![is(false)], vec![]];
    let workstream = Workstream::new(&draft(rules)).unwrap();
    let decision = workstream.route(&facts());
    assert_eq!((decision.queue, decision.priority, decision.rule), (id(2), 20, Some(1)));
    assert_eq!(workstream.route(&proved()).rule, Some(0));

    let none = Workstream::new(&draft(vec![vec![is(true)]])).unwrap().route(&facts());
    assert_eq!((none.queue, none.priority, none.rule), (FALLBACK, 0, None));
    let empty = Workstream::new(&draft(vec![])).unwrap().route(&facts());
    assert_eq!((empty.queue, empty.passed), (FALLBACK, vec![]));
}

#[test]
fn rou_6_of_each_earlier_rule_it_is_said_which_condition_was_not_met_and_why() {
    let rules = vec![
        vec![Condition::Authenticated { is: true }],
        vec![Condition::Channel { id: CHANNEL }, context("tier", equals(text("gold")))],
        vec![context("total", Test::Above { value: number(100) })],
        vec![],
        vec![Condition::Authenticated { is: true }],
    ];
    let page = page("tier", text("gold"), PageCounts::Never);
    let decision = Workstream::new(&draft(rules)).unwrap().route(&page);
    assert_eq!(decision.rule, Some(3));
    let passed = [(0, Why::Otherwise), (1, Why::NotSigned), (0, Why::Unknown)];
    assert_eq!(decision.passed, passed.map(|(condition, why)| Passed { condition, why }));
}

#[test]
fn rou_2_each_kind_of_condition() {
    let language = |language: &str| Facts { language: Some(language.into()), ..facts() };
    let tagged = Facts {
        page: Metadata { tags: [Tag::new("vip").unwrap()].into(), ..Metadata::default() },
        ..facts()
    };
    let open = Facts { open: [id(7)].into(), ..facts() };
    let tag = |tag: &str| Condition::Language { tag: tag.into() };
    let hours = |queue, open| Condition::Hours { queue: id(queue), open };
    let (otherwise, unknown) = (Some(Why::Otherwise), Some(Why::Unknown));
    let table: Vec<(Condition, Facts, Option<Why>)> = vec![
        (Condition::Authenticated { is: true }, proved(), None),
        (Condition::Authenticated { is: false }, proved(), otherwise),
        (Condition::Authenticated { is: false }, facts(), None),
        (Condition::Proof { kind: SettingKind::SigningKeys }, proved(), None),
        (Condition::Proof { kind: SettingKind::SharedSecret }, proved(), otherwise),
        (Condition::Proof { kind: SettingKind::SigningKeys }, facts(), unknown),
        (Condition::Setting { id: SETTING }, proved(), None),
        (Condition::Setting { id: id(9) }, proved(), otherwise),
        (Condition::Setting { id: SETTING }, facts(), unknown),
        (Condition::Channel { id: CHANNEL }, facts(), None),
        (Condition::Channel { id: id(9) }, facts(), otherwise),
        (Condition::Brand { id: BRAND }, facts(), None),
        (Condition::Brand { id: id(9) }, facts(), otherwise),
        (tag("de"), language("de-CH"), None),
        (tag("DE"), language("de"), None),
        (tag("de-ch"), language("de-CH"), None),
        (tag("de-CH"), language("de"), otherwise),
        (tag("d"), language("de"), otherwise),
        (tag("de"), facts(), unknown),
        (Condition::PageTag { tag: "vip".into() }, tagged.clone(), None),
        (Condition::PageTag { tag: "VIP".into() }, tagged, otherwise),
        (hours(7, true), open.clone(), None),
        (hours(7, false), open.clone(), otherwise),
        (hours(8, false), open, None),
    ];
    for (condition, facts, expected) in table {
        assert_eq!(why_not(condition.clone(), &facts), expected, "{condition:?}");
    }
}

#[test]
fn rou_2_each_way_to_compare_a_context_variable() {
    let one_of = |values: &[FieldValue]| Test::OneOf { values: values.into() };
    let (below, above) = (|value| Test::Below { value }, |value| Test::Above { value });
    let differs = |value| Test::Differs { value };
    let contains = |part| Test::Contains { value: text(part) };
    let otherwise = Some(Why::Otherwise);
    let table: Vec<(&str, Test, FieldValue, Option<Why>)> = vec![
        ("tier", equals(text("gold")), text("gold"), None),
        ("tier", equals(text("gold")), text("Gold"), otherwise),
        ("tier", equals(text("1")), number(1), None),
        ("tier", equals(FieldValue::Truth(true)), text("true"), None),
        ("tier", differs(text("gold")), text("silver"), None),
        ("tier", differs(text("gold")), text("gold"), otherwise),
        ("tier", contains("ol"), text("gold"), None),
        ("tier", contains("OL"), text("gold"), otherwise),
        ("tier", one_of(&[text("gold"), text("silver")]), text("silver"), None),
        ("tier", one_of(&[text("gold")]), text("silver"), otherwise),
        ("total", equals(number(10)), text("10.0"), None),
        ("total", differs(text("10")), number(10), otherwise),
        ("total", one_of(&[number(1), text("2")]), text("2"), None),
        // OMN-17: as numbers and not as texts.
        ("total", below(number(10_000)), text("9"), None),
        ("total", below(number(10_000)), number(10_000), otherwise),
        ("total", above(text("10000")), text("10000.5"), None),
        ("total", above(number(9)), number(9), otherwise),
        ("total", above(number(9)), text("many"), Some(Why::OtherType)),
        ("total", differs(number(9)), FieldValue::Truth(true), Some(Why::OtherType)),
    ];
    for (variable, test, value, expected) in table {
        let facts = signed(variable, value.clone());
        assert_eq!(why_not(context(variable, test.clone()), &facts), expected, "{test:?} of {value:?}");
    }
    let absent = context("tier", differs(text("gold")));
    assert_eq!(why_not(absent, &signed("Tier", text("silver"))), Some(Why::Unknown), "OMN-7: case counts");
}

#[test]
fn rou_3_only_signed_values_satisfy_a_condition_where_the_channel_is_authenticated() {
    let gold = || context("tier", equals(text("gold")));
    assert_eq!(why_not(gold(), &page("tier", text("gold"), PageCounts::Never)), Some(Why::NotSigned));
    assert_eq!(why_not(gold(), &page("tier", text("gold"), PageCounts::WhereNothingIsSigned)), None);
    // What the page says never stands in the place of what was signed.
    for page_counts in [PageCounts::Never, PageCounts::WhereNothingIsSigned] {
        let both = Facts {
            signed: [(name("tier"), text("silver"))].into(),
            ..page("tier", text("gold"), page_counts)
        };
        assert_eq!(why_not(gold(), &both), Some(Why::Otherwise));
        let differs = context("tier", Test::Differs { value: text("gold") });
        let not_signed = why_not(differs, &page("tier", text("silver"), PageCounts::Never));
        assert_eq!(not_signed, Some(Why::NotSigned));
    }
}

#[test]
fn key_7_a_rule_reads_a_field_that_the_page_set_on_whatever_channel() {
    let (below, above) = (|value| Test::Below { value }, |value| Test::Above { value });
    let differs = |value| Test::Differs { value };
    let otherwise = Some(Why::Otherwise);
    let table: Vec<(Test, FieldValue, Option<Why>)> = vec![
        (equals(text("Returns")), text("Returns"), None),
        (equals(text("Returns")), text("returns"), otherwise),
        (equals(text("7")), number(7), None),
        (equals(FieldValue::Truth(true)), text("true"), None),
        (differs(text("Returns")), text("Sales"), None),
        (Test::Contains { value: text("urn") }, text("Returns"), None),
        (Test::OneOf { values: vec![text("Sales"), text("Returns")] }, text("Returns"), None),
        (Test::OneOf { values: vec![text("Sales")] }, text("Returns"), otherwise),
        // As numbers and not as texts.
        (below(number(10)), text("9"), None),
        (above(text("9")), number(10), None),
        (above(number(9)), number(9), otherwise),
        (above(number(9)), text("many"), Some(Why::OtherType)),
    ];
    for (test, value, expected) in table {
        for page_counts in [PageCounts::Never, PageCounts::WhereNothingIsSigned] {
            let said = page("department", value.clone(), page_counts);
            let condition = field("department", test.clone());
            assert_eq!(why_not(condition, &said), expected, "{test:?} of {value:?}");
        }
    }
    let absent = field("department", differs(text("Returns")));
    assert_eq!(why_not(absent, &page("Department", text("Sales"), PageCounts::Never)), Some(Why::Unknown));
}

#[test]
fn rou_3_a_field_of_the_page_and_the_context_variable_of_its_name_are_two_things() {
    let gold = || equals(text("gold"));
    let said = page("tier", text("gold"), PageCounts::Never);
    assert_eq!(why_not(field("tier", gold()), &said), None);
    assert_eq!(why_not(context("tier", gold()), &said), Some(Why::NotSigned));
    let signed = signed("tier", text("gold"));
    assert_eq!(why_not(context("tier", gold()), &signed), None);
    assert_eq!(why_not(field("tier", gold()), &signed), Some(Why::Unknown), "nor the other way round");
}

#[test]
fn rou_1_what_could_never_decide_is_refused() {
    let refused = |conditions: Vec<Condition>| match Workstream::new(&draft(vec![vec![], conditions])) {
        Err(DraftRefused::InRule { rule: 1, what }) => what,
        other => panic!("{other:?}"),
    };
    let not_comparable = |of: &str| RuleRefused::NotComparable(name(of));
    let above = |value| Test::Above { value };
    let table = [
        (context("Tier", equals(text("a"))), RuleRefused::NotDefined(name("Tier"))),
        (context("tier", above(number(1))), not_comparable("tier")),
        (context("total", above(text("many"))), not_comparable("total")),
        (context("total", Test::Contains { value: number(1) }), not_comparable("total")),
        (context("total", equals(FieldValue::Truth(true))), not_comparable("total")),
        (context("tier", Test::Contains { value: text("") }), RuleRefused::Value),
        (context("tier", Test::OneOf { values: vec![] }), RuleRefused::Value),
        (context("tier", Test::OneOf { values: vec![text("a"); 51] }), RuleRefused::Value),
        (context("tier", equals(text(&"x".repeat(256)))), RuleRefused::Value),
        (context("tier", equals(text("a\u{0}"))), RuleRefused::Value),
        (Condition::PageTag { tag: "two words".into() }, RuleRefused::Value),
        (field("", equals(text("a"))), RuleRefused::Value),
        (field("department", Test::Contains { value: text("") }), RuleRefused::Value),
        (
            field("total", above(text("many"))),
            RuleRefused::FieldNotComparable(FieldId::new("total").unwrap()),
        ),
        (Condition::Language { tag: String::new() }, RuleRefused::Value),
        (Condition::Language { tag: "dé".into() }, RuleRefused::Value),
    ];
    for (condition, what) in table {
        assert_eq!(refused(vec![condition.clone()]), what, "{condition:?}");
    }
    let many = vec![Condition::Authenticated { is: true }; limits::CONDITIONS + 1];
    assert_eq!(refused(many), RuleRefused::TooManyConditions { limit: limits::CONDITIONS });
}

#[test]
fn rou_1_a_workstream_has_its_limits() {
    let mut twice = draft(vec![]);
    twice.variables.push(Variable { name: name("tier"), kind: ContextType::Number });
    assert_eq!(Workstream::new(&twice).err(), Some(DraftRefused::VariableTwice(name("tier"))));
    let mut many = draft(vec![]);
    many.variables =
        (0..101).map(|at| Variable { name: name(&at.to_string()), kind: ContextType::Text }).collect();
    let limit = limits::CONTEXT_VARIABLES;
    assert_eq!(Workstream::new(&many).err(), Some(DraftRefused::TooManyVariables { limit }));
    let mut rules = draft(vec![vec![]]);
    rules.rules = vec![rules.rules[0].clone(); limits::ROUTING_RULES + 1];
    let limit = limits::ROUTING_RULES;
    assert_eq!(Workstream::new(&rules).err(), Some(DraftRefused::TooManyRules { limit }));
    for (name, priority) in [("", 0), ("name", -1), ("name", 101)] {
        let mut odd = draft(vec![vec![]]);
        odd.rules[0].name = name.into();
        odd.rules[0].priority = priority;
        assert!(
            matches!(Workstream::new(&odd), Err(DraftRefused::InRule { rule: 0, .. })),
            "{name} {priority}"
        );
    }
}

#[test]
fn a_draft_is_read_back_as_it_was_written() {
    let written = draft(vec![
        vec![
            Condition::Authenticated { is: true },
            Condition::Proof { kind: SettingKind::SharedSecret },
            Condition::Setting { id: SETTING },
            context("tier", Test::OneOf { values: vec![text("a"), number(1), FieldValue::Truth(false)] }),
            Condition::PageTag { tag: "vip".into() },
            field("department", equals(text("Returns"))),
            Condition::Brand { id: BRAND },
            Condition::Language { tag: "de".into() },
            Condition::Hours { queue: id(7), open: false },
        ],
        vec![Condition::Channel { id: CHANNEL }],
    ]);
    let json = serde_json::to_string(&written).unwrap();
    assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), written);
    let queues: Vec<QueueId> = written.queues().collect();
    assert_eq!(queues, [id(1), id(7), id(2), FALLBACK]);
}
