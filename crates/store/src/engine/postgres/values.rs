//! Values to PostgreSQL and back: BIGINT, TEXT and BYTEA, nothing else (details 11).

use std::error::Error;

use bytes::BytesMut;
use postgres::types::{IsNull, ToSql, Type};

use crate::{
    error::{Result, StoreError},
    value::{Param, Row, Value},
};

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match *self {
            Param::Null => Ok(IsNull::Yes),
            Param::Int(number) if *ty == Type::INT8 => number.to_sql(ty, out),
            Param::Text(text) if *ty == Type::TEXT => text.to_sql(ty, out),
            Param::Bytes(bytes) if *ty == Type::BYTEA => bytes.to_sql(ty, out),
            Param::Int(_) | Param::Text(_) | Param::Bytes(_) => {
                Err(format!("the statement takes it as {ty}; a CAST says what it is").into())
            }
        }
    }

    fn accepts(_ty: &Type) -> bool {
        // Which types fit depends on the value, so `to_sql` decides.
        true
    }

    postgres::types::to_sql_checked!();
}

/// A row with its columns' types.
pub(super) fn read(row: &postgres::Row) -> Result<Row> {
    let columns = row.columns();
    let mut read = Row::with_room(columns.len());
    for (index, column) in columns.iter().enumerate() {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(index).map(|value| value.map(Value::Int)),
            Type::TEXT => row.try_get::<_, Option<&str>>(index).map(|value| value.map(Value::Text)),
            Type::BYTEA => row.try_get::<_, Option<&[u8]>>(index).map(|value| value.map(Value::Bytes)),
            ref other => {
                let name = column.name();
                return Err(StoreError::Bug(format!(
                    "the column {name} is {other}; a CAST makes it BIGINT or TEXT"
                )));
            }
        };
        let value = value.map_err(|error| StoreError::Corrupt(error.to_string()))?;
        read.push(value.unwrap_or(Value::Null));
    }
    Ok(read)
}
