//! Signing keys: who may make one, and how many there may be.

use crate::{id::KeyId, limits, text::KeyName, time::Millis};

/// A live signing key, as far as the rules on making one ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveKey {
    /// Its id.
    pub id: KeyId,
    /// Its name.
    pub name: String,
    /// When a token signed with it was last accepted.
    pub last_used: Option<Millis>,
}

/// Why a key was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyRefused {
    /// KEY-2: another live key has this name.
    NameTaken,
    /// KEY-3: there are as many as there may be.
    LimitReached {
        /// The live keys, those never or longest not used first.
        least_used_first: Vec<LiveKey>,
    },
}

/// Whether a key of this name may be made beside the live ones (KEY-2, KEY-3).
pub fn may_create(name: &KeyName, live: &[LiveKey]) -> Result<(), KeyRefused> {
    if live.iter().any(|key| key.name == name.as_str()) {
        return Err(KeyRefused::NameTaken);
    }
    if live.len() >= limits::KEYS {
        let mut least_used_first = live.to_vec();
        least_used_first.sort_by_key(|key| (key.last_used, key.id));
        return Err(KeyRefused::LimitReached { least_used_first });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(count: u8) -> Vec<LiveKey> {
        let last_used = |n: u8| n.is_multiple_of(2).then(|| Millis::new(i64::from(n)));
        (0..count)
            .map(|n| LiveKey {
                id: KeyId::from_bytes([n; 12]),
                name: format!("key {n}"),
                last_used: last_used(n),
            })
            .collect()
    }

    #[test]
    fn key_2_a_name_is_unique_among_live_keys() {
        let taken = KeyName::new(" key 0 ").unwrap();
        assert_eq!(may_create(&taken, &live(1)), Err(KeyRefused::NameTaken));
    }

    #[test]
    fn key_3_the_eleventh_is_refused_and_names_those_never_or_longest_not_used() {
        let name = KeyName::new("shop-2026").unwrap();
        assert_eq!(may_create(&name, &live(9)), Ok(()));
        let Err(KeyRefused::LimitReached { least_used_first }) = may_create(&name, &live(10)) else {
            panic!("an eleventh key was allowed");
        };
        let names: Vec<_> = least_used_first.iter().map(|key| key.name.as_str()).collect();
        assert_eq!(names[..7], ["key 1", "key 3", "key 5", "key 7", "key 9", "key 0", "key 2"]);
    }
}
