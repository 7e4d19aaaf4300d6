//! The rows of our own API for programs: what the published interface (7-rest) has no call for.

use axum::http::StatusCode;

use crate::{
    http::{
        ErrorCode::{AddressClaimed, AddressFromToken, AddressHeld, BadRequest},
        Route,
        Who::Program,
        delete,
        handlers::programs,
        post,
    },
    wire::person::{AttachEmailByProgram, Emails},
};

pub(super) fn programs() -> Vec<Route> {
    vec![
        post("/program/v1/apps/{app}/users/{id}/emails", programs::attach_email)
            .who(Program)
            .summary("Attaches an email address to a user; agents see which key it was added with")
            .takes::<AttachEmailByProgram>()
            .gives::<Emails>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, AddressHeld, AddressClaimed]),
        delete("/program/v1/apps/{app}/users/{id}/emails/{email}", programs::detach_email)
            .who(Program)
            .summary("Detaches an email address that no token gave")
            .gives::<Emails>()
            .fails(&[AddressFromToken]),
    ]
}
