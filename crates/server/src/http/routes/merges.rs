//! The rows about two users who are one person.

use axum::http::StatusCode;

use crate::{
    http::{
        ErrorCode::{
            AlreadyOne, BadRequest, MergeNeedsAdministrator, MergeTooLong, MergeUndone, NotNewestMerge,
        },
        Route,
        Who::{Administrator, Agent},
        delete, get,
        handlers::merges,
        post,
    },
    wire,
};

/// Two users who are one person, or were taken for one.
pub(super) fn merges() -> Vec<Route> {
    use wire::merge::{
        Kin, MergeAsked, MergeConflict, MergePreview, MergeUsers, MergedTickets, OnePerson, Undoing,
    };
    vec![
        get("/agent/v1/users/{id}/merges", merges::kin)
            .who(Agent)
            .summary("Lists the merges that lead to a user, newest first, and who may be the same person")
            .gives::<Kin>(),
        get("/agent/v1/users/{id}/merge-preview", merges::preview)
            .who(Agent)
            .summary("Says what merging a user into another would do, and does nothing")
            .asks::<MergeAsked>()
            .gives::<MergePreview>(),
        post("/agent/v1/users/{id}/merges", merges::merge)
            .who(Agent)
            .summary("Merges a user into another: they are one person")
            .takes::<MergeUsers>()
            .gives::<OnePerson>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, AlreadyOne, MergeNeedsAdministrator, MergeTooLong]),
        delete("/agent/v1/suggestions/{id}", merges::dismiss)
            .who(Agent)
            .summary("Dismisses for good that two users may be one person")
            .gives::<wire::Empty>(),
        get("/agent/v1/merged-tickets", merges::merged_tickets)
            .who(Agent)
            .summary("Lists the agent's tickets that were merged into others and that they have not seen yet, the latest first")
            .gives::<MergedTickets>(),
        delete("/agent/v1/merged-tickets/{id}", merges::see_merged_ticket)
            .who(Agent)
            .summary("Notes that the agent has seen what became of a ticket")
            .gives::<wire::Empty>(),
        post("/admin/v1/merges/{id}/undo", merges::undo)
            .who(Administrator)
            .summary("Undoes a merge, by hand or by a login, and tells what came back")
            .takes::<wire::Empty>()
            .gives::<Undoing>()
            .fails(&[MergeUndone, NotNewestMerge]),
        post("/admin/v1/conflicts/{id}/merge", merges::merge_conflict)
            .who(Administrator)
            .summary("Merges who has the external id of a conflict into who holds its address")
            .takes::<MergeConflict>()
            .gives::<OnePerson>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, AlreadyOne, MergeTooLong]),
    ]
}
