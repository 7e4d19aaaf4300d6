//! Ids in paths that name nothing.

use super::{refused, samples};
use crate::{contract::Row, group::Group, world::World};

pub(super) fn that_name_nothing_are_not_found(world: &World, group: &Group) {
    let mut with_ids = samples(world, group);
    with_ids.retain(|(row, _)| row.path.contains('{'));
    let elsewhere = world.company().channel_id.clone();
    refused(world, &with_ids, |row, sample| {
        let id = id(row, sample.path());
        let mut wrong = vec![
            id.to_uppercase(),
            id[..id.len() - 1].to_owned(),
            format!("{id}0"),
            format!("%20{id}"),
            format!("{id}%00"),
            format!("{id}%2F"),
            format!("..%2F{id}"),
            "%00".to_owned(),
            "%C3%A9".repeat(24),
            "%FF".repeat(24),
            "%".to_owned(),
            "g".repeat(24),
            "0".repeat(24),
            "f".repeat(24),
            "-1".to_owned(),
            "null".to_owned(),
            "x".repeat(4_000),
            format!("app_{}", "0".repeat(24)),
            format!("app_{}", elsewhere.to_uppercase()),
        ];
        if !row.path.starts_with("/admin/v1/channels/{id}") {
            wrong.extend([elsewhere.clone(), format!("app_{elsewhere}")]);
        }
        for wrong in wrong {
            world.ask(sample.clone().to(sample.target.replace(&id, &wrong))).refused("not_found");
        }
    });
}

/// The id that stands where the row has a parameter. Of an app that is none, whoever calls is told that they prove no key of it.
fn id(row: &Row, path: &str) -> String {
    let mut pairs = row.path.split('/').zip(path.split('/'));
    pairs.find(|(name, _)| name.starts_with('{') && *name != "{app}").unwrap().1.to_owned()
}
