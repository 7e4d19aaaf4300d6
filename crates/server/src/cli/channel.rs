//! `bonafide channel`: channels, without the admin center.

use clap::{Args, Subcommand};

use super::{Failure, Place, first_steps, print};
use crate::{
    http::parse,
    use_cases::channels::{self, NewChannel},
    wire::admin::{Channel, Channels},
};

/// What `bonafide channel` can do.
#[derive(Debug, Subcommand)]
pub(super) enum ChannelCommand {
    /// Makes a channel
    Create(Create),
    /// Lists the channels
    List(Place),
}

/// The flags of `bonafide channel create`.
#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    place: Place,
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
