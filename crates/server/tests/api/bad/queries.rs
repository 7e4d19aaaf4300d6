//! Query strings that are not what the endpoint takes.

use super::{refused, samples};
use crate::{group::Group, world::World};

/// Parameters that are texts of the customer's own, or name something by a text, and what such a text may well be.
const TEXTS: &[&str] = &["external_id", "subject", "channel"];
const MAY_BE: &[&str] = &["nonsense", "1e3", "0x1", "99999999999999999999"];
/// What is searched for may have several words, and signs.
const SEARCH_MAY_BE: &[&str] = &["[]", "1%20"];

pub(super) fn that_are_wrong_are_refused(world: &World, group: &Group) {
    let mut asking = samples(world, group);
    asking.retain(|(row, _)| !row.query().is_empty());
    refused(world, &asking, |row, sample| {
        let path = sample.path();
        for name in row.query() {
            for value in [
                "nonsense",
                "",
                "%00",
                "%FF",
                "%ED%A0%80",
                "1e3",
                "0x1",
                "[]",
                "99999999999999999999",
                "1%20",
            ] {
                let is_search = name == "search";
                if is_search && SEARCH_MAY_BE.contains(&value) {
                    continue;
                }
                if (is_search || TEXTS.contains(&name)) && MAY_BE.contains(&value) {
                    continue;
                }
                world.ask(sample.clone().to(format!("{path}?{name}={value}"))).refused("bad_request");
            }
            world.ask(sample.clone().to(format!("{path}?{name}=1&{name}=1"))).refused("bad_request");
            world.ask(sample.clone().to(format!("{path}?{}=1", name.to_uppercase()))).refused("bad_request");
        }
        let separator = if sample.target.contains('?') { '&' } else { '?' };
        for unknown in ["unknown=1", "unknown", "limit=1", "session=bfs_1", "token=eyJ"] {
            let target = format!("{}{separator}{unknown}", sample.target);
            world.ask(sample.clone().to(target)).refused("bad_request");
        }
    });
}
