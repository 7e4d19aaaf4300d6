//! A group of endpoints and the cases that prove them.

use std::{
    any::Any,
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use bonafide_domain::token::Reason;

use crate::{
    bad,
    call::Call,
    contract::Contract,
    log,
    world::{Engine, Seen, World},
};

/// A case: its name, and what happens in it.
pub(crate) type Case = (&'static str, fn(&World));

/// Endpoints that are proved together.
pub(crate) struct Group {
    /// Their names, such as `GET /livez`.
    pub(crate) rows: &'static [&'static str],
    /// For each row, in their order, a call that succeeds in this world.
    pub(crate) samples: fn(&World) -> Vec<Call>,
    /// What is proved, file by file.
    pub(crate) cases: &'static [&'static [Case]],
}

/// Cases by the names of their functions.
#[macro_export]
macro_rules! cases {
    ($($case:ident,)*) => { &[$((stringify!($case), $case as fn(&$crate::world::World))),*] };
}

/// Codes that no case provokes, and why.
const UNPROVOKED: &[(&str, &str)] = &[
    ("internal", "a fault of ours: an answer with it fails the case. Its form is proved in tests/foundation"),
    (
        "busy",
        "a queue of ten thousand that is full, or two transactions that met: proved in the store's tests",
    ),
    ("outcome_unknown", "a connection to PostgreSQL that is lost during COMMIT: proved in the store's tests"),
];

impl Group {
    /// Walks the cases, each in a world of its own, and names those that failed and the codes that nobody provoked.
    ///
    /// On PostgreSQL a world costs ten times as much, so what never reaches the database is left out there.
    pub(crate) fn walk(&self, name: &str, engine: Engine) {
        let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
        let mut walked = |case: &str, played: Result<BTreeSet<Seen>, String>| match played {
            Ok(more) => seen.extend(more),
            Err(words) => wrong.push(format!("case {case}: {words}")),
        };
        for (case, happens) in self.cases.iter().copied().flatten() {
            walked(case, played(engine, happens));
        }
        let before_the_database = match engine {
            Engine::Sqlite => bad::BEFORE_THE_DATABASE,
            Engine::Postgresql => &[],
        };
        for (case, happens) in before_the_database.iter().chain(bad::WITH_THE_DATABASE) {
            walked(case, played(engine, |world| happens(world, self)));
        }
        if engine == Engine::Sqlite {
            wrong.extend(self.missing(&seen));
        }
        wrong.extend(log::complaints().into_iter().map(|line| format!("in the log: {line}")));
        assert!(wrong.is_empty(), "{name}, {engine:?}:\n{}", wrong.join("\n"));
    }

    /// What the table lists and no case saw.
    fn missing(&self, seen: &BTreeSet<Seen>) -> Vec<String> {
        let excused = |code: &str| UNPROVOKED.iter().any(|(excused, _)| *excused == code);
        let mut missing = Vec::new();
        for name in self.rows {
            let row = Contract::of_the_table().row(name);
            let listed = row.successes.iter().map(u16::to_string).chain(row.codes.iter().cloned());
            let reasons = messaging_reasons().map(|reason| format!("invalid_auth {reason}"));
            let reasons = reasons.filter(|_| row.codes.contains("invalid_auth"));
            let unseen = listed
                .chain(reasons)
                .filter(|told| !excused(told) && !seen.contains(&(row.name(), told.clone())));
            missing.extend(unseen.map(|told| format!("{name} never answered {told}")));
        }
        missing
    }
}

/// The reasons of the rules on messaging tokens: all up to the first of another channel's.
fn messaging_reasons() -> impl Iterator<Item = Reason> {
    Reason::ALL.iter().copied().take_while(|reason| *reason != Reason::IatMissing)
}

/// What was seen in a case, or the words it failed with.
fn played(engine: Engine, happens: impl Fn(&World)) -> Result<BTreeSet<Seen>, String> {
    let played = catch_unwind(AssertUnwindSafe(|| {
        let world = World::new(engine);
        happens(&world);
        world.seen.take()
    }));
    played.map_err(|payload| words(payload.as_ref()))
}

fn words(payload: &(dyn Any + Send)) -> String {
    let words = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}
