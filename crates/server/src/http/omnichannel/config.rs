//! What the client reads of a channel before anything else.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use bonafide_domain::{mode::Mode, public_key_setting::ClientFunction};
use serde_json::{Value, json};

use super::{connector::Widget, headers::ERROR_CODE};
use crate::{
    App,
    http::{ApiError, Path},
    use_cases::channels::{self, Shown},
};

/// The client's number for a widget that is not there.
const NO_SUCH_WIDGET: HeaderValue = HeaderValue::from_static("701");

/// The channel's settings, as far as the client has a name for them.
pub(super) async fn config(
    State(app): State<App>,
    Path(Widget { widget, .. }): Path<Widget>,
) -> Result<Response, ApiError> {
    match channels::embedding(&app, widget).await? {
        Some(shown) => Ok(axum::Json(settings(&shown)).into_response()),
        None => Ok((StatusCode::NOT_FOUND, [(ERROR_CODE, NO_SUCH_WIDGET)]).into_response()),
    }
}

/// The client asks the page for a token at once where there are authentication settings, and does not begin without one. Where
/// people may write without signing in there are none for it: a token that the page has is taken all the same.
fn settings(shown: &Shown) -> Value {
    // One that is only reported refuses nobody.
    let must_sign_in = shown.channel.requires_login() == Some(Mode::Enforced);
    let function = shown.client_function().map(ClientFunction::as_str).unwrap_or_default();
    let authentication = must_sign_in.then(|| json!({ "msdyn_javascriptclientfunction": function }));
    json!({
        "LiveChatVersion": 2,
        "LiveChatConfigAuthSettings": authentication,
        "DataMaskingInfo": { "setting": { "msdyn_maskforcustomer": "false", "msdyn_maskforagent": "false" } },
        "ChatWidgetLanguage": { "msdyn_localeid": "1033" },
        "LiveWSAndLiveChatEngJoin": {
            "msdyn_conversationmode": "192350000",
            "msdyn_enablechatreconnect": "false",
            "msdyn_prechatenabled": "false",
            "msdyn_requestvisitorlocation": "false",
            "msdyn_callingoptions": "192350000",
            "msdyn_enablefileattachmentsforcustomers": "false",
            "msdyn_enablefileattachmentsforagents": "false",
            "msdyn_widgetsnippet": "",
            "msdyn_infavorofpersonachat": "false",
        },
        "allowedFileExtensions": "",
        "maxUploadFileSize": "0",
    })
}
