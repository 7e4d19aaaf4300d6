//! `bonafide setup`: the first administrator, without the one-time link.

use std::io::{BufRead, stdin};

use bonafide_store::agents::Role;
use clap::Args;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Failure, Place, first_steps, print};
use crate::{
    http::parse,
    use_cases::{agents::NewAgent, found_account},
};

/// The flags of `bonafide setup`.
#[derive(Debug, Args)]
pub(super) struct Setup {
    #[command(flatten)]
    place: Place,
    /// The administrator's email address, to sign in with
    #[arg(long)]
    email: String,
    /// The administrator's name, as users see it too
    #[arg(long)]
    name: String,
}

impl Setup {
    /// Makes the first administrator. The password is the first line of standard input, so that it shows in no list
    /// of processes.
    pub(super) fn run(&self) -> Result<(), Failure> {
        let password = password()?;
        self.place.with(async |app| {
            let account = first_steps::account(app).await?;
            let administrator = NewAgent {
                id: app.store.new_id(),
                email: parse::email(&self.email)?,
                name: parse::name(&self.name)?,
                role: Role::Administrator,
                password_hash: app.passwords.hash(parse::password(&password)?).await?,
            };
            let (id, email) = (administrator.id, administrator.email.as_str().to_owned());
            app.write(account, move |tx| found_account::set_up(tx, None, &administrator)).await?;
            print(&json!({ "account": account, "administrator": { "id": id, "email": email } }));
            Ok(())
        })
    }
}

fn password() -> Result<Zeroizing<String>, Failure> {
    let mut line = Zeroizing::new(String::new());
    stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::new(format!("the password cannot be read from standard input: {error}")))?;
    let typed = line.trim_end_matches(['\n', '\r']).len();
    line.truncate(typed);
    Ok(line)
}
