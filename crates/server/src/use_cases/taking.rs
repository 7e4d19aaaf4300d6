//! Taking whom or what an id leads to: while this waits, a merge or the undoing of one may lead it elsewhere (details 3).

use std::collections::{BTreeMap, BTreeSet};

use bonafide_domain::id::UserId;
use bonafide_store::{
    StoreError, Tx,
    users::{self, User},
};

use super::Step;

/// How often an attempt is made. Who is led elsewhere each time is told that others are at it.
const ATTEMPTS: usize = 3;

/// Makes an attempt to take what is looked for until it holds, which `None` says it does not.
pub(super) fn until_held<T>(
    tx: &mut Tx<'_>,
    mut attempt: impl FnMut(&mut Tx<'_>) -> Step<Option<T>>,
) -> Step<T> {
    for _ in 0..ATTEMPTS {
        if let Some(held) = attempt(tx)? {
            return Ok(held);
        }
    }
    Err(StoreError::Busy.into())
}

/// Takes the `users` of what `find` finds, in the order of their ids, and finds it again where it could have changed until
/// then. Gives what holds now, with them.
pub(super) fn take_users<T>(
    tx: &mut Tx<'_>,
    find: impl Fn(&mut Tx<'_>) -> Step<T>,
    users: impl Fn(&T) -> BTreeSet<UserId>,
) -> Step<(T, BTreeMap<UserId, User>)> {
    let mut found = find(tx)?;
    let taken = until_held(tx, |tx| {
        let mut taken = BTreeMap::new();
        for id in users(&found) {
            let user = users::take(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no user {id}")))?;
            taken.insert(id, user);
        }
        if tx.writes_alone() {
            return Ok(Some(taken));
        }
        found = find(tx)?;
        Ok(users(&found).iter().eq(taken.keys()).then_some(taken))
    })?;
    Ok((found, taken))
}
