//! Fields and tags that pages set on tickets (KEY-7).

use bonafide_domain::{
    id::TicketId,
    metadata::{FieldValue, Metadata},
    text::{FieldId, Tag, TextRefused},
};

use crate::{
    error::{Result, StoreError},
    params,
    tx::Tx,
    value::Row,
};

/// What pages have set on a ticket.
pub fn find(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Metadata> {
    let account = tx.account();
    let fields = tx.rows(
        "SELECT field_id, value FROM ticket_fields WHERE account_id = $1 AND ticket_id = $2",
        params![&account, &ticket],
    )?;
    let tags = tx.rows(
        "SELECT tag FROM ticket_tags WHERE account_id = $1 AND ticket_id = $2",
        params![&account, &ticket],
    )?;
    Ok(Metadata {
        fields: fields.iter().map(field).collect::<Result<_>>()?,
        tags: tags.iter().map(tag).collect::<Result<_>>()?,
    })
}

fn field(row: &Row) -> Result<(FieldId, FieldValue)> {
    let (id, value): (String, String) = (row.get(0)?, row.get(1)?);
    let value = serde_json::from_str(&value)
        .map_err(|error| StoreError::Corrupt(format!("the value of a field: {error}")))?;
    Ok((FieldId::new(&id).map_err(corrupt)?, value))
}

fn tag(row: &Row) -> Result<Tag> {
    let tag: String = row.get(0)?;
    Tag::new(&tag).map_err(corrupt)
}

fn corrupt(refused: TextRefused) -> StoreError {
    StoreError::Corrupt(format!("a field or a tag of a ticket: {refused}"))
}

/// Adds fields and tags to those of a ticket that was taken. A field of the same id is replaced.
pub fn add(tx: &mut Tx<'_>, ticket: TicketId, metadata: &Metadata) -> Result<()> {
    let account = tx.account();
    for (id, value) in &metadata.fields {
        let value = serde_json::to_string(value).map_err(|error| StoreError::Bug(error.to_string()))?;
        tx.execute(
            "INSERT INTO ticket_fields (account_id, ticket_id, field_id, value) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account_id, ticket_id, field_id) DO UPDATE SET value = excluded.value",
            params![&account, &ticket, id.as_str(), &value],
        )?;
    }
    for tag in &metadata.tags {
        tx.execute(
            "INSERT INTO ticket_tags (account_id, ticket_id, tag) VALUES ($1, $2, $3)
             ON CONFLICT (account_id, ticket_id, tag) DO NOTHING",
            params![&account, &ticket, tag.as_str()],
        )?;
    }
    Ok(())
}
