//! Which parameter each name in a statement stands for.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use rusqlite::Statement;

use crate::error::{Result, StoreError};

/// For each of SQLite's parameters, in its own order, the place of ours in the list. Asking SQLite for the names takes
/// as long as binding the values, so it is asked once for each statement.
#[derive(Default)]
pub(super) struct Places(RefCell<HashMap<Text, Arc<[usize]>>>);

/// A statement's text by where it lies in the program, which is quicker to find than by what it says.
type Text = (usize, usize);

impl Places {
    pub(super) fn of(&self, sql: &'static str, statement: &Statement<'_>) -> Result<Arc<[usize]>> {
        let text = (sql.as_ptr().addr(), sql.len());
        if let Some(known) = self.0.borrow().get(&text) {
            return Ok(Arc::clone(known));
        }
        let places: Arc<[usize]> = (1..=statement.parameter_count())
            .map(|index| place(statement.parameter_name(index)).ok_or_else(misnamed))
            .collect::<Result<_>>()?;
        self.0.borrow_mut().insert(text, Arc::clone(&places));
        Ok(places)
    }
}

fn place(name: Option<&str>) -> Option<usize> {
    name?.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1)
}

pub(super) fn misnamed() -> StoreError {
    StoreError::Bug("parameters are $1, $2 and so on".into())
}
