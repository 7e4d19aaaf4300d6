//! What every endpoint refuses: strangers, bodies, paths and queries that are wrong, and calls without a database.
//!
//! Each case walks the samples of a group. What is refused changes nothing, and the sample succeeds afterwards: it was
//! refused for what was made wrong, and for nothing else.

mod bodies;
mod database;
mod members;
mod paths;
mod queries;
mod sessions;
mod strangers;

use crate::{
    call::Call,
    contract::{Contract, Row},
    group::Group,
    world::World,
};

/// A case for each group.
type CaseOfAll = (&'static str, fn(&World, &Group));

/// What is refused before the database is asked for more than who it is: the same on both.
pub(crate) const BEFORE_THE_DATABASE: &[CaseOfAll] = &[
    ("strangers_are_refused", strangers::are_refused),
    ("sessions_that_do_not_count_are_refused", sessions::that_do_not_count_are_refused),
    ("bodies_that_are_no_objects_are_refused", bodies::that_are_no_objects_are_refused),
    ("without_a_database_nothing_is_done", database::without_it_nothing_is_done),
];

/// Texts and numbers that may reach the database.
pub(crate) const WITH_THE_DATABASE: &[CaseOfAll] = &[
    ("wrong_members_are_refused", members::that_are_wrong_are_refused),
    ("ids_that_name_nothing_are_not_found", paths::that_name_nothing_are_not_found),
    ("wrong_queries_are_refused", queries::that_are_wrong_are_refused),
];

/// The samples of a group with their rows.
fn samples(world: &World, group: &Group) -> Vec<(&'static Row, Call)> {
    let samples = (group.samples)(world);
    let rows = group.rows.iter().map(|name| Contract::of_the_table().row(name));
    assert_eq!(samples.len(), group.rows.len());
    let pairs: Vec<_> = rows.zip(samples).collect();
    for (row, sample) in &pairs {
        let arrives = Contract::of_the_table().row_of(sample).map(Row::name);
        assert_eq!(arrives, Some(row.name()), "the sample of another row");
    }
    pairs
}

/// Runs what must be refused, and proves that nothing was changed by it and that the samples succeed afterwards.
fn refused(world: &World, samples: &[(&Row, Call)], wrong: impl Fn(&Row, &Call)) {
    let before = world.row_counts();
    for (row, sample) in samples {
        wrong(row, sample);
    }
    let after = world.row_counts();
    let changed: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
    assert!(changed.is_empty(), "something was changed: {changed:?}");
    for (row, sample) in samples {
        let answer = world.ask(sample.clone());
        assert!(row.successes.contains(&answer.status), "the sample itself: {answer:?}");
    }
}
