//! Many records at once (OMN-16): each line is kept or refused by itself, and the report says which and why.

use bonafide_domain::{
    audit::Action,
    id::{AgentId, SettingId},
    limits,
    record::Record,
};
use bonafide_store::{Done, Tx, audit_log};
use serde_json::json;

use super::{
    Step, admission,
    records::{self, Put},
};
use crate::{App, http::ApiError, secrets::AgentToken};

/// A line of an import.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number, counted from 1.
    pub number: u64,
    /// The record that it brings, or why it brings none.
    pub record: Result<Record, String>,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// Its record is kept.
    Kept(Put),
    /// It brought none: why.
    Refused(String),
}

/// What became of each line, by its number.
pub type Report = Vec<(u64, Imported)>;

impl App {
    /// Imports the records of these lines for an administrator, a few in each transaction, which says in the audit log what it did.
    /// Whoever is interrupted sends all of them again: what is there already is unchanged.
    pub async fn import_records(
        &self,
        by: AgentToken,
        setting: Option<SettingId>,
        lines: Vec<Line>,
    ) -> Result<Report, ApiError> {
        let (account, token) = (by.account, by.clone());
        self.read(account, move |tx| {
            admission::admit_administrator(tx, &token)?;
            records::namespace(tx, setting)
        })
        .await?;
        let mut report = Report::new();
        for piece in lines.chunks(limits::IMPORT_PIECE) {
            let (token, piece) = (by.clone(), piece.to_vec());
            let kept = self.write(account, move |tx| keep(tx, &token, setting, &piece)).await?;
            report.extend(kept);
        }
        Ok(report)
    }
}

fn keep(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    setting: Option<SettingId>,
    lines: &[Line],
) -> Step<Done<Report>> {
    let by = admission::admit_administrator(tx, token)?;
    let namespace = records::namespace(tx, setting)?;
    records::lock_all(tx, namespace, lines.iter().filter_map(|line| line.record.as_ref().ok()))?;
    let mut report = Report::new();
    for line in lines {
        let became = match &line.record {
            Ok(record) => Imported::Kept(records::keep(tx, namespace, record)?.1),
            Err(why) => Imported::Refused(why.clone()),
        };
        report.push((line.number, became));
    }
    note(tx, by.id, Counts::of(&report))?;
    Ok(Done::quiet(report))
}

/// How many lines of a report are what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// New records.
    pub made: usize,
    /// Records that say something else now.
    pub changed: usize,
    /// Records that said the same before.
    pub unchanged: usize,
    /// Lines that brought none.
    pub refused: usize,
}

impl Counts {
    /// Counts a report.
    pub fn of(report: &Report) -> Self {
        let mut counts = Self::default();
        for (_, became) in report {
            let one = match became {
                Imported::Kept(Put::Made) => &mut counts.made,
                Imported::Kept(Put::Changed) => &mut counts.changed,
                Imported::Kept(Put::Unchanged) => &mut counts.unchanged,
                Imported::Refused(_) => &mut counts.refused,
            };
            *one += 1;
        }
        counts
    }
}

/// SEE-8: a line says of each transaction what it did, in that transaction. An import that is broken off by whoever asked for it, by an
/// error or by a demotion has kept nothing that no line tells of.
fn note(tx: &mut Tx<'_>, by: AgentId, counts: Counts) -> Step<()> {
    let Counts { made, changed, unchanged, refused } = counts;
    let detail = json!({"made": made, "changed": changed, "unchanged": unchanged, "refused": refused});
    let account = tx.account().to_string();
    audit_log::insert(tx, Some(by), Action::RecordImport, &account, &detail)?;
    Ok(())
}
