//! What the company has at Bonafide: an account, its people, a channel, a signing key.

use bonafide_domain::{
    id::{AccountId, AgentId, ChannelId, Id, KeyId},
    setting::SettingKind,
    token::KeySecret,
};
use bonafide_store::{agents::Role, channels::Channel, directory};

use super::{
    live_chat,
    people::{ADMINISTRATOR, AGENT, Employee},
    portal::Portal,
};
use crate::{
    App, first_steps,
    http::{ApiError, ErrorCode, parse},
    key_making,
    secrets::{AgentToken, Bearer, Secret256},
    use_cases::{
        Refused, Stop,
        agents::{self, NewAgent},
        channels::{self, Change, NewChannel, Shown},
        found_account, keys,
    },
};

/// What the channel is called.
const CHANNEL: &str = "Pebblewick";
/// Its colour, as the shop has it.
pub(super) const COLOR: &str = "#8a3a1e";
/// What the signing key is called.
const KEY: &str = "pebblewick-shop";

/// What the shop and the first conversations rest on.
pub(super) struct Company {
    pub(super) account: AccountId,
    pub(super) channel: ChannelId,
    /// What the snippet on the shop's pages names the channel by.
    pub(super) public_key: String,
    /// What the page of the older live chat names that channel by.
    pub(super) live_chat: String,
    /// What signs for the live chat.
    pub(super) portal: Portal,
    pub(super) key: KeyId,
    pub(super) secret: KeySecret,
    /// Whether it has just opened, and nobody has written yet.
    pub(super) is_new: bool,
}

/// Makes whatever is missing. Each step looks for itself, so that one that was cut short is made up for.
pub(super) async fn found(app: &App, shop: &str) -> Result<Company, ApiError> {
    let account = first_steps::account(app).await?;
    let administrator = hire(app, account).await?;
    let (made, is_new) = channel(app, account, administrator, parse::origin(shop)?).await?;
    let (key, secret) = key(app, account).await?;
    let portal = Portal::new()?;
    let live_chat = live_chat::open(app, account, administrator, shop, &portal).await?;
    let Channel { id: channel, public_key, .. } = made.channel;
    Ok(Company { account, channel, public_key, live_chat, portal, key, secret, is_new })
}

/// Both of the company's people; gives the administrator.
async fn hire(app: &App, account: AccountId) -> Result<AgentId, ApiError> {
    if find(app, &AGENT).await?.is_none() {
        let administrator = new(app, &ADMINISTRATOR, Role::Administrator).await?;
        match app.write(account, move |tx| found_account::set_up(tx, None, &administrator)).await {
            Ok(()) | Err(Stop::Refused(Refused::AlreadySetUp)) => {}
            Err(stop) => return Err(stop.into()),
        }
        let token = sign_in(app, &ADMINISTRATOR).await?;
        let agent = new(app, &AGENT, Role::Agent).await?;
        let hired = token.clone();
        app.write(account, move |tx| agents::create_agent(tx, &hired, &agent)).await?;
        app.write(account, move |tx| agents::sign_out(tx, &token)).await?;
    }
    let (_, administrator) = find(app, &ADMINISTRATOR).await?.ok_or(ErrorCode::SignInRefused)?;
    Ok(administrator)
}

async fn new(app: &App, employee: &Employee, role: Role) -> Result<NewAgent, ApiError> {
    Ok(NewAgent {
        id: app.store.new_id(),
        email: parse::email(employee.email)?,
        name: parse::name(employee.name)?,
        role,
        password_hash: app.passwords.hash(parse::password(employee.password)?).await?,
    })
}

async fn find(app: &App, employee: &Employee) -> Result<Option<(AccountId, AgentId)>, ApiError> {
    let email = parse::email(employee.email)?;
    Ok(app.store.read(Id::ZERO, move |tx| directory::find_agent(tx, email.key().as_str())).await?)
}

/// A session of one of them. Their password is not asked for: it is only a few lines away.
pub(super) async fn sign_in(app: &App, employee: &Employee) -> Result<AgentToken, ApiError> {
    let (account, id) = find(app, employee).await?.ok_or(ErrorCode::SignInRefused)?;
    let agent = app.store.read(account, move |tx| agents::find_enabled(tx, id)).await?;
    let agent = agent.ok_or(ErrorCode::SignInRefused)?;
    let secret = Secret256::new(&*app.random);
    let kept = secret.clone();
    let (session, _) = app.write(account, move |tx| agents::sign_in(tx, &agent, &kept)).await?;
    Ok(Bearer { account, session, secret })
}

/// The channel that the shop's pages embed, and whether it was made now. It is the account's first; where the shop has
/// moved to another port since, that is one more of its origins.
async fn channel(
    app: &App,
    account: AccountId,
    administrator: AgentId,
    origin: String,
) -> Result<(Shown, bool), ApiError> {
    let Some(found) = app.read(account, channels::list_channels).await?.into_iter().next() else {
        let new = NewChannel {
            proof: SettingKind::SigningKeys,
            name: parse::name(CHANNEL)?,
            public_key: channels::public_key(&*app.random),
            origins: vec![origin],
            login_required: false,
            asks_for_contact: false,
            multiple_conversations: false,
            color: Some(parse::color(COLOR)?),
        };
        let made = app.write(account, move |tx| channels::create_channel(tx, Some(administrator), &new));
        return Ok((made.await?, true));
    };
    if found.origins.contains(&origin) {
        return Ok((found, false));
    }
    let origins = found.origins.into_iter().chain([origin]).collect();
    let change = Change { origins: Some(origins), ..Change::default() };
    let id = found.channel.id;
    let changed =
        app.write(account, move |tx| channels::change_channel(tx, administrator, id, &change)).await?;
    Ok((changed, false))
}

/// A new signing key in place of the last one. Sessions that were opened with that go on.
async fn key(app: &App, account: AccountId) -> Result<(KeyId, KeySecret), ApiError> {
    let live = app.read(account, keys::list_keys).await?;
    if let Some(last) = live.keys.into_iter().find(|shown| shown.key.name == KEY) {
        app.write(account, move |tx| keys::delete_key(tx, None, last.key.id, keys::Sessions::GoOn)).await?;
    }
    let (creation, secret) = key_making::make(app, account, parse::key_name(KEY)?).await?;
    let id = creation.id;
    app.write(account, move |tx| keys::create_key(tx, None, &creation)).await?;
    let secret = KeySecret::new(secret.as_bytes().to_vec()).map_err(|error| ApiError::internal(&error))?;
    Ok((id, secret))
}
