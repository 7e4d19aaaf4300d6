//! Signing keys: who may make one, how many there may be, and how one takes another's place.

mod logins;
mod rotation;

pub use self::{
    logins::LoginsPerDay,
    rotation::{Rotation, Turn, rotation},
};
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

/// How a live key is used: what tells whether it can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// When it was made.
    pub made_at: Millis,
    /// When a token signed with it was last accepted.
    pub last_used: Option<Millis>,
    /// How many sessions that were opened with it still count.
    pub sessions: i64,
}

/// Whether a key is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was used lately, or sessions still rest on it.
    InUse,
    /// It is new and was not used yet.
    New,
    /// It was not used for long, or never since it was made, and no session rests on it.
    SafeToDelete,
}

impl Standing {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InUse => "in_use",
            Self::New => "new",
            Self::SafeToDelete => "safe_to_delete",
        }
    }
}

/// Whether a key is needed now (KEY-5). A new one is not called safe to delete: somebody may be about to put it to use.
pub fn standing(key: &Use, now: Millis) -> Standing {
    let is_long_ago = now >= key.last_used.unwrap_or(key.made_at).plus(limits::KEY_UNUSED);
    match key {
        Use { sessions: 1.., .. } => Standing::InUse,
        Use { .. } if is_long_ago => Standing::SafeToDelete,
        Use { last_used: Some(_), .. } => Standing::InUse,
        Use { last_used: None, .. } => Standing::New,
    }
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
    fn key_5_a_key_is_safe_to_delete_once_it_was_not_used_for_long_and_no_session_rests_on_it() {
        let long = limits::KEY_UNUSED.as_millis();
        for (last_used, sessions, now, stands) in [
            (None, 0, 0, Standing::New),
            (None, 0, long - 1, Standing::New),
            (None, 0, long, Standing::SafeToDelete),
            (None, 1, long, Standing::InUse),
            (Some(5), 0, 5, Standing::InUse),
            (Some(5), 0, long + 4, Standing::InUse),
            (Some(5), 0, long + 5, Standing::SafeToDelete),
            (Some(5), 1, long + 5, Standing::InUse),
        ] {
            let key = Use { made_at: Millis::new(0), last_used: last_used.map(Millis::new), sessions };
            assert_eq!(standing(&key, Millis::new(now)), stands, "{key:?} at {now}");
        }
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
