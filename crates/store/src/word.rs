//! Words that stand for the cases of an enum.

use crate::{
    error::{Result, StoreError},
    value::Row,
};

/// The case whose word is in the column. Any other word means that the row is not one of ours.
pub(crate) fn read<T: Copy>(
    row: &Row,
    index: usize,
    all: &[T],
    word: impl Fn(T) -> &'static str,
) -> Result<T> {
    let text: &str = row.get(index)?;
    let found = all.iter().copied().find(|case| word(*case) == text);
    found.ok_or_else(|| StoreError::Corrupt(format!("column {index} holds the word {text:?}")))
}
