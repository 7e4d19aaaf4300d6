//! Bodies that are not one JSON object, or are too large.

use super::{refused, samples};
use crate::{contract::Contract, group::Group, world::World};

const JSON: &str = "application/json";

pub(super) fn that_are_no_objects_are_refused(world: &World, group: &Group) {
    let mut taking = samples(world, group);
    taking.retain(|(row, _)| Contract::of_the_table().request(row).is_some());
    refused(world, &taking, |row, sample| {
        let good = sample.body.clone().unwrap();
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "", "application"]
        {
            world.ask(sample.clone().bytes(kind, good.clone())).refused("unsupported_media_type");
        }
        for body in no_objects(&good) {
            world.ask(sample.clone().bytes(JSON, body)).refused("bad_request");
        }
        let mut large = good.clone();
        large.resize(Contract::most(row) + 1, b' ');
        world.ask(sample.clone().bytes(JSON, large)).refused("too_large");
    });
}

/// Bodies that are no JSON, or JSON of another kind.
fn no_objects(good: &[u8]) -> Vec<Vec<u8>> {
    let listed = [b"[", good, b"]"].concat();
    let twice = [good, good].concat();
    let cut = good[..good.len() - 1].to_vec();
    let commented = [b"/* a comment */", good].concat();
    let marked = [b"\xef\xbb\xbf", good].concat();
    let deep = "[".repeat(50_000).into_bytes();
    let deep_objects = "{\"a\":".repeat(15_000).into_bytes();
    let mut bad: Vec<Vec<u8>> =
        ["", " ", "nonsense", "{", "{\"a\":}", "null", "true", "1", "1e999", "\"text\"", "[]"]
            .map(|text| text.as_bytes().to_vec())
            .to_vec();
    bad.extend([listed, twice, cut, commented, marked, deep, deep_objects]);
    bad.extend([b"\xff\xfe{\0}\0".to_vec(), b"{\"\xc3\x28\":1}".to_vec()]);
    bad
}
