//! The row about follow-ups by email.

use axum::http::StatusCode;

use crate::{
    http::{
        ErrorCode::{AddressNotVerified, MailOff},
        Route,
        Who::Agent,
        handlers::follow_ups,
        post,
    },
    wire::follow_up::{FollowedUp, WriteFollowUp},
};

/// What agents do about email (EML-11).
pub(super) fn follow_ups() -> Vec<Route> {
    vec![
        post("/agent/v1/conversations/{id}/follow-ups", follow_ups::follow_up)
            .who(Agent)
            .summary("Writes a follow-up by email to an address of the conversation's user")
            .takes::<WriteFollowUp>()
            .gives::<FollowedUp>()
            .status(StatusCode::CREATED)
            .repeats()
            .fails(&[AddressNotVerified, MailOff]),
    ]
}
