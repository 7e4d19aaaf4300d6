//! Records: the customer's contacts and accounts (OMN-16), and the words by which they are found.

use bonafide_domain::{
    email::EmailAddress,
    id::RecordId,
    namespace::Namespace,
    record::{Beginning, Match, Record, RecordKind, Status, Telephone, words},
    text::{ExternalId, Name},
    time::Millis,
};

use crate::{
    error::{Result, StoreError},
    params,
    tx::Tx,
    value::Row,
    word,
};

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The id of the row, which is ours.
    pub id: RecordId,
    /// The namespace of the external ids that its id is one of (RES-13).
    pub namespace: Namespace,
    /// The record.
    pub record: Record,
    /// When it was last changed.
    pub changed_at: Millis,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.namespace, r.kind, r.record_id, r.name, r.email, r.telephone, r.status, r.changed_at
             FROM records r ",
            $rest
        )
    };
}

/// Keeps a new record. `Conflict("records_key")` if another has its id among those of its kind in the namespace.
pub fn insert(tx: &mut Tx<'_>, id: RecordId, namespace: Namespace, record: &Record) -> Result<()> {
    let (account, now, namespace) = (tx.account(), tx.now(), namespace.to_bytes());
    tx.execute(
        "INSERT INTO records (account_id, id, namespace, kind, record_id, name, email, telephone, status, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            &account,
            &id,
            &namespace,
            record.kind.as_str(),
            record.id.as_str(),
            record.name.as_ref().map(Name::as_str),
            record.email.as_ref().map(EmailAddress::as_str),
            record.telephone.as_ref().map(Telephone::as_str),
            record.status.as_str(),
            now,
        ],
    )?;
    keep_words(tx, id, record)
}

/// Changes what a record says besides its kind and id, which it keeps; says whether there is one.
pub fn update(tx: &mut Tx<'_>, id: RecordId, record: &Record) -> Result<bool> {
    let (account, now) = (tx.account(), tx.now());
    let changed = tx.execute(
        "UPDATE records SET name = $3, email = $4, telephone = $5, status = $6, changed_at = $7
         WHERE account_id = $1 AND id = $2",
        params![
            &account,
            &id,
            record.name.as_ref().map(Name::as_str),
            record.email.as_ref().map(EmailAddress::as_str),
            record.telephone.as_ref().map(Telephone::as_str),
            record.status.as_str(),
            now,
        ],
    )?;
    if changed == 1 {
        forget_words(tx, id)?;
        keep_words(tx, id, record)?;
    }
    Ok(changed == 1)
}

/// Deletes a record; says whether there was one.
pub fn delete(tx: &mut Tx<'_>, id: RecordId) -> Result<bool> {
    let account = tx.account();
    forget_words(tx, id)?;
    let deleted =
        tx.execute("DELETE FROM records WHERE account_id = $1 AND id = $2", params![&account, &id])?;
    Ok(deleted == 1)
}

fn keep_words(tx: &mut Tx<'_>, id: RecordId, record: &Record) -> Result<()> {
    let account = tx.account();
    for word in words(record) {
        tx.execute(
            "INSERT INTO record_words (account_id, word, record_row) VALUES ($1, $2, $3)",
            params![&account, &word, &id],
        )?;
    }
    Ok(())
}

fn forget_words(tx: &mut Tx<'_>, id: RecordId) -> Result<()> {
    let account = tx.account();
    tx.execute("DELETE FROM record_words WHERE account_id = $1 AND record_row = $2", params![&account, &id])?;
    Ok(())
}

/// A record by the id of its row.
pub fn find(tx: &mut Tx<'_>, id: RecordId) -> Result<Option<Kept>> {
    let account = tx.account();
    tx.row(select!("WHERE r.account_id = $1 AND r.id = $2"), params![&account, &id])?
        .map(|row| kept(&row))
        .transpose()
}

/// Every record with this id in a namespace: at most one of each kind (OMN-6).
pub fn with_id(tx: &mut Tx<'_>, namespace: Namespace, id: &str) -> Result<Vec<Kept>> {
    let (account, namespace) = (tx.account(), namespace.to_bytes());
    tx.rows(
        select!("WHERE r.account_id = $1 AND r.record_id = $2 AND r.namespace = $3 ORDER BY r.kind"),
        params![&account, id, &namespace],
    )?
    .iter()
    .map(kept)
    .collect()
}

/// The records, those that came last first: at most `limit`, those before `before` if given.
pub fn page(tx: &mut Tx<'_>, before: Option<RecordId>, limit: i64) -> Result<Vec<Kept>> {
    let account = tx.account();
    let before = before.unwrap_or(RecordId::from_bytes([0xff; 12]));
    tx.rows(
        select!("WHERE r.account_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3"),
        params![&account, &before, limit],
    )?
    .iter()
    .map(kept)
    .collect()
}

/// The records that a search finds, each once, by the first of its words that begins so: at most `limit`, those after
/// `after` if given. One that has gone, or is no longer found, begins anew.
pub fn search(
    tx: &mut Tx<'_>,
    beginning: &Beginning,
    after: Option<RecordId>,
    limit: i64,
) -> Result<Vec<Kept>> {
    let account = tx.account();
    let until = beginning.until();
    let place = match after {
        Some(after) => first_word(tx, beginning, after)?.map(|word| (word, after)),
        None => None,
    };
    let (word, after) = place.unwrap_or((beginning.from().to_owned(), RecordId::ZERO));
    tx.rows(
        select!(
            "JOIN record_words w ON w.account_id = r.account_id AND w.record_row = r.id
             WHERE w.account_id = $1 AND w.word >= $2 AND w.word < $3 AND (w.word > $2 OR w.record_row > $4)
               AND NOT EXISTS (
                SELECT 1 FROM record_words o
                WHERE o.account_id = w.account_id AND o.record_row = w.record_row AND o.word >= $5 AND o.word < w.word)
             ORDER BY w.word, w.record_row LIMIT $6"
        ),
        params![&account, &word, &until, &after, beginning.from(), limit],
    )?
    .iter()
    .map(kept)
    .collect()
}

fn first_word(tx: &mut Tx<'_>, beginning: &Beginning, of: RecordId) -> Result<Option<String>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT word FROM record_words
         WHERE account_id = $1 AND record_row = $2 AND word >= $3 AND word < $4 ORDER BY word LIMIT 1",
        params![&account, &of, beginning.from(), &beginning.until()],
    )?;
    row.map(|row| row.get(0)).transpose()
}

impl Kept {
    /// The record as a match of an id that a login says (OMN-6).
    pub fn as_match(&self) -> Match {
        Match { record: self.id, kind: self.record.kind, status: self.record.status.clone() }
    }
}

fn kept(row: &Row) -> Result<Kept> {
    fn read<T, E>(text: &str, of: impl Fn(&str) -> std::result::Result<T, E>) -> Result<T> {
        of(text).map_err(|_| StoreError::Corrupt("a record was kept that could not be".to_owned()))
    }
    fn read_optional<T, E>(
        text: Option<String>,
        of: impl Fn(&str) -> std::result::Result<T, E>,
    ) -> Result<Option<T>> {
        text.map(|text| read(&text, of)).transpose()
    }
    Ok(Kept {
        id: row.get(0)?,
        namespace: Namespace::from_bytes(row.get(1)?),
        record: Record {
            kind: word::read(row, 2, &RecordKind::ALL, RecordKind::as_str)?,
            id: read(&row.get::<String>(3)?, ExternalId::new)?,
            name: read_optional(row.get(4)?, Name::new)?,
            email: read_optional(row.get(5)?, EmailAddress::new)?,
            telephone: read_optional(row.get(6)?, Telephone::new)?,
            status: read(&row.get::<String>(7)?, Status::new)?,
        },
        changed_at: row.get(8)?,
    })
}
