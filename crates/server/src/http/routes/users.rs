//! The rows about the people who write, as agents see them.

use axum::http::StatusCode;

use crate::{
    http::{
        ErrorCode::{AddressClaimed, AddressFromToken, AddressHeld, BadRequest},
        Route,
        Who::Agent,
        delete, get,
        handlers::agent,
        post, put,
    },
    wire::{
        Empty,
        evidence::Evidence,
        person::{AttachEmail, Devices, Person},
    },
};

/// What agents see and do about users, and the evidence about them.
pub(super) fn users() -> Vec<Route> {
    vec![
        get("/agent/v1/users/{id}", agent::user)
            .who(Agent)
            .summary("Reads who a user is, and what proves it")
            .gives::<Person>(),
        get("/agent/v1/users/{id}/devices", agent::devices)
            .who(Agent)
            .summary("Lists a user's devices, the newest session first")
            .gives::<Devices>(),
        put("/agent/v1/users/{id}/ban", agent::ban)
            .who(Agent)
            .summary("Bans a user on every device")
            .takes::<Empty>()
            .gives::<Person>(),
        delete("/agent/v1/users/{id}/ban", agent::lift_ban)
            .who(Agent)
            .summary("Lifts a ban")
            .gives::<Person>(),
        post("/agent/v1/users/{id}/emails", agent::attach_email)
            .who(Agent)
            .summary("Attaches an email address to a user")
            .takes::<AttachEmail>()
            .gives::<Person>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, AddressHeld, AddressClaimed]),
        delete("/agent/v1/users/{id}/emails/{email}", agent::detach_email)
            .who(Agent)
            .summary("Detaches an email address that no token gave")
            .gives::<Person>()
            .fails(&[AddressFromToken]),
        get("/agent/v1/evidence/{id}", agent::evidence)
            .who(Agent)
            .summary("Reads what proved who someone was at one login")
            .gives::<Evidence>(),
    ]
}
