//! The rows about people and what is kept of them.

use crate::{
    http::{
        ErrorCode::{BadRequest, UserMerged},
        Route,
        Who::Administrator,
        delete, get,
        handlers::people,
        put,
    },
    wire,
};

/// What administrators see and do about what is kept of people.
pub(super) fn people() -> Vec<Route> {
    use wire::{
        audit_log::{AuditLog, AuditLogAsked},
        erasure::{Erasure, ErasurePreview, Erasures, ErasuresAsked},
        retention::Retention,
    };
    vec![
        get("/admin/v1/users/{id}/erasure", people::preview_erasure)
            .who(Administrator)
            .summary("Says what erasing a user would free and lose")
            .gives::<ErasurePreview>(),
        delete("/admin/v1/users/{id}", people::erase_user)
            .who(Administrator)
            .summary("Erases a user: unreachable with the answer, and gone soon after")
            .gives::<Erasure>()
            .fails(&[UserMerged]),
        get("/admin/v1/erasures", people::erasures)
            .who(Administrator)
            .summary("Lists the erasures of users, newest first")
            .asks::<ErasuresAsked>()
            .gives::<Erasures>(),
        get("/admin/v1/erasures/{id}", people::erasure)
            .who(Administrator)
            .summary("Reads how far the erasure of a user has come, and how much of everything went")
            .gives::<Erasure>(),
        delete("/admin/v1/erasures/{id}/ban", people::lift_kept_ban)
            .who(Administrator)
            .summary("Lifts the ban of a user who was erased, and accepts earlier tokens with their external ids again")
            .gives::<wire::Empty>(),
        get("/admin/v1/audit-log", people::audit_log)
            .who(Administrator)
            .summary("Reads a page of the audit log, newest first")
            .asks::<AuditLogAsked>()
            .gives::<AuditLog>(),
        get("/admin/v1/retention", people::retention)
            .who(Administrator)
            .summary("Reads for how long logs are kept")
            .gives::<Retention>(),
        put("/admin/v1/retention", people::change_retention)
            .who(Administrator)
            .summary("Keeps logs for another time from now on; what is older goes within a minute")
            .takes::<Retention>()
            .gives::<Retention>()
            .fails(&[BadRequest]),
    ]
}
