//! The rows about keys of the REST API.

use axum::http::StatusCode;

use crate::{
    http::{
        ErrorCode::{BadRequest, KeyLimitReached, NameTaken},
        Route,
        Who::Administrator,
        delete, get,
        handlers::rest_keys,
        post,
    },
    wire,
};

pub(super) fn rest_keys() -> Vec<Route> {
    use wire::rest_key::{CreateRestKey, CreatedRestKey, RestKeys};
    vec![
        get("/admin/v1/rest-keys", rest_keys::keys)
            .who(Administrator)
            .summary("Lists the keys of the REST API, oldest first")
            .gives::<RestKeys>(),
        post("/admin/v1/rest-keys", rest_keys::create)
            .who(Administrator)
            .summary("Makes a key of the REST API; the whole secret is in this answer and never again")
            .takes::<CreateRestKey>()
            .gives::<CreatedRestKey>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, NameTaken, KeyLimitReached]),
        delete("/admin/v1/rest-keys/{kid}", rest_keys::delete)
            .who(Administrator)
            .summary("Deletes a key of the REST API: no program is let in with it from now on")
            .gives::<wire::Empty>(),
    ]
}
