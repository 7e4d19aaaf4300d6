//! Whether anybody is there, for every page that asks.

use axum::extract::State;

use crate::{
    App,
    http::{ApiError, Json, Query, parse},
    use_cases::channels,
    wire::availability::{Availability, AvailabilityOf},
};

pub(crate) async fn read(
    State(app): State<App>,
    Query(AvailabilityOf { channel }): Query<AvailabilityOf>,
) -> Result<Json<Availability>, ApiError> {
    let (account, channel) = channels::find_by_public_key(&app, parse::public_key(channel)?).await?;
    Ok(Json(app.availability(account, channel).await?.into()))
}
