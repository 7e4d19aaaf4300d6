//! The common mistakes that a refused token comes from: what the account's keys tell of it (SEE-6, SEE-7).

use bonafide_domain::{
    id::AccountId,
    token::{
        Check, Outcome, TokenRefused,
        mistake::{self, Mistake},
    },
};

use super::Judged;
use crate::{App, http::ApiError};

impl App {
    /// Where a signature that is not good comes from, if it is a common mistake (SEE-7).
    pub(crate) async fn signature_mistake(
        &self,
        account: AccountId,
        judged: &Judged,
        token: &str,
    ) -> Result<Option<Mistake>, ApiError> {
        let was_the_signature = matches!(judged.record.outcome(Check::Signature), Outcome::Failed { .. });
        let Some(meant) = judged.meant.filter(|_| was_the_signature) else { return Ok(None) };
        let ring = self.ring(self.comes(account)).await?;
        Ok(mistake::of_signature(token, meant, &ring.keys))
    }

    /// The key of the REST API that a refused token comes from, for the login log (TOK-1, SEE-6). They are read once for all that are
    /// refused within a moment.
    pub(crate) async fn rest_key_mistake(
        &self,
        account: AccountId,
        refused: &TokenRefused,
        token: &str,
    ) -> Result<Option<Mistake>, ApiError> {
        if !mistake::may_be_of_rest_key(refused) {
            return Ok(None);
        }
        let ring = self.ring(self.comes(account)).await?;
        Ok(mistake::of_rest_key(token, self.rest_keys(account, &ring).await?))
    }
}
