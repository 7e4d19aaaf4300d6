//! What the addresses of public keys answered with, and how the last fetch went (OMN-4). A row per setting.

use bonafide_domain::{id::SettingId, key_fetch::Fetches, time::Millis};

use crate::{error::Result, params, tx::Tx};

/// What is kept of the fetches of a setting's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedKeys {
    /// Where they were fetched; another address than the setting has by now says nothing about that one.
    pub url: String,
    /// When.
    pub fetches: Fetches,
    /// What the last good answer was.
    pub body: Option<String>,
    /// What went wrong the last time; `None` if nothing did.
    pub failure: Option<Failure>,
}

/// What went wrong at a fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The word for programs.
    pub word: String,
    /// A sentence for administrators.
    pub detail: String,
}

/// What is kept of a setting's keys, if they were ever fetched.
pub fn find(tx: &mut Tx<'_>, setting: SettingId) -> Result<Option<FetchedKeys>> {
    let account = tx.account();
    tx.row(
        "SELECT url, tried_at, good_at, body, failure, failure_detail FROM fetched_keys
         WHERE account_id = $1 AND setting_id = $2",
        params![&account, &setting],
    )?
    .map(|row| {
        let (word, detail): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
        Ok(FetchedKeys {
            url: row.get(0)?,
            fetches: Fetches { tried_at: row.get(1)?, good_at: row.get(2)? },
            body: row.get(3)?,
            failure: word.zip(detail).map(|(word, detail)| Failure { word, detail }),
        })
    })
    .transpose()
}

/// Keeps an answer that was good.
pub fn keep_good(tx: &mut Tx<'_>, setting: SettingId, url: &str, at: Millis, body: &str) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO fetched_keys (account_id, setting_id, url, tried_at, good_at, body)
         VALUES ($1, $2, $3, $4, $4, $5)
         ON CONFLICT (account_id, setting_id) DO UPDATE SET url = excluded.url, tried_at = excluded.tried_at,
                good_at = excluded.good_at, body = excluded.body, failure = NULL, failure_detail = NULL",
        params![&account, &setting, url, at, body],
    )?;
    Ok(())
}

/// Keeps that a fetch failed. What the same address answered with before stays.
pub fn keep_failure(
    tx: &mut Tx<'_>,
    setting: SettingId,
    url: &str,
    at: Millis,
    failure: &Failure,
) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO fetched_keys (account_id, setting_id, url, tried_at, failure, failure_detail)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (account_id, setting_id) DO UPDATE SET
                good_at = CASE WHEN fetched_keys.url = excluded.url THEN fetched_keys.good_at ELSE NULL END,
                body = CASE WHEN fetched_keys.url = excluded.url THEN fetched_keys.body ELSE NULL END,
                url = excluded.url, tried_at = excluded.tried_at,
                failure = excluded.failure, failure_detail = excluded.failure_detail",
        params![&account, &setting, url, at, failure.word.as_str(), failure.detail.as_str()],
    )?;
    Ok(())
}
