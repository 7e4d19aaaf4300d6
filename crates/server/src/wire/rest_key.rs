//! Keys of the REST API, as administrators see them.

use bonafide_store::rest_keys::ListedRestKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Time;

/// A key of the REST API to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRestKey {
    /// Its name: 1 to 128 characters, not that of another live key of the REST API.
    pub name: String,
}

/// A key of the REST API that was made. The secret is in this answer and never again.
#[derive(Serialize, JsonSchema)]
pub struct CreatedRestKey {
    /// Its id: the user name of Basic authentication, and the `kid` of tokens.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The secret: 43 characters, which are used as they are and never decoded.
    pub secret: String,
    /// The app that it is for, as the paths of the REST API name it: the account's id.
    pub app: String,
}

/// A key of the REST API, as lists show it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ListedRestKey")]
pub struct RestKey {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// The secret's first six characters.
    first_six: String,
    /// Who made it; null for a command on the server's own machine.
    made_by: Option<String>,
    /// When it was made.
    made_at: Time,
    /// When a program was last let in with it, to a minute.
    last_used: Option<Time>,
}

/// The live keys of the REST API, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RestKeys {
    /// The app that they are for, as the paths of the REST API name it: the account's id.
    pub app: String,
    /// The keys.
    pub keys: Vec<RestKey>,
}

impl From<ListedRestKey> for RestKey {
    fn from(key: ListedRestKey) -> Self {
        Self {
            id: key.id.kid(),
            name: key.name,
            first_six: key.first_six,
            made_by: key.made_by,
            made_at: Time(key.made_at),
            last_used: key.last_used.map(Time),
        }
    }
}
