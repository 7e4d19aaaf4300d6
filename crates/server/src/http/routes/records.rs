//! The rows about records (OMN-16).

use crate::{
    http::{ErrorCode::BadRequest, Route, Who::Administrator, delete, get, handlers::records, post, put},
    wire::{
        Empty,
        record::{ImportRecords, PutRecord, Record, Records, RecordsAsked, RecordsImported},
    },
};

/// Records.
pub(super) fn records() -> Vec<Route> {
    vec![
        get("/admin/v1/records", records::list)
            .who(Administrator)
            .summary("Lists a page of the records, or of those that a search finds")
            .asks::<RecordsAsked>()
            .gives::<Records>(),
        put("/admin/v1/records", records::put)
            .who(Administrator)
            .summary("Makes a record, or puts it in the place of the one with its kind and id")
            .takes::<PutRecord>()
            .gives::<Record>()
            .fails(&[BadRequest]),
        post("/admin/v1/records/import", records::import)
            .who(Administrator)
            .summary("Imports records, and tells what became of each line")
            .takes::<ImportRecords>()
            .gives::<RecordsImported>()
            .fails(&[BadRequest]),
        get("/admin/v1/records/{record}", records::find)
            .who(Administrator)
            .summary("Reads a record")
            .gives::<Record>(),
        delete("/admin/v1/records/{record}", records::delete)
            .who(Administrator)
            .summary("Deletes a record")
            .gives::<Empty>(),
    ]
}
