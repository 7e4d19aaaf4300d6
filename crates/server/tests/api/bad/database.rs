//! Calls while the database cannot be reached.

use super::samples;
use crate::{group::Group, world::World};

pub(super) fn without_it_nothing_is_done(world: &World, group: &Group) {
    let samples = samples(world, group);
    world.app.store.close();
    for (row, sample) in &samples {
        let answer = world.ask(sample.clone());
        if row.codes.contains("unavailable") {
            answer.refused("unavailable");
        } else {
            assert!(row.successes.contains(&answer.status), "{answer:?}");
        }
    }
}
