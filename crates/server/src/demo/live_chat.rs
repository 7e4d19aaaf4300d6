//! The company's live chat, whose people its portal knows: an authentication setting, and a channel that has it.

use bonafide_domain::{
    changed::Changed,
    channel::ChannelKind,
    id::{AccountId, AgentId},
    mode::Mode,
    public_key_setting::{KeysServe, PublicKeyFields},
    setting::{AddressTrust, SettingKind},
    token::Algorithms,
};
use bonafide_store::made_settings::{MadeSetting, SettingFields};

use super::portal::{CLIENT_FUNCTION, ISSUER, PUBLISHED_AT, Portal};
use crate::{
    App,
    http::{ApiError, parse},
    use_cases::{
        channels::{self, Change, NewChannel, Shown},
        made_settings::{self, Ids, NewSetting},
    },
};

/// What the setting and the channel are called.
const NAME: &str = "Pebblewick portal";

/// Makes whatever is missing, and says what pages name the channel by. The portal has a new key each time, so it is fetched.
pub(super) async fn open(
    app: &App,
    account: AccountId,
    administrator: AgentId,
    shop: &str,
    portal: &Portal,
) -> Result<String, ApiError> {
    app.outbound.answers(parse::outbound_url(PUBLISHED_AT)?, portal.published());
    let setting = setting(app, account, administrator).await?;
    if let Some(source) = setting.fields.keys() {
        app.fetch_keys_now(account, setting.id, &source).await?;
    }
    let found = channel(app, account, administrator).await?;
    let origin = parse::origin(shop)?;
    let mut origins = found.origins;
    if !origins.contains(&origin) {
        origins.push(origin);
    }
    let change = Change {
        origins: Some(origins),
        setting: Changed::To(setting.id),
        // Once, so that who tries it out may change it: the shop lets people begin who have no account (OMN-10).
        login_required: found.attached.is_none().then_some(false),
        sign_in_page: Changed::To(parse::sign_in_page(&format!("{shop}/login?back={{return}}"))?),
        ..Change::default()
    };
    let id = found.channel.id;
    app.write(account, move |tx| channels::change_channel(tx, administrator, id, &change)).await?;
    Ok(found.channel.public_key)
}

async fn setting(app: &App, account: AccountId, administrator: AgentId) -> Result<MadeSetting, ApiError> {
    let all = app.read(account, made_settings::list).await?;
    if let Some(found) = all.into_iter().find(|shown| shown.setting.name == NAME) {
        return Ok(found.setting);
    }
    let new = NewSetting {
        name: parse::name(NAME)?,
        ids: Ids::Account, // the shop's own ids, as in the messenger's tokens
        address_trust: AddressTrust::NotTrusted,
        fields: SettingFields::PublicKeys(PublicKeyFields {
            url: parse::outbound_url(PUBLISHED_AT)?,
            client_function: Some(parse::client_function(CLIENT_FUNCTION)?),
            algorithms: Algorithms::default(),
            issuer: Some(parse::issuer(ISSUER)?),
            audience: None,
            contexts: Mode::default(),
            keys_serve: KeysServe::default(),
        }),
    };
    let made = app.write(account, move |tx| made_settings::create(tx, Some(administrator), &new));
    Ok(made.await?.setting)
}

async fn channel(app: &App, account: AccountId, administrator: AgentId) -> Result<Shown, ApiError> {
    let all = app.read(account, channels::list_channels).await?;
    if let Some(found) = all.into_iter().find(|shown| shown.channel.kind == ChannelKind::Omnichannel) {
        return Ok(found);
    }
    let new = NewChannel {
        proof: SettingKind::PublicKeys,
        name: parse::name(NAME)?,
        public_key: channels::public_key(&*app.random),
        origins: Vec::new(),
        login_required: false,
        asks_for_contact: false,
        multiple_conversations: false,
        color: Some(parse::color(super::company::COLOR)?),
    };
    Ok(app.write(account, move |tx| channels::create_channel(tx, Some(administrator), &new)).await?)
}
