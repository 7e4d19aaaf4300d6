//! Running a use case in a transaction of the store.

use bonafide_domain::id::AccountId;
use bonafide_store::{Done, Pending, Tx};

use super::{Refused, Step, Stop};
use crate::App;

impl App {
    /// Runs a use case that may change things. A refusal commits: what it left behind stays, and comes back as
    /// `Stop::Refused`.
    pub async fn write<T, F>(&self, account: AccountId, use_case: F) -> Step<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Step<Done<T>> + Send + 'static,
    {
        self.ask(account, use_case).await?.map_err(Stop::Refused)
    }

    /// As [`write`](Self::write), for whoever does other things until the outcome is there: the use case is handed over
    /// when this is called.
    pub fn ask<T, F>(&self, account: AccountId, use_case: F) -> Pending<Result<T, Refused>>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Step<Done<T>> + Send + 'static,
    {
        self.store.write(account, move |tx| match use_case(tx) {
            Ok(Done { value, announcements }) => Ok(Done { value: Ok(value), announcements }),
            Err(Stop::Refused(refused)) => Ok(Done::quiet(Err(refused))),
            Err(Stop::Store(error)) => Err(error),
        })
    }

    /// Runs a use case that only reads.
    pub async fn read<T, F>(&self, account: AccountId, use_case: F) -> Step<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Step<T> + Send + 'static,
    {
        let outcome = self.store.read(account, move |tx| match use_case(tx) {
            Ok(value) => Ok(Ok(value)),
            Err(Stop::Refused(refused)) => Ok(Err(refused)),
            Err(Stop::Store(error)) => Err(error),
        });
        outcome.await?.map_err(Stop::Refused)
    }
}
