//! `bonafide key`: signing keys, without the admin center.

use bonafide_domain::id::KeyId;
use clap::{Args, Subcommand};

use super::{Failure, Place, first_steps, print};
use crate::{
    http::parse,
    key_making,
    use_cases::{
        Refused, Stop,
        keys::{self, Sessions},
    },
    wire::admin::{CreatedKey, DeletedKey, Keys},
};

/// What `bonafide key` can do.
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Makes a signing key and prints its secret, which is shown this once
    Create(Create),
    /// Lists the signing keys
    List(Place),
    /// Deletes a signing key: its tokens are refused from then on
    Delete(Delete),
}

/// The flags of `bonafide key create`.
#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    place: Place,
    /// Its name
    #[arg(long)]
    name: String,
}

/// The flags of `bonafide key delete`.
#[derive(Debug, Args)]
pub(super) struct Delete {
    #[command(flatten)]
    place: Place,
    /// Its id: `app_` and 24 hexadecimal characters
    id: String,
    /// Ends the sessions that were opened with it too: the key has leaked
    #[arg(long)]
    end_sessions: bool,
}

impl KeyCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Create(create) => create.run(),
            Self::Delete(delete) => delete.run(),
            Self::List(place) => place.with(async |app| {
                let account = first_steps::account(app).await?;
                let all = app.read(account, keys::list_keys).await?;
                print(&Keys::shown(all, app.now()));
                Ok(())
            }),
        }
    }
}

impl Create {
    fn run(&self) -> Result<(), Failure> {
        self.place.with(async |app| {
            let name = parse::key_name(&self.name)?;
            let account = first_steps::account(app).await?;
            let (creation, secret) = key_making::make(app, account, name).await?;
            let made = CreatedKey {
                id: creation.id.kid(),
                name: creation.name.as_str().to_owned(),
                secret: secret.to_string(),
            };
            app.write(account, move |tx| keys::create_key(tx, None, &creation)).await?;
            print(&made);
            Ok(())
        })
    }
}

impl Delete {
    fn run(&self) -> Result<(), Failure> {
        self.place.with(async |app| {
            let id = KeyId::from_kid(&self.id).map_err(|_| Stop::Refused(Refused::NotFound))?;
            let sessions = if self.end_sessions { Sessions::End } else { Sessions::GoOn };
            let account = first_steps::account(app).await?;
            let open = app.write(account, move |tx| keys::delete_key(tx, None, id, sessions)).await?;
            print(&DeletedKey { sessions: open });
            Ok(())
        })
    }
}
