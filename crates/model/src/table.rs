//! Rows that are numbered in the order in which they were made.

use std::{
    marker::PhantomData,
    ops::{Index, IndexMut},
};

use bonafide_domain::id::Id;

/// The rows of a kind `K`, by id. What the store deletes is marked as deleted here.
#[derive(Debug)]
pub struct Table<K, R> {
    rows: Vec<R>,
    kind: PhantomData<fn() -> K>,
}

impl<K, R> Table<K, R> {
    /// The id that the next row gets. The first is 1: twelve zeros are no id of anything.
    pub fn next(&self) -> Id<K> {
        id(self.rows.len())
    }

    /// Adds a row.
    pub fn add(&mut self, row: R) -> Id<K> {
        self.rows.push(row);
        id(self.rows.len() - 1)
    }

    /// The row with an id, if there is one.
    pub fn get(&self, id: Id<K>) -> Option<&R> {
        self.rows.get(place(id)?)
    }

    /// The rows with their ids, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (Id<K>, &R)> {
        self.rows.iter().enumerate().map(|(place, row)| (id(place), row))
    }

    /// The rows, oldest first.
    pub fn rows(&self) -> impl Iterator<Item = &R> {
        self.rows.iter()
    }

    /// The rows, oldest first, to be changed.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut R> {
        self.rows.iter_mut()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The id of the row at a place.
pub(crate) fn id<K>(place: usize) -> Id<K> {
    let number = u64::try_from(place).expect("a world is small") + 1;
    let mut bytes = [0; 12];
    bytes[4..].copy_from_slice(&number.to_be_bytes());
    Id::from_bytes(bytes)
}

/// The place of the row that a table gave this id.
pub(crate) fn place<K>(id: Id<K>) -> Option<usize> {
    let (_, number) = id.as_bytes().split_last_chunk::<8>()?;
    usize::try_from(u64::from_be_bytes(*number)).ok()?.checked_sub(1)
}

impl<K, R> Index<Id<K>> for Table<K, R> {
    type Output = R;

    fn index(&self, id: Id<K>) -> &R {
        self.get(id).expect("an id in a row is that of a row")
    }
}

impl<K, R> IndexMut<Id<K>> for Table<K, R> {
    fn index_mut(&mut self, id: Id<K>) -> &mut R {
        place(id).and_then(|place| self.rows.get_mut(place)).expect("an id in a row is that of a row")
    }
}

// Derived ones would ask the same of the kind, which is never made.
impl<K, R: Clone> Clone for Table<K, R> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), kind: PhantomData }
    }
}
impl<K, R: PartialEq> PartialEq for Table<K, R> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}
impl<K, R> Default for Table<K, R> {
    fn default() -> Self {
        Self { rows: Vec::new(), kind: PhantomData }
    }
}
