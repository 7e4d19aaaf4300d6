//! Random histories: what they come to, without a server beside them.

use std::collections::BTreeSet;

use bonafide_domain::identity::EmailPolicy;
use bonafide_model::{World, check, histories};

/// How many histories are looked at: a few seconds long.
const HISTORIES: u64 = 4_000;

#[test]
fn histories_come_to_whatever_comes_about_in_the_small_worlds() {
    let begin = World::new(EmailPolicy::VerifiedOnly, histories::BROWSERS);
    let comes_about = |seed| check::in_history(&histories::history(seed, 50, &begin), &begin);
    let about: BTreeSet<_> = (1..=HISTORIES).flat_map(comes_about).collect();
    let named = check::ALL.iter().flat_map(|bounds| bounds.comes_about).copied();
    let missing: BTreeSet<_> = named.filter(|name| !about.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
