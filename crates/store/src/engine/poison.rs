//! After one error a transaction can only be undone.

use crate::{
    error::{Result, StoreError},
    tx::Driver,
    value::{Param, Row},
};

/// A driver that does nothing more after its first error.
///
/// PostgreSQL refuses statements after an error by itself. SQLite would carry them out, and if the error had
/// ended the transaction, each would commit alone.
pub(super) struct Poison<'a> {
    driver: &'a mut dyn Driver,
    failed: Option<StoreError>,
}

impl<'a> Poison<'a> {
    pub(super) fn new(driver: &'a mut dyn Driver) -> Self {
        Self { driver, failed: None }
    }

    /// The first error, even if the closure went on as if nothing had happened.
    pub(super) fn verdict(self) -> Result<()> {
        self.failed.map_or(Ok(()), Err)
    }

    fn unless_failed<T>(&mut self, act: impl FnOnce(&mut dyn Driver) -> Result<T>) -> Result<T> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        act(self.driver).inspect_err(|error| self.failed = Some(error.clone()))
    }
}

impl Driver for Poison<'_> {
    fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64> {
        self.unless_failed(|driver| driver.execute(sql, params))
    }

    fn rows(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        self.unless_failed(|driver| driver.rows(sql, params))
    }

    fn take(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        self.unless_failed(|driver| driver.take(sql, params))
    }

    fn hold(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        self.unless_failed(|driver| driver.hold(sql, params))
    }

    fn lock(&mut self, keys: &[(i64, bool)]) -> Result<()> {
        self.unless_failed(|driver| driver.lock(keys))
    }

    fn writes_alone(&self) -> bool {
        self.driver.writes_alone()
    }
}
