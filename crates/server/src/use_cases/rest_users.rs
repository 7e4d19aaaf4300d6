//! Users, as programs see them that are let in with a key of the REST API (7-rest).

use bonafide_domain::{id::UserId, identity::Verification, namespace::Namespace, time::Millis};
use bonafide_store::{
    Tx,
    emails::{self, EmailIdentity},
    users::{self, UserState},
};

use super::{Refused, Step, person};

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownUser {
    /// Their id: that of whoever was merged into them leads here too.
    pub id: UserId,
    /// Whether a token of theirs was ever accepted.
    pub authenticated: bool,
    /// The customer's own id for them, in the account's namespace (RES-13).
    pub external_id: Option<String>,
    /// The name that their token gave.
    pub name: Option<String>,
    /// Those of their addresses that programs are told, and what of them.
    pub emails: Vec<(String, Verification)>,
    /// When they were first here.
    pub first_seen_at: Millis,
}

/// The user whom this text names: by an id of ours, that of a merged user included, or else by the customer's own.
pub fn find(tx: &mut Tx<'_>, named: &str) -> Step<ShownUser> {
    let by_id = match named.parse::<UserId>() {
        Ok(id) => users::find_root(tx, id)?.map(|root| root.id),
        Err(_) => None,
    };
    let root = match by_id {
        Some(root) => root,
        None => by_external_id(tx, named)?.ok_or(Refused::NotFound)?,
    };
    let user = person::find_root(tx, root)?;
    Ok(ShownUser {
        id: root,
        authenticated: user.state == UserState::Known,
        external_id: users::external_id_in(tx, root, Namespace::Account)?,
        name: user.name,
        emails: emails::of_user(tx, root)?.into_iter().filter_map(told).collect(),
        first_seen_at: users::first_seen(tx, root)?.ok_or(Refused::NotFound)?,
    })
}

fn by_external_id(tx: &mut Tx<'_>, value: &str) -> Step<Option<UserId>> {
    Ok(users::find_by_external_id(tx, Namespace::Account, value)?.map(|holder| holder.root))
}

fn told(identity: EmailIdentity) -> Option<(String, Verification)> {
    Some((identity.address, identity.standing.verification()?))
}
