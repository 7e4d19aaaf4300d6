//! `bonafide channel`: channels, without the admin center.

use clap::{Args, Subcommand};

use super::{Failure, Place, first_steps, print};
use crate::{
    http::parse,
    key_making,
    use_cases::{
        Stop,
        channels::{self, NewChannel},
        chat_secrets::{self, Grace, Made},
    },
    wire::{
        Time,
        channel::{Channel, Channels},
        chat::{ChannelKind, MadeChatSecret},
    },
};

/// What `bonafide channel` can do.
#[derive(Debug, Subcommand)]
pub(super) enum ChannelCommand {
    /// Makes a channel
    Create(Create),
    /// Lists the channels
    List(Place),
    /// Makes a chat's secret in the place of the one before, and prints it, this once
    Secret(Secret),
}

/// The flags of `bonafide channel secret`.
#[derive(Debug, Args)]
pub(super) struct Secret {
    #[command(flatten)]
    place: Place,
    /// The chat's public key
    #[arg(value_name = "PUBLIC_KEY")]
    channel: String,
    /// For how many seconds the secret before goes on making good tokens; 86400 at most
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    old_lives_on: u32,
}

/// The flags of `bonafide channel create`.
#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    place: Place,
    /// What kind of place it is
    #[arg(long, value_enum, default_value_t)]
    kind: ChannelKind,
    /// Its name
    #[arg(long)]
    name: String,
    /// The origin of a page that may embed it, such as <https://shop.example>; may be given many times
    #[arg(long = "origin", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// Takes messages only from people who are signed in
    #[arg(long)]
    login_required: bool,
    /// Never asks people who are not signed in for name and address
    #[arg(long)]
    no_contact_form: bool,
}

impl ChannelCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Create(create) => create.run(),
            Self::Secret(secret) => secret.run(),
            Self::List(place) => place.with(async |app| {
                let account = first_steps::account(app).await?;
                let all = app.read(account, channels::list_channels).await?;
                print(&Channels { channels: all.into_iter().map(Channel::from).collect() });
                Ok(())
            }),
        }
    }
}

impl Create {
    fn run(&self) -> Result<(), Failure> {
        self.place.with(async |app| {
            let new = NewChannel {
                proof: self.kind.into(),
                name: parse::name(&self.name)?,
                public_key: channels::public_key(&*app.random),
                origins: parse::origins(&self.origins)?,
                login_required: self.login_required,
                asks_for_contact: !self.no_contact_form,
                multiple_conversations: false,
                color: None,
            };
            let account = first_steps::account(app).await?;
            let made = app.write(account, move |tx| channels::create_channel(tx, None, &new)).await?;
            print(&Channel::from(made));
            Ok(())
        })
    }
}

impl Secret {
    fn run(&self) -> Result<(), Failure> {
        self.place.with(async |app| {
            let grace = Grace::seconds(self.old_lives_on).map_err(Stop::Refused)?;
            let (account, channel) = channels::find_by_public_key(app, self.channel.clone()).await?;
            let (sealed, secret) = key_making::make_secret(app, account).await?;
            let id = sealed.id.kid();
            let made =
                app.write(account, move |tx| chat_secrets::make_secret(tx, None, channel, &sealed, grace));
            let Made { name, old_valid_until } = made.await?;
            let old_valid_until = old_valid_until.map(Time);
            print(&MadeChatSecret { id, name, secret: secret.to_string(), old_valid_until });
            Ok(())
        })
    }
}
