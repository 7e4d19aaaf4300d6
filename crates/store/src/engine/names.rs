//! The names of constraints, kept for as long as the process lives.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

/// The one copy of `name`. Names come from the schema alone, so what is kept here is as bounded as the schema.
pub(super) fn intern(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept: &'static str = String::from(name).leak();
    names.insert(kept);
    kept
}
