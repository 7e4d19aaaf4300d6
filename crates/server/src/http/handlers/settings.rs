//! The administrators' API on authentication settings.

use axum::{extract::State, http::StatusCode};
use bonafide_domain::{
    id::SettingId,
    public_key_setting::PublicKeyFields,
    setting::{AddressTrust, SettingKind},
};

use crate::{
    App,
    http::{ApiError, Json, Path, parse},
    secrets::AgentToken,
    use_cases::{
        admission,
        public_key_settings::{self as use_case, Change, Ids, NewSetting, Shown},
    },
    wire::{
        Empty,
        authentication_setting::{
            AuthenticationSetting, AuthenticationSettings, ChangeAuthenticationSetting,
            CreateAuthenticationSetting, IdsName,
        },
    },
};

pub(crate) async fn list(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<AuthenticationSettings>, ApiError> {
    let all = app.read(token.account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        use_case::list(tx)
    });
    let now = app.now();
    let settings = all.await?.into_iter().map(|shown| AuthenticationSetting::of(shown, now)).collect();
    Ok(Json(AuthenticationSettings { settings }))
}

pub(crate) async fn find(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<SettingId>,
) -> Result<Json<AuthenticationSetting>, ApiError> {
    Ok(Json(AuthenticationSetting::of(read(&app, token, id).await?, app.now())))
}

pub(crate) async fn create(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<CreateAuthenticationSetting>,
) -> Result<(StatusCode, Json<AuthenticationSetting>), ApiError> {
    let new = NewSetting {
        name: parse::name(&asked.name)?,
        ids: match asked.external_ids {
            IdsName::Own => Ids::Own,
            IdsName::Account => Ids::Account,
        },
        address_trust: asked
            .address_trust
            .map_or(SettingKind::PublicKeys.address_trust(), AddressTrust::from),
        fields: PublicKeyFields {
            url: parse::outbound_url(&asked.url)?,
            client_function: asked.client_function.as_deref().map(parse::client_function).transpose()?,
            algorithms: asked.algorithms.as_deref().map(parse::algorithms).transpose()?.unwrap_or_default(),
            issuer: asked.issuer.as_deref().map(parse::issuer).transpose()?,
            audience: asked.audience.as_deref().map(parse::audience).transpose()?,
            contexts: asked.contexts_mode.map(Into::into).unwrap_or_default(),
            keys_serve: asked.keys_serve_seconds.map(parse::keys_serve).transpose()?.unwrap_or_default(),
        },
    };
    let made = app.write(token.account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        use_case::create(tx, Some(by.id), &new)
    });
    Ok((StatusCode::CREATED, Json(AuthenticationSetting::of(made.await?, app.now()))))
}

pub(crate) async fn change(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<SettingId>,
    Json(asked): Json<ChangeAuthenticationSetting>,
) -> Result<Json<AuthenticationSetting>, ApiError> {
    let change = Change {
        name: asked.name.as_deref().map(parse::name).transpose()?,
        owner: asked.owner,
        address_trust: asked.address_trust.map(Into::into),
        url: asked.url.as_deref().map(parse::outbound_url).transpose()?,
        client_function: asked.client_function.try_map(|name| parse::client_function(&name))?,
        algorithms: asked.algorithms.as_deref().map(parse::algorithms).transpose()?,
        issuer: asked.issuer.try_map(|issuer| parse::issuer(&issuer))?,
        audience: asked.audience.try_map(|audience| parse::audience(&audience))?,
        contexts: asked.contexts_mode.map(Into::into),
        keys_serve: asked.keys_serve_seconds.map(parse::keys_serve).transpose()?,
    };
    let changed = app.write(token.account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        use_case::change(tx, by.id, id, &change)
    });
    Ok(Json(AuthenticationSetting::of(changed.await?, app.now())))
}

pub(crate) async fn delete(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<SettingId>,
) -> Result<Json<Empty>, ApiError> {
    let deleted = app.write(token.account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        use_case::delete(tx, by.id, id)
    });
    deleted.await?;
    Ok(Json(Empty {}))
}

pub(crate) async fn fetch(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<SettingId>,
    Json(Empty {}): Json<Empty>,
) -> Result<Json<AuthenticationSetting>, ApiError> {
    let setting = read(&app, token.clone(), id).await?.setting;
    app.fetch_keys_now(token.account, id, &setting.fields).await?;
    Ok(Json(AuthenticationSetting::of(read(&app, token, id).await?, app.now())))
}

async fn read(app: &App, token: AgentToken, id: SettingId) -> Result<Shown, ApiError> {
    let found = app.read(token.account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        use_case::find(tx, id)
    });
    Ok(found.await?)
}
