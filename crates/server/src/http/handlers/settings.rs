//! The administrators' API on authentication settings.

use axum::{extract::State, http::StatusCode};
use bonafide_domain::{
    id::{AccountId, SettingId},
    public_key_setting::PublicKeyFields,
    setting::AddressTrust,
};
use bonafide_store::made_settings::SettingFields;

use crate::{
    App,
    codes::client_secret_cell,
    http::{ApiError, Json, Path, parse, parse_code},
    secrets::AgentToken,
    use_cases::{
        Refused, admission,
        made_settings::{self as use_case, Change, Ids, NewSetting, Shown},
    },
    wire::{
        Empty,
        authentication_setting::{
            AuthenticationSetting, AuthenticationSettings, ChangeAuthenticationSetting,
            CreateAuthenticationSetting, IdsName, SettingKindName,
        },
        code_setting::SetClientSecret,
    },
};

pub(crate) async fn list(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<AuthenticationSettings>, ApiError> {
    let account = token.account;
    let all = app.read(account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        use_case::list(tx)
    });
    let all = all.await?;
    let mut settings = Vec::with_capacity(all.len());
    for shown in all {
        settings.push(told(&app, account, shown).await?.0);
    }
    Ok(Json(AuthenticationSettings { settings }))
}

pub(crate) async fn find(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<SettingId>,
) -> Result<Json<AuthenticationSetting>, ApiError> {
    let account = token.account;
    let found = read(&app, token, id).await?;
    told(&app, account, found).await
}

pub(crate) async fn create(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<CreateAuthenticationSetting>,
) -> Result<(StatusCode, Json<AuthenticationSetting>), ApiError> {
    let fields = fields(&asked)?;
    let new = NewSetting {
        name: parse::name(&asked.name)?,
        ids: match asked.external_ids {
            IdsName::Own => Ids::Own,
            IdsName::Account => Ids::Account,
        },
        address_trust: asked.address_trust.map_or(fields.kind().address_trust(), AddressTrust::from),
        fields,
    };
    let account = token.account;
    let made = app.write(token.account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        use_case::create(tx, Some(by.id), &new)
    });
    let made = made.await?;
    Ok((StatusCode::CREATED, told(&app, account, made).await?))
}

/// The fields of a setting that is to be made: those of its kind, and no others.
fn fields(asked: &CreateAuthenticationSetting) -> Result<SettingFields, ApiError> {
    match (asked.kind, &asked.url, &asked.code) {
        (SettingKindName::Oauth2Implicit, Some(url), None) => {
            Ok(SettingFields::PublicKeys(PublicKeyFields {
                url: parse::outbound_url(url)?,
                client_function: asked.client_function.as_deref().map(parse::client_function).transpose()?,
                algorithms: asked
                    .algorithms
                    .as_deref()
                    .map(parse::algorithms)
                    .transpose()?
                    .unwrap_or_default(),
                issuer: asked.issuer.as_deref().map(parse::issuer).transpose()?,
                audience: asked.audience.as_deref().map(parse::audience).transpose()?,
                contexts: asked.contexts_mode.map(Into::into).unwrap_or_default(),
                keys_serve: asked.keys_serve_seconds.map(parse::keys_serve).transpose()?.unwrap_or_default(),
            }))
        }
        (SettingKindName::Oauth2Implicit, ..) => {
            Err(Refused::Invalid("A setting of the kind oauth2_implicit has a `url`, and no `code`.").into())
        }
        (SettingKindName::Oauth2Code, None, Some(code)) if !says_of_tokens(asked) => {
            Ok(SettingFields::Code(parse_code::exchange(code)?))
        }
        (SettingKindName::Oauth2Code, ..) => {
            let says = "A setting of the kind oauth2_code has `code`, and nothing that is about tokens of a page's own.";
            Err(Refused::Invalid(says).into())
        }
    }
}

/// Whether something is said that only a setting of public keys has.
fn says_of_tokens(asked: &CreateAuthenticationSetting) -> bool {
    asked.client_function.is_some()
        || asked.algorithms.is_some()
        || asked.issuer.is_some()
        || asked.audience.is_some()
        || asked.contexts_mode.is_some()
        || asked.keys_serve_seconds.is_some()
}

/// A setting as an answer tells it.
async fn told(app: &App, account: AccountId, shown: Shown) -> Result<Json<AuthenticationSetting>, ApiError> {
    // The key is made when it is first asked for: not by whoever only looks.
    let signs = shown.setting.fields.signs_calls();
    let key = if signs { Some(app.account_key(account).await?) } else { None };
    Ok(Json(AuthenticationSetting::of(shown, app.now(), key.as_ref())))
}

pub(crate) async fn set_secret(
    State(app): State<App>,
    token: AgentToken,
    Path(id): Path<SettingId>,
    Json(asked): Json<SetClientSecret>,
) -> Result<Json<AuthenticationSetting>, ApiError> {
    let account = token.account;
    let secret = parse_code::client_secret(asked.client_secret)?;
    let by = token.clone();
    app.read(account, move |tx| use_case::may_set_secret(tx, &by, id)).await?;
    let key = app.account_key(account).await?;
    let sealed = key.seal(client_secret_cell(&id), secret.as_bytes(), &*app.random);
    let set = app.write(account, move |tx| use_case::set_secret(tx, &token, id, &sealed)).await?;
    told(&app, account, set).await
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
        code: asked.code.as_ref().map(parse_code::exchange).transpose()?,
    };
    let account = token.account;
    let changed = app.write(token.account, move |tx| {
        let by = admission::admit_administrator(tx, &token)?;
        use_case::change(tx, &by, id, &change)
    });
    let changed = changed.await?;
    told(&app, account, changed).await
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
    let account = token.account;
    let setting = read(&app, token.clone(), id).await?.setting;
    let source =
        setting.fields.keys().ok_or(Refused::Invalid("The setting's token action needs no keys."))?;
    app.fetch_keys_now(account, id, &source).await?;
    let found = read(&app, token, id).await?;
    told(&app, account, found).await
}

async fn read(app: &App, token: AgentToken, id: SettingId) -> Result<Shown, ApiError> {
    let found = app.read(token.account, move |tx| {
        admission::admit_administrator(tx, &token)?;
        use_case::find(tx, id)
    });
    Ok(found.await?)
}
