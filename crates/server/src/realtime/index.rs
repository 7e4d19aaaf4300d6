//! Which sockets there are of somebody.

use std::{collections::HashMap, hash::Hash, slice};

/// The numbers of sockets, by what they have in common.
#[derive(Debug)]
pub(super) struct Index<K>(HashMap<K, Numbers>);

/// Mostly there is one, which needs no room of its own.
#[derive(Debug)]
enum Numbers {
    One(u64),
    More(Vec<u64>),
}

impl<K> Default for Index<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Hash + Eq> Index<K> {
    pub(super) fn add(&mut self, key: K, number: u64) {
        self.0
            .entry(key)
            .and_modify(|numbers| match numbers {
                Numbers::One(first) => *numbers = Numbers::More(vec![*first, number]),
                Numbers::More(all) => all.push(number),
            })
            .or_insert(Numbers::One(number));
    }

    pub(super) fn remove(&mut self, key: &K, number: u64) {
        let none_left = match self.0.get_mut(key) {
            Some(Numbers::One(only)) => *only == number,
            Some(Numbers::More(all)) => {
                all.retain(|it| *it != number);
                all.is_empty()
            }
            None => false,
        };
        if none_left {
            self.0.remove(key);
        }
    }

    /// Lets go of all that have the key in common, and gives them.
    pub(super) fn take(&mut self, key: &K) -> Vec<u64> {
        match self.0.remove(key) {
            Some(Numbers::One(only)) => vec![only],
            Some(Numbers::More(all)) => all,
            None => Vec::new(),
        }
    }

    pub(super) fn of(&self, key: &K) -> &[u64] {
        match self.0.get(key) {
            Some(Numbers::One(only)) => slice::from_ref(only),
            Some(Numbers::More(all)) => all,
            None => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_who_are_there_are_found_in_their_order_and_none_who_left() {
        let mut index = Index::default();
        for number in 1..=3 {
            index.add("somebody", number);
        }
        index.add("another", 4);
        assert_eq!(index.of(&"somebody"), [1, 2, 3]);
        assert_eq!(index.of(&"another"), [4]);
        assert!(index.of(&"nobody").is_empty());
        index.remove(&"somebody", 2);
        index.remove(&"somebody", 4);
        index.remove(&"another", 1);
        index.remove(&"nobody", 1);
        assert_eq!(index.of(&"somebody"), [1, 3]);
        assert_eq!(index.of(&"another"), [4]);
    }

    #[test]
    fn those_who_are_let_go_together_are_gone() {
        let mut index = Index::default();
        for (who, number) in [("one", 1), ("two", 2), ("two", 3)] {
            index.add(who, number);
        }
        assert_eq!(
            [index.take(&"one"), index.take(&"two"), index.take(&"nobody")],
            [vec![1], vec![2, 3], vec![]]
        );
        assert!(index.0.is_empty());
    }

    #[test]
    fn nothing_is_kept_of_those_who_have_left() {
        let mut index = Index::default();
        for number in 1..=2 {
            index.add("somebody", number);
            index.add("another", 3);
            index.remove(&"another", 3);
        }
        for number in 1..=2 {
            index.remove(&"somebody", number);
        }
        assert!(index.0.is_empty());
    }
}
