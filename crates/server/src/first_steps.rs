//! What an installation needs before anybody can use it: an account, and its first administrator.

use bonafide_domain::id::{AccountId, Id};
use bonafide_store::{Done, StoreError, installation};

use crate::{
    App,
    secrets::Secret256,
    use_cases::{Step, Stop, found_account},
};

/// The row that names the account which the first start founds, so that servers which start at once found one.
const FIRST_ACCOUNT: &str = "first_account";
/// What the account is called until an administrator calls it otherwise.
const ACCOUNT_NAME: &str = "Bonafide";

/// The installation's account, which is founded if there is none.
pub(crate) async fn account(app: &App) -> Step<AccountId> {
    if let Some(account) = app.read(Id::ZERO, found_account::find_account).await? {
        return Ok(account);
    }
    let wanted: AccountId = app.store.new_id();
    let account = app.store.write(Id::ZERO, move |tx| {
        installation::insert_if_absent(tx, FIRST_ACCOUNT, wanted.as_bytes())?;
        let kept = installation::find(tx, FIRST_ACCOUNT)?.and_then(|bytes| <[u8; 12]>::try_from(bytes).ok());
        let kept = kept.ok_or_else(|| StoreError::Corrupt(format!("installation has no {FIRST_ACCOUNT}")))?;
        Ok(Done::quiet(Id::from_bytes(kept)))
    });
    let account = account.await?;
    match app.write(account, |tx| found_account::found_account(tx, ACCOUNT_NAME)).await {
        // Another server was quicker with the same one.
        Ok(_) | Err(Stop::Store(StoreError::Conflict(_))) => Ok(account),
        Err(stop) => Err(stop),
    }
}

/// The one-time link to make the first administrator with, or nothing if there is one. It is for standard output,
/// and must not be logged (details 28). A new one takes the place of any before.
pub(crate) async fn setup_link(app: &App) -> Step<Option<String>> {
    let account = account(app).await?;
    let secret = Secret256::new(&*app.random);
    let kept = secret.clone();
    let offered = app.write(account, move |tx| found_account::offer_setup(tx, &kept)).await?;
    if !offered {
        return Ok(None);
    }
    Ok(Some(format!("{}/setup#{}", app.public_url().await?, *secret.text())))
}
