//! Whether anybody is there, for every page that asks.

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
};

use crate::{
    App,
    http::{ApiError, Json, Query},
    use_cases::channels,
    wire::availability::{Availability, AvailabilityOf},
};

/// As long as the server itself keeps it.
const TEN_SECONDS: HeaderValue = HeaderValue::from_static("public, max-age=10");

pub(crate) async fn read(
    State(app): State<App>,
    Query(AvailabilityOf { channel }): Query<AvailabilityOf>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<Availability>), ApiError> {
    let (account, channel) = channels::find_by_public_key(&app, channel).await?;
    let found = app.availability(account, channel).await?;
    Ok(([(header::CACHE_CONTROL, TEN_SECONDS)], Json(found.into())))
}
