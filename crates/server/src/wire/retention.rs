//! For how long logs are kept, as administrators see and set it (SEE-6, SEE-8).

use bonafide_domain::retention;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// For how long logs are kept, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// The login log: 1 to 3650.
    pub login_log_days: i64,
    /// The audit log: 180 to 3650.
    pub audit_log_days: i64,
}

impl From<retention::Retention> for Retention {
    fn from(kept: retention::Retention) -> Self {
        Self { login_log_days: kept.login_log.get(), audit_log_days: kept.audit_log.get() }
    }
}
