//! Making a key's id and secret (KEY-4, CHT-1).

use bonafide_domain::{
    id::{AccountId, KeyId},
    text::KeyName,
};
use zeroize::Zeroizing;

use crate::{
    App,
    secrets::{SealerError, Secret256},
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
    let (Sealed { id, first_six, sealed_secret }, secret) = make_secret(app, account).await?;
    Ok((Creation { id, name, first_six, sealed_secret }, secret))
}

/// As [`make`], of what has no name yet.
pub async fn make_secret(app: &App, account: AccountId) -> Result<(Sealed, Zeroizing<String>), SealerError> {
    let id: KeyId = app.store.new_id();
    let secret = Secret256::new(&*app.random).text();
    let account_key = app.account_key(account).await?;
    let sealed_secret = account_key.seal(secret_cell(&id), secret.as_bytes(), &*app.random);
    let first_six = secret.chars().take(SHOWN).collect();
    Ok((Sealed { id, first_six, sealed_secret }, secret))
}
