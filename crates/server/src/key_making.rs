//! Making a key's id and secret (KEY-4, CHT-1).

use bonafide_domain::{
    id::{AccountId, KeyId},
    text::KeyName,
};
use zeroize::Zeroizing;

use crate::{
    App,
    secrets::{Cell, SealerError, Secret256},
    use_cases::{chat_secrets::Sealed, keys::Creation},
    verification::secret_cell,
};

/// How much of a secret lists show (KEY-5).
const SHOWN: usize = 6;

/// A key to be kept, and its whole secret, which is shown once. The secret is 256 bits from the operating system's
/// generator in 43 URL-safe characters, and those characters are what signs: they are never decoded.
pub async fn make(
    app: &App,
    account: AccountId,
    name: KeyName,
) -> Result<(Creation, Zeroizing<String>), SealerError> {
    Ok(of_name(name, make_sealed(app, account, secret_cell).await?))
}

/// As [`make`], of what has no name yet.
pub async fn make_secret(app: &App, account: AccountId) -> Result<(Sealed, Zeroizing<String>), SealerError> {
    make_sealed(app, account, secret_cell).await
}

/// As [`make`], of a key of the REST API.
pub async fn make_rest_key(
    app: &App,
    account: AccountId,
    name: KeyName,
) -> Result<(Creation, Zeroizing<String>), SealerError> {
    Ok(of_name(name, make_sealed(app, account, rest_secret_cell).await?))
}

/// Where the secret of a key of the REST API is kept.
pub(crate) fn rest_secret_cell(id: &KeyId) -> Cell<'_> {
    Cell { table: "rest_keys", column: "sealed_secret", id: id.as_bytes() }
}

fn of_name(name: KeyName, (sealed, secret): (Sealed, Zeroizing<String>)) -> (Creation, Zeroizing<String>) {
    let Sealed { id, first_six, sealed_secret } = sealed;
    (Creation { id, name, first_six, sealed_secret }, secret)
}

async fn make_sealed(
    app: &App,
    account: AccountId,
    cell: fn(&KeyId) -> Cell<'_>,
) -> Result<(Sealed, Zeroizing<String>), SealerError> {
    let id: KeyId = app.store.new_id();
    let secret = Secret256::new(&*app.random).text();
    let account_key = app.account_key(account).await?;
    let sealed_secret = account_key.seal(cell(&id), secret.as_bytes(), &*app.random);
    let first_six = secret.chars().take(SHOWN).collect();
    Ok((Sealed { id, first_six, sealed_secret }, secret))
}
