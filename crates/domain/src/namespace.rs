//! The namespaces that external ids live in (RES-13).

use crate::id::SettingId;

/// Where an external id is unique (RES-13).
///
/// Signing keys, chat secrets and the REST API share the account's namespace. Any other authentication
/// setting has one of its own, unless an administrator puts it into the account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespace {
    /// The account's own.
    Account,
    /// One authentication setting's.
    Setting(SettingId),
}

impl Namespace {
    /// The namespace as the store keeps it: the setting's id, and twelve zeros for the account's.
    pub const fn to_bytes(self) -> [u8; 12] {
        match self {
            Self::Account => *SettingId::ZERO.as_bytes(),
            Self::Setting(setting) => *setting.as_bytes(),
        }
    }

    /// The namespace with these bytes. No setting has the id of twelve zeros: it would be made in 1970.
    pub fn from_bytes(bytes: [u8; 12]) -> Self {
        let setting = SettingId::from_bytes(bytes);
        if setting == SettingId::ZERO { Self::Account } else { Self::Setting(setting) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Millis;

    #[test]
    fn res_13_a_namespace_is_read_back_as_it_was_written() {
        let setting = Namespace::Setting(SettingId::new(Millis::new(5), 6));
        for namespace in [Namespace::Account, setting] {
            assert_eq!(Namespace::from_bytes(namespace.to_bytes()), namespace);
        }
    }

    #[test]
    fn res_13_the_accounts_namespace_is_all_zeros() {
        assert_eq!(Namespace::Account.to_bytes(), [0; 12]);
        assert_eq!(Namespace::from_bytes([0; 12]), Namespace::Account);
    }
}
