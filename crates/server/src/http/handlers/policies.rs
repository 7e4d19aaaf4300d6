//! The policies of an account, in the administrators' API.

use axum::extract::State;
use bonafide_domain::{mode::Mode, time::Span};

use crate::{
    App,
    http::{ApiError, Json},
    secrets::AgentToken,
    use_cases::{
        email_policy::{self, Choice},
        join_policy,
        login_policies::{self, Change},
    },
    wire::policies::{
        ChangeLoginPolicies, ChooseEmailPolicy, ChooseJoinPolicy, EmailPolicyPreview, JoinPolicyInForce,
        LoginPolicies, PolicyInForce, PreviewEmailPolicy,
    },
};

pub(crate) async fn email_policy(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<PolicyInForce>, ApiError> {
    let setting = app.read(token.account, move |tx| email_policy::read(tx, &token)).await?;
    Ok(Json(setting.into()))
}

pub(crate) async fn preview_email_policy(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<PreviewEmailPolicy>,
) -> Result<Json<EmailPolicyPreview>, ApiError> {
    let preview = app.preview_email_policy(&token, asked.policy.into(), asked.after).await?;
    Ok(Json(preview.into()))
}

pub(crate) async fn choose_email_policy(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<ChooseEmailPolicy>,
) -> Result<Json<PolicyInForce>, ApiError> {
    let choice = Choice { policy: asked.policy.into(), preview: asked.preview, confirmed: asked.confirmed };
    Ok(Json(app.change_email_policy(&token, &choice).await?.into()))
}

pub(crate) async fn join_policy(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<JoinPolicyInForce>, ApiError> {
    Ok(Json(app.read(token.account, move |tx| join_policy::read(tx, &token)).await?.into()))
}

pub(crate) async fn choose_join_policy(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<ChooseJoinPolicy>,
) -> Result<Json<JoinPolicyInForce>, ApiError> {
    let choice = join_policy::Choice { policy: asked.policy.into(), confirmed: asked.confirmed };
    Ok(Json(app.write(token.account, move |tx| join_policy::choose(tx, &token, &choice)).await?.into()))
}

pub(crate) async fn login_policies(
    State(app): State<App>,
    token: AgentToken,
) -> Result<Json<LoginPolicies>, ApiError> {
    let settings = app.read(token.account, move |tx| login_policies::read(tx, &token)).await?;
    Ok(Json(settings.into()))
}

pub(crate) async fn change_login_policies(
    State(app): State<App>,
    token: AgentToken,
    Json(asked): Json<ChangeLoginPolicies>,
) -> Result<Json<LoginPolicies>, ApiError> {
    let age = |seconds: i64| Span::millis(seconds.saturating_mul(1000));
    let change = Change {
        email_conflicts: asked.email_conflicts.map(|asked| asked.mode.into()),
        token_age: asked.token_age.map(|asked| (asked.greatest_seconds.map(age), Mode::from(asked.mode))),
    };
    let settings = app.write(token.account, move |tx| login_policies::change(tx, &token, &change)).await?;
    Ok(Json(settings.into()))
}
