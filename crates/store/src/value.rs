//! Values as they go into a statement and come out of a row: integers, texts, bytes, nothing else.

use bonafide_domain::{id::Id, time::Millis};

use crate::error::{Result, StoreError};

/// A value that is given to a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Param<'a> {
    /// No value.
    Null,
    /// A BIGINT: numbers, times in milliseconds, and 0 or 1 for yes and no.
    Int(i64),
    /// A TEXT.
    Text(&'a str),
    /// A BYTEA.
    Bytes(&'a [u8]),
}

/// A value that came out of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'r> {
    /// No value.
    Null,
    /// A BIGINT.
    Int(i64),
    /// A TEXT.
    Text(&'r str),
    /// A BYTEA.
    Bytes(&'r [u8]),
}

/// One row of an answer, its columns in the order of the statement.
///
/// The texts of all columns are one piece of memory, and so are their bytes: what a message rests on has forty columns, and a
/// piece for each takes longer to get and to give back than to fill.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    columns: Vec<Column>,
    texts: String,
    bytes: Vec<u8>,
}

/// A column, or where it begins and ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Column {
    Null,
    Int(i64),
    Text(usize, usize),
    Bytes(usize, usize),
}

impl Row {
    /// A row without columns, with room for so many.
    pub(crate) fn with_room(columns: usize) -> Self {
        // Most of them are ids.
        let bytes = Vec::with_capacity(columns * size_of::<Id<()>>());
        Self { columns: Vec::with_capacity(columns), texts: String::new(), bytes }
    }

    /// Adds the next column.
    pub(crate) fn push(&mut self, value: Value<'_>) {
        self.columns.push(match value {
            Value::Null => Column::Null,
            Value::Int(number) => Column::Int(number),
            Value::Text(text) => {
                let from = self.texts.len();
                self.texts.push_str(text);
                Column::Text(from, self.texts.len())
            }
            Value::Bytes(bytes) => {
                let from = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Column::Bytes(from, self.bytes.len())
            }
        });
    }

    /// The column at `index`, counted from 0. A type that does not fit is `StoreError::Corrupt`.
    pub fn get<'r, T: FromValue<'r>>(&'r self, index: usize) -> Result<T> {
        let value = self.value(index).ok_or_else(|| StoreError::Corrupt(format!("no column {index}")))?;
        T::from_value(value).ok_or_else(|| {
            StoreError::Corrupt(format!("column {index} is not {}", std::any::type_name::<T>()))
        })
    }

    fn value(&self, index: usize) -> Option<Value<'_>> {
        Some(match *self.columns.get(index)? {
            Column::Null => Value::Null,
            Column::Int(number) => Value::Int(number),
            Column::Text(from, to) => Value::Text(self.texts.get(from..to)?),
            Column::Bytes(from, to) => Value::Bytes(self.bytes.get(from..to)?),
        })
    }
}

/// A type that a column can be read as.
pub trait FromValue<'r>: Sized {
    /// The value in this type, or `None` if it does not fit.
    fn from_value(value: Value<'r>) -> Option<Self>;
}

impl FromValue<'_> for i64 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Int(number) = value { Some(number) } else { None }
    }
}
impl FromValue<'_> for bool {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(|number| number != 0)
    }
}
impl FromValue<'_> for Millis {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value).map(Self::new)
    }
}
impl<'r> FromValue<'r> for &'r str {
    fn from_value(value: Value<'r>) -> Option<Self> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }
}
impl FromValue<'_> for String {
    fn from_value(value: Value<'_>) -> Option<Self> {
        <&str>::from_value(value).map(str::to_owned)
    }
}
impl<'r> FromValue<'r> for &'r [u8] {
    fn from_value(value: Value<'r>) -> Option<Self> {
        if let Value::Bytes(bytes) = value { Some(bytes) } else { None }
    }
}
impl FromValue<'_> for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        <&[u8]>::from_value(value).map(<[u8]>::to_vec)
    }
}
impl<const N: usize> FromValue<'_> for [u8; N] {
    fn from_value(value: Value<'_>) -> Option<Self> {
        <&[u8]>::from_value(value)?.try_into().ok()
    }
}
impl<K> FromValue<'_> for Id<K> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        <[u8; 12]>::from_value(value).map(Self::from_bytes)
    }
}
impl<'r, T: FromValue<'r>> FromValue<'r> for Option<T> {
    fn from_value(value: Value<'r>) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::from_value(value).map(Some) }
    }
}

impl From<i64> for Param<'_> {
    fn from(number: i64) -> Self {
        Param::Int(number)
    }
}
impl From<bool> for Param<'_> {
    fn from(yes: bool) -> Self {
        Param::Int(i64::from(yes))
    }
}
impl From<Millis> for Param<'_> {
    fn from(at: Millis) -> Self {
        Param::Int(at.as_i64())
    }
}
impl<'a> From<&'a str> for Param<'a> {
    fn from(text: &'a str) -> Self {
        Param::Text(text)
    }
}
impl<'a> From<&'a String> for Param<'a> {
    fn from(text: &'a String) -> Self {
        Param::Text(text)
    }
}
impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Param::Bytes(bytes)
    }
}
impl<'a> From<&'a Vec<u8>> for Param<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Param::Bytes(bytes)
    }
}
impl<'a, const N: usize> From<&'a [u8; N]> for Param<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Param::Bytes(bytes)
    }
}
impl<'a, K> From<&'a Id<K>> for Param<'a> {
    fn from(id: &'a Id<K>) -> Self {
        Param::Bytes(id.as_bytes())
    }
}
impl<'a, T> From<Option<T>> for Param<'a>
where
    T: Into<Param<'a>>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Param::Null, Into::into)
    }
}

/// The parameters `$1`, `$2`, … of a statement: `params![&id, now, name.as_deref()]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Param::from($value)),*] };
}
