//! Records, in the administrators' and the agents' API (OMN-16).

use bonafide_domain::{
    id::{RecordId, SettingId},
    namespace::Namespace,
    record::{self, Written},
};
use bonafide_store::records::Kept;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Time;
use crate::{
    http::{ApiError, ErrorCode},
    use_cases::{
        import_records::{Counts, Imported, Report},
        records::RecordsPage,
    },
};

/// A contact or account of the customer's.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Record {
    /// Its id among ours, which stays when it is changed.
    #[serde(rename = "record")]
    #[schemars(with = "String")]
    row: RecordId,
    /// The authentication setting whose external ids its `id` is one of; null for the account's: those of signing keys, chats,
    /// and settings that were put there.
    #[schemars(with = "Option<String>")]
    setting: Option<SettingId>,
    /// `contact` or `account`.
    kind: &'static str,
    /// The customer's own id, which tokens name in `sub`.
    id: String,
    /// Its name.
    name: Option<String>,
    /// Its address, which is nobody's identity.
    email: Option<String>,
    /// Its telephone number.
    telephone: Option<String>,
    /// `active`, `inactive`, or a status of the customer's own. Only `active` links.
    status: String,
    /// When it was last changed.
    changed_at: Time,
}

impl From<Kept> for Record {
    fn from(Kept { id, namespace, record, changed_at }: Kept) -> Self {
        let record::Record { kind, id: own, name, email, telephone, status } = record;
        Self {
            row: id,
            setting: match namespace {
                Namespace::Account => None,
                Namespace::Setting(setting) => Some(setting),
            },
            kind: kind.as_str(),
            id: own.as_str().to_owned(),
            name: name.map(|name| name.as_str().to_owned()),
            email: email.map(|email| email.as_str().to_owned()),
            telephone: telephone.map(|telephone| telephone.as_str().to_owned()),
            status: status.as_str().to_owned(),
            changed_at: Time(changed_at),
        }
    }
}

/// A record to be made, or put in the place of the one with its kind and id.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutRecord {
    /// The authentication setting whose external ids its `id` is one of; null for the account's.
    #[schemars(with = "Option<String>")]
    pub setting: Option<SettingId>,
    /// `contact` or `account`.
    kind: String,
    /// The customer's own id: 1 to 255 characters, no white space, at least one letter or digit. It is compared byte for byte
    /// with a token's `sub`.
    id: String,
    /// Its name: at most 255 characters.
    name: Option<String>,
    /// Its address.
    email: Option<String>,
    /// Its telephone number: at most 64 characters.
    telephone: Option<String>,
    /// `active`, `inactive`, or one of the customer's own of at most 64 characters. Only `active` links.
    status: String,
}

impl PutRecord {
    /// The record that it says.
    pub fn record(&self) -> Result<record::Record, ApiError> {
        let written = Written {
            kind: &self.kind,
            id: &self.id,
            name: self.name.as_deref(),
            email: self.email.as_deref(),
            telephone: self.telephone.as_deref(),
            status: &self.status,
        };
        let record = record::Record::new(&written);
        record.map_err(|refused| {
            ApiError::new(ErrorCode::BadRequest).saying(format!("The record cannot be kept: {refused}."))
        })
    }
}

/// Which records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordsAsked {
    /// The beginning of an id, an address, a telephone number, or a word of a name; without it, all.
    pub search: Option<String>,
    /// The `next` of the page before; the first page without.
    #[schemars(with = "Option<String>")]
    pub after: Option<RecordId>,
}

/// A page of records: those that came last first, or in the order in which a search finds them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Records {
    /// The records.
    pub records: Vec<Record>,
    /// What to ask for the next page with; null on the last.
    #[schemars(with = "Option<String>")]
    pub next: Option<RecordId>,
}

impl From<RecordsPage> for Records {
    fn from(page: RecordsPage) -> Self {
        Self { records: page.records.into_iter().map(Into::into).collect(), next: page.next }
    }
}

/// In what form an import is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// A JSON object on each line, with the fields of a record.
    Ndjson,
    /// Comma-separated values (RFC 4180), the first line with the names of the fields.
    Csv,
}

/// Records to be imported: at most 200, in at most 100 kB. Whoever has more sends several imports.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRecords {
    /// The authentication setting whose external ids their ids are among; null for the account's.
    #[schemars(with = "Option<String>")]
    pub setting: Option<SettingId>,
    /// The form.
    pub format: ImportFormat,
    /// The lines.
    pub text: String,
}

/// What became of a line of an import.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ImportedLine {
    /// Its number in `text`, counted from 1.
    line: u64,
    /// `made`, `changed`, `unchanged` or `refused`.
    result: &'static str,
    /// Why it was refused.
    why: Option<String>,
}

/// What became of an import, line by line.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordsImported {
    /// How many records are new.
    made: usize,
    /// How many say something else now.
    changed: usize,
    /// How many said the same before.
    unchanged: usize,
    /// How many lines brought none.
    refused: usize,
    /// Every line, in their order; blank ones are left out.
    lines: Vec<ImportedLine>,
}

impl From<Report> for RecordsImported {
    fn from(report: Report) -> Self {
        let Counts { made, changed, unchanged, refused } = Counts::of(&report);
        let line = |(line, became)| match became {
            Imported::Kept(put) => ImportedLine { line, result: put.as_str(), why: None },
            Imported::Refused(why) => ImportedLine { line, result: "refused", why: Some(why) },
        };
        Self { made, changed, unchanged, refused, lines: report.into_iter().map(line).collect() }
    }
}
