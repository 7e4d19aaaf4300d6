//! Which sockets there are of somebody.

use std::{collections::HashMap, hash::Hash};

/// The numbers of sockets, by what they have in common.
#[derive(Debug)]
pub(super) struct Index<K>(HashMap<K, Vec<u64>>);

impl<K> Default for Index<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Hash + Eq> Index<K> {
    pub(super) fn add(&mut self, key: K, number: u64) {
        self.0.entry(key).or_default().push(number);
    }

    pub(super) fn remove(&mut self, key: &K, number: u64) {
        if let Some(numbers) = self.0.get_mut(key) {
            numbers.retain(|it| *it != number);
            if numbers.is_empty() {
                self.0.remove(key);
            }
        }
    }

    pub(super) fn of(&self, key: &K) -> &[u64] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}
