//! Channels, as administrators make and change them.

use bonafide_domain::{
    changed::Changed,
    color::Color,
    id::{BrandId, ChannelId, SettingId},
    setting::AddressTrust,
};
use bonafide_store::channels;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    chat::{AddressTrustName, ChannelKind, ChatSecret, OnFailureName},
    policies::ModeName,
};
use crate::use_cases::channels::Shown;

/// A channel to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateChannel {
    /// Its name: 1 to 255 characters.
    pub name: String,
    /// What kind of place it is.
    #[serde(default)]
    pub kind: ChannelKind,
    /// The origins of the pages that may embed it, such as `https://shop.example`. A scheme's own port is left out, as
    /// browsers do.
    #[serde(default)]
    pub origins: Vec<String>,
    /// Whether nothing can be sent without signing in.
    #[serde(default)]
    pub login_required: bool,
    /// Whether the first message of somebody who is not signed in is answered with a form that asks for name and address.
    #[serde(default = "on")]
    pub asks_for_contact: bool,
    /// Whether a user may have several conversations, which stay apart when users merge.
    #[serde(default)]
    pub multiple_conversations: bool,
    /// The brand colour of the messenger, such as `#0a7d5a`.
    pub color: Option<String>,
}

const fn on() -> bool {
    true
}

/// What to change of a channel; what is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeChannel {
    /// Its name: 1 to 255 characters.
    pub name: Option<String>,
    /// The origins of the pages that may embed it.
    pub origins: Option<Vec<String>>,
    /// Whether nothing can be sent without signing in. Not named where a channel is given its first setting, it is switched on;
    /// false lets people begin without signing in and sign in within the conversation.
    pub login_required: Option<bool>,
    /// Whether the first message of somebody who is not signed in is answered with a form that asks for name and address.
    pub asks_for_contact: Option<bool>,
    /// Whether a user may have several conversations, which stay apart when users merge. Switched off, whoever has several keeps
    /// them, and nobody begins another.
    pub multiple_conversations: Option<bool>,
    /// Whether that refuses whoever writes without, or only reports them.
    pub login_required_mode: Option<ModeName>,
    /// What a chat does with somebody whose token failed.
    pub on_failure: Option<OnFailureName>,
    /// Whether an address counts as verified where a chat's token says so. Those of signing keys' tokens do.
    pub address_trust: Option<AddressTrustName>,
    /// The id of the authentication setting that is attached to a channel of the kind `omnichannel`; null for none.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub setting: Changed<SettingId>,
    /// Where whoever opens the chat without being signed in is sent first; null for nowhere. An address with `https`, or of the
    /// reader's own machine; `{return}` in it stands for where they come from.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub sign_in_page: Changed<String>,
    /// The brand colour of the messenger, such as `#0a7d5a`; null for none.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub color: Changed<String>,
}

/// A channel.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Channel {
    /// Its id.
    #[schemars(with = "String")]
    id: ChannelId,
    /// Its name.
    name: String,
    /// `messaging`, `chat` or `omnichannel`.
    kind: &'static str,
    /// What the page's snippet names it by.
    public_key: String,
    /// The origins of the pages that may embed it.
    origins: Vec<String>,
    /// Whether nothing can be sent without signing in.
    login_required: bool,
    /// Whether the first message of somebody who is not signed in is answered with a form that asks for name and address.
    asks_for_contact: bool,
    /// Whether a user may have several conversations, which stay apart when users merge.
    multiple_conversations: bool,
    /// `enforced`, or `report_only`: whoever writes without is not refused, and the login log says so.
    login_required_mode: &'static str,
    /// What becomes of somebody whose token failed: `anonymous`, they may write as somebody who is not signed in, or `refuse`,
    /// they may not.
    on_failure: &'static str,
    /// `trusted`, or `not_trusted`: whether an address counts as verified where a token says so.
    address_trust: &'static str,
    /// The secrets that a chat's tokens are made with now, the newest first: none until it is made, and two while one lives on
    /// beside its successor. Always empty of a `messaging` channel.
    secrets: Vec<ChatSecret>,
    /// The authentication setting that is attached to a channel of the kind `omnichannel`; null where nobody can sign in, and of
    /// other channels.
    setting: Option<AttachedSetting>,
    /// Where whoever opens the chat without being signed in is sent first; null for nowhere.
    sign_in_page: Option<String>,
    /// The brand colour of the messenger, such as `#0a7d5a`.
    #[schemars(with = "Option<String>")]
    color: Option<Color>,
}

/// An authentication setting that is attached to a channel.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AttachedSetting {
    /// Its id.
    #[schemars(with = "String")]
    id: SettingId,
    /// Its name.
    name: String,
    /// Its kind: `oauth2_implicit` or `oauth2_code`.
    kind: &'static str,
}

impl From<Shown> for Channel {
    fn from(Shown { channel, origins, setting, attached, secrets }: Shown) -> Self {
        Self {
            id: channel.id,
            name: channel.name,
            kind: channel.kind.as_str(),
            public_key: channel.public_key,
            origins,
            login_required: channel.login_required,
            asks_for_contact: channel.asks_for_contact,
            multiple_conversations: channel.multiple_conversations,
            login_required_mode: channel.login_required_mode.as_str(),
            on_failure: channel.on_failure.as_str(),
            address_trust: setting.map_or(AddressTrust::NotTrusted, |setting| setting.address_trust).as_str(),
            secrets: secrets.into_iter().map(Into::into).collect(),
            setting: attached.map(|setting| AttachedSetting {
                id: setting.id,
                kind: setting.fields.kind().as_str(),
                name: setting.name,
            }),
            sign_in_page: channel.sign_in_page.map(|page| page.as_str().to_owned()),
            color: channel.color,
        }
    }
}

/// The account's channels, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Channels {
    /// The channels.
    pub channels: Vec<Channel>,
}

/// A brand: the name that a company speaks under, on one or several channels.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Brand {
    /// Its id, which conditions of routing rules name.
    #[schemars(with = "String")]
    id: BrandId,
    /// Its name.
    name: String,
}

impl From<channels::Brand> for Brand {
    fn from(channels::Brand { id, name }: channels::Brand) -> Self {
        Self { id, name }
    }
}

/// The account's brands, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Brands {
    /// The brands.
    pub brands: Vec<Brand>,
}
