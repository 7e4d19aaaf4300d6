//! A channel's settings, as they are written into the loader and the messenger's page.

use bonafide_domain::{
    color::Color, mode::Mode, public_key_setting::ClientFunction, routing::PageCounts,
    sign_in_page::SignInPage,
};
use serde::Serialize;

use crate::use_cases::channels::Shown;

/// What stands for the settings in what is built.
const PLACE: &str = "__BONAFIDE_SETTINGS__";

/// What the loader knows of its channel.
#[derive(Debug, Serialize)]
pub(super) struct Loader<'a> {
    /// The channel's public key.
    pub(super) key: &'a str,
    /// The channel's name.
    name: &'a str,
    /// The host's own colour.
    color: Option<Color>,
    /// The page's function that gives tokens, if its setting names one (OMN-1).
    #[serde(skip_serializing_if = "Option::is_none")]
    client_function: Option<&'a str>,
    /// That what the page says can be context, since no setting says who people are (OMN-8, ROU-3).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    takes_context: bool,
    /// Where whoever opens the chat without being signed in is sent first (OMN-14).
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_in_page: Option<&'a str>,
}

impl<'a> Loader<'a> {
    pub(super) fn of(shown: &'a Shown) -> Self {
        let channel = &shown.channel;
        let context = PageCounts::on_channel_with(shown.setting.as_ref().map(|setting| setting.id));
        Self {
            key: &channel.public_key,
            name: &channel.name,
            color: channel.color,
            client_function: shown.client_function().map(ClientFunction::as_str),
            takes_context: context == PageCounts::WhereNothingIsSigned,
            sign_in_page: channel.sign_in_page.as_ref().map(SignInPage::as_str),
        }
    }
}

/// What the messenger knows of its channel.
#[derive(Debug, Serialize)]
pub(super) struct Messenger<'a> {
    #[serde(flatten)]
    loader: Loader<'a>,
    /// Whether nothing can be sent without signing in.
    login_required: bool,
    /// Whether a person may have several conversations (MRG-9).
    multiple_conversations: bool,
    /// The origins of the pages that may embed it.
    origins: &'a [String],
}

impl<'a> Messenger<'a> {
    pub(super) fn of(shown: &'a Shown) -> Self {
        Self {
            loader: Loader::of(shown),
            // One that is only reported refuses nobody.
            login_required: shown.channel.requires_login() == Some(Mode::Enforced),
            multiple_conversations: shown.channel.multiple_conversations,
            origins: &shown.origins,
        }
    }
}

/// Writes settings as JSON into what was built, where its one place for them is.
///
/// The JSON is part of a script or of a page there: a channel's name could end either, so `<` is written as its escape,
/// and so are the two line separators that older JavaScript ends a line at.
pub(super) fn written_into(built: &str, settings: &impl Serialize) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string(settings)?;
    let json = json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    Ok(built.replacen(PLACE, &json, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channels_name_cannot_end_the_script_it_is_written_into() {
        let name = "</script><script>alert(1)\u{2028}\"";
        let (client_function, sign_in_page) = (None, None);
        let loader =
            Loader { key: "c0ffee", name, color: None, client_function, takes_context: false, sign_in_page };
        let built = written_into("let it = __BONAFIDE_SETTINGS__;", &loader);
        assert_eq!(
            built.unwrap(),
            r#"let it = {"key":"c0ffee","name":"\u003c/script>\u003cscript>alert(1)\u2028\"","color":null};"#
        );
    }
}
