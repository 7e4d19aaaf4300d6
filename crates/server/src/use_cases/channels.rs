//! Channels, as administrators make and change them.

use bonafide_domain::{
    audit::Action,
    changed::Changed,
    channel::{self, ChannelKind, OnFailure},
    color::Color,
    id::{AccountId, AgentId, ChannelId, SettingId},
    mode::Mode,
    public_key_setting::ClientFunction,
    setting::{AddressTrust, SettingKind},
    sign_in_page::SignInPage,
    text::Name,
};
use bonafide_store::{
    Done, Tx, audit_log,
    channels::{self, Channel},
    directory,
    made_settings::{self, MadeSetting, SettingFields},
    secrets::ChatSecret,
    settings::{self, Setting},
};
use serde_json::json;

use super::{Refused, Step, chat_secrets};
use crate::{
    App,
    hex::hex,
    secrets::{Random, random},
};

/// A channel to be made.
#[derive(Debug, Clone)]
pub struct NewChannel {
    /// How people prove on it who they are.
    pub proof: SettingKind,
    /// Its name.
    pub name: Name,
    /// What the page's snippet will name it by.
    pub public_key: String,
    /// The origins of the pages that may embed it.
    pub origins: Vec<String>,
    /// Whether nothing can be sent without signing in (SES-6).
    pub login_required: bool,
    /// Whether people who are not signed in are asked for name and address (SEE-5).
    pub asks_for_contact: bool,
    /// Whether a user may have several conversations (MRG-9).
    pub multiple_conversations: bool,
    /// The brand colour of the messenger.
    pub color: Option<Color>,
}

/// What may be changed of a channel; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Its name.
    pub name: Option<Name>,
    /// The origins of the pages that may embed it.
    pub origins: Option<Vec<String>>,
    /// Whether nothing can be sent without signing in; `None` where a first setting is attached switches it on (OMN-10).
    pub login_required: Option<bool>,
    /// Whether people who are not signed in are asked for name and address.
    pub asks_for_contact: Option<bool>,
    /// Whether a user may have several conversations (MRG-9).
    pub multiple_conversations: Option<bool>,
    /// Whether that refuses whoever writes without.
    pub login_required_mode: Option<Mode>,
    /// What becomes of somebody whose token failed, on a chat (CHT-10).
    pub on_failure: Option<OnFailure>,
    /// Whether the addresses of a chat's tokens are trusted (RES-12).
    pub address_trust: Option<AddressTrust>,
    /// The brand colour of the messenger.
    pub color: Changed<Color>,
    /// The authentication setting that is attached to it (OMN-18).
    pub setting: Changed<SettingId>,
    /// Where whoever opens the chat without being signed in is sent first (OMN-14).
    pub sign_in_page: Changed<SignInPage>,
}

/// A channel with what there is to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The channel.
    pub channel: Channel,
    /// The origins of the pages that may embed it, in order.
    pub origins: Vec<String>,
    /// How it proves who is who; `None` where nobody can sign in.
    pub setting: Option<Setting>,
    /// The authentication setting that is attached to it, if it is one that an administrator made (OMN-18).
    pub attached: Option<MadeSetting>,
    /// The secrets that its tokens are made with now, the newest first, if it is a chat (CHT-1).
    pub secrets: Vec<ChatSecret>,
}

impl Shown {
    /// The page's function that gives tokens, if the setting names one (OMN-1).
    pub fn client_function(&self) -> Option<&ClientFunction> {
        match &self.attached.as_ref()?.fields {
            SettingFields::PublicKeys(fields) => fields.client_function.as_ref(),
            SettingFields::Code(_) => None,
        }
    }
}

/// A new public key for a channel: 128 random bits in hexadecimal. It names the channel in pages and is no secret.
pub fn public_key(random: &dyn Random) -> String {
    hex(&random::array::<16>(random))
}

/// Makes a channel: of the kind `messaging`, which accepts the account's signing keys, `chat`, which accepts a secret of its
/// own and has none yet (CHT-1), or `omnichannel`, to which no setting is attached yet (OMN-18). `by` is `None` for a command on the server's own machine.
pub fn create_channel(tx: &mut Tx<'_>, by: Option<AgentId>, new: &NewChannel) -> Step<Done<Shown>> {
    let brand = channels::find_first_brand(tx)?.ok_or(Refused::NotFound)?;
    let (kind, setting) = match new.proof {
        SettingKind::SigningKeys => {
            (ChannelKind::Messaging, Some(settings::find_signing_keys(tx)?.ok_or(Refused::NotFound)?))
        }
        SettingKind::SharedSecret => {
            let setting = tx.id();
            settings::insert(tx, setting, SettingKind::SharedSecret, new.name.as_str())?;
            (ChannelKind::Chat, Some(setting))
        }
        SettingKind::PublicKeys | SettingKind::Code if new.login_required => {
            return Err(Refused::Invalid(NOBODY_COULD).into());
        }
        SettingKind::PublicKeys | SettingKind::Code => (ChannelKind::Omnichannel, None),
    };
    let channel = Channel {
        id: tx.id(),
        brand,
        kind,
        name: new.name.as_str().to_owned(),
        public_key: new.public_key.clone(),
        login_required: new.login_required,
        asks_for_contact: new.asks_for_contact,
        multiple_conversations: new.multiple_conversations,
        login_required_mode: Mode::Enforced,
        on_failure: OnFailure::default(),
        sign_in_page: None,
        color: new.color,
    };
    channels::insert(tx, &channel, setting)?;
    directory::insert_channel(tx, &channel.public_key, channel.id)?;
    channels::set_origins(tx, channel.id, &new.origins)?;
    audit_log::insert(
        tx,
        by,
        Action::ChannelCreate,
        &channel.id.to_string(),
        &json!({"name": &channel.name, "kind": kind.as_str()}),
    )?;
    Ok(Done::quiet(shown(tx, channel)?))
}

/// Changes a channel.
pub fn change_channel(tx: &mut Tx<'_>, by: AgentId, id: ChannelId, change: &Change) -> Step<Done<Shown>> {
    // All of it is written, also what stays: of two administrators the second reads what the first changed.
    if !channels::take(tx, id)? {
        return Err(Refused::NotFound.into());
    }
    let mut channel = channels::find(tx, id)?.ok_or(Refused::NotFound)?;
    if let Some(name) = &change.name {
        name.as_str().clone_into(&mut channel.name);
    }
    channel.asks_for_contact = change.asks_for_contact.unwrap_or(channel.asks_for_contact);
    channel.multiple_conversations = change.multiple_conversations.unwrap_or(channel.multiple_conversations);
    channel.login_required_mode = change.login_required_mode.unwrap_or(channel.login_required_mode);
    channel.color = change.color.after(channel.color);
    if let Some(on_failure) = change.on_failure {
        if !channel.kind.may_refuse() {
            let says = "`on_failure` belongs to channels of the kind chat.";
            return Err(Refused::Invalid(says).into());
        }
        channel.on_failure = on_failure; // CHT-10
    }
    if let Some(trust) = change.address_trust {
        trust_addresses(tx, id, trust)?;
    }
    channel.sign_in_page = change.sign_in_page.clone().after(channel.sign_in_page);
    let had_setting = settings::of_channel(tx, id)?.is_some();
    let has_setting = attach(tx, &channel, change.setting, had_setting)?;
    let login_required = channel::login_required_by(change.login_required, had_setting, has_setting); // OMN-10
    channel.login_required = login_required.unwrap_or(channel.login_required);
    if !has_setting {
        channel.sign_in_page = None; // nobody could sign in there
    }
    if matches!(change.sign_in_page, Changed::To(_)) && !has_setting {
        let says = "`sign_in_page` needs a `setting`: without one nobody could sign in.";
        return Err(Refused::Invalid(says).into());
    }
    if channel.login_required && !has_setting {
        return Err(Refused::Invalid(NOBODY_COULD).into());
    }
    channels::update(tx, &channel)?;
    if let Some(origins) = &change.origins {
        channels::set_origins(tx, id, origins)?;
    }
    let shown = shown(tx, channel)?;
    // What was not given is null; the colour, the setting and the sign-in page, which can be changed to none, are those it has now.
    let detail = json!({
        "name": change.name,
        "origins": change.origins,
        "login_required": login_required,
        "asks_for_contact": change.asks_for_contact,
        "multiple_conversations": change.multiple_conversations,
        "login_required_mode": change.login_required_mode.map(Mode::as_str),
        "on_failure": change.on_failure.map(OnFailure::as_str),
        "address_trust": change.address_trust.map(AddressTrust::as_str),
        "color": shown.channel.color,
        "setting": shown.attached.as_ref().map(|setting| setting.id.to_string()),
        "sign_in_page": shown.channel.sign_in_page.as_ref().map(SignInPage::as_str),
    });
    audit_log::insert(tx, Some(by), Action::ChannelChange, &id.to_string(), &detail)?;
    Ok(Done::quiet(shown))
}

/// Why a channel without a setting does not require login.
const NOBODY_COULD: &str =
    "`login_required` needs a `setting`: without one nobody could sign in, and so nobody write.";

/// OMN-18: attaches a setting that fits the channel, or none. Says whether the channel, which `had` one or not, has one then.
fn attach(tx: &mut Tx<'_>, channel: &Channel, setting: Changed<SettingId>, had: bool) -> Step<bool> {
    let setting = match setting {
        Changed::Stays => return Ok(had),
        Changed::Nothing => None,
        Changed::To(setting) => Some(setting),
    };
    if channel.kind != ChannelKind::Omnichannel {
        let says = "`setting` belongs to channels of the kind omnichannel: the others have their own.";
        return Err(Refused::Invalid(says).into());
    }
    // Whoever deletes it meanwhile comes before this or after.
    if let Some(id) = setting
        && !made_settings::take(tx, id)?
    {
        return Err(Refused::Invalid("`setting` is none of the account's authentication settings.").into());
    }
    channels::set_setting(tx, channel, setting)?;
    Ok(setting.is_some())
}

/// RES-12: an administrator says of a chat's addresses whether they are to be trusted. Those of signing keys are.
fn trust_addresses(tx: &mut Tx<'_>, channel: ChannelId, trust: AddressTrust) -> Step<()> {
    let setting = settings::of_channel(tx, channel)?.ok_or(Refused::NotFound)?;
    match setting.kind {
        SettingKind::SharedSecret => settings::set_address_trust(tx, setting.id, trust)?,
        SettingKind::PublicKeys | SettingKind::Code => {
            let says = "`address_trust` belongs to the authentication setting: change it there.";
            return Err(Refused::Invalid(says).into());
        }
        SettingKind::SigningKeys => {
            let says =
                "`address_trust` belongs to channels of the kind chat: those of signing keys are trusted.";
            return Err(Refused::Invalid(says).into());
        }
    };
    Ok(())
}

/// A channel by id.
pub fn find_channel(tx: &mut Tx<'_>, id: ChannelId) -> Step<Shown> {
    let channel = channels::find(tx, id)?.ok_or(Refused::NotFound)?;
    shown(tx, channel)
}

/// The account's channels, oldest first.
pub fn list_channels(tx: &mut Tx<'_>) -> Step<Vec<Shown>> {
    channels::all(tx)?.into_iter().map(|channel| shown(tx, channel)).collect()
}

/// The account and the channel of a public key.
pub async fn find_by_public_key(app: &App, public_key: String) -> Step<(AccountId, ChannelId)> {
    Ok(look_up(app, public_key).await?.ok_or(Refused::NoChannel)?)
}

/// What embedding the messenger of a public key's channel needs: its name, colour and origins, and whether it requires
/// login. `None` where there is no such channel. Nothing in it is secret.
pub async fn embedding(app: &App, public_key: String) -> Step<Option<Shown>> {
    let Some((account, id)) = look_up(app, public_key).await? else { return Ok(None) };
    app.read(account, move |tx| channels::find(tx, id)?.map(|channel| shown(tx, channel)).transpose()).await
}

/// Public keys are letters and digits; what else may come is not asked for, since one of the databases cannot even be
/// asked for U+0000.
async fn look_up(app: &App, public_key: String) -> Step<Option<(AccountId, ChannelId)>> {
    if !public_key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(None);
    }
    Ok(app.directory.find(&app.store, public_key).await?)
}

fn shown(tx: &mut Tx<'_>, channel: Channel) -> Step<Shown> {
    let setting = settings::of_channel(tx, channel.id)?;
    let (secrets, attached) = match setting {
        Some(setting) => (chat_secrets::of(tx, &setting)?, made_settings::find(tx, setting.id)?),
        None => (Vec::new(), None),
    };
    Ok(Shown { origins: channels::origins(tx, channel.id)?, setting, attached, secrets, channel })
}
