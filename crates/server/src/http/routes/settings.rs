//! The rows about authentication settings.

use axum::http::StatusCode;

use crate::{
    http::{
        ErrorCode::{BadRequest, SecretsNotPermitted, SettingInUse},
        Route,
        Who::Administrator,
        delete, get,
        handlers::{admin, settings},
        patch, post,
    },
    wire,
};

/// Authentication settings that administrators make (OMN-1, OMN-18).
pub(super) fn settings() -> Vec<Route> {
    use wire::authentication_setting::{
        AuthenticationSetting, AuthenticationSettings, ChangeAuthenticationSetting,
        CreateAuthenticationSetting,
    };
    vec![
        get("/admin/v1/authentication-settings", settings::list)
            .who(Administrator)
            .summary("Lists the authentication settings, oldest first, and how their keys were last fetched")
            .gives::<AuthenticationSettings>(),
        post("/admin/v1/authentication-settings", settings::create)
            .who(Administrator)
            .summary("Makes an authentication setting, which fits channels of its kind and is attached to none yet")
            .takes::<CreateAuthenticationSetting>()
            .gives::<AuthenticationSetting>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest]),
        get("/admin/v1/authentication-settings/{id}", settings::find)
            .who(Administrator)
            .summary("Reads an authentication setting, and how its keys were last fetched")
            .gives::<AuthenticationSetting>(),
        patch("/admin/v1/authentication-settings/{id}", settings::change)
            .who(Administrator)
            .summary("Changes an authentication setting, on every node within a second; where its client secret is sent to, with the permission to change secrets alone")
            .takes::<ChangeAuthenticationSetting>()
            .gives::<AuthenticationSetting>()
            .fails(&[BadRequest, SecretsNotPermitted]),
        delete("/admin/v1/authentication-settings/{id}", settings::delete)
            .who(Administrator)
            .summary("Deletes an authentication setting that is attached to nothing, and ends the sessions that it opened")
            .gives::<wire::Empty>()
            .fails(&[SettingInUse]),
        post("/admin/v1/authentication-settings/{id}/fetch", settings::fetch)
            .who(Administrator)
            .summary("Fetches the keys of an authentication setting now, and tells how that went")
            .takes::<wire::Empty>()
            .gives::<AuthenticationSetting>()
            .fails(&[BadRequest]),
        post("/admin/v1/authentication-settings/{id}/secret", settings::set_secret)
            .who(Administrator)
            .summary("Sets the client secret of an authentication setting, which no answer tells; needs the permission to change secrets")
            .takes::<wire::code_setting::SetClientSecret>()
            .gives::<AuthenticationSetting>()
            .fails(&[BadRequest, SecretsNotPermitted]),
        post("/admin/v1/agents/{id}/secrets-permission", admin::permit_secrets)
            .who(Administrator)
            .summary("Lets another administrator change secrets of authentication settings, or no more; needs that permission itself")
            .takes::<wire::admin::PermitSecrets>()
            .gives::<wire::Empty>()
            .fails(&[BadRequest, SecretsNotPermitted]),
    ]
}
