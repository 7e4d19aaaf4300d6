//! Finding the user that a verified token speaks of.

use crate::id::UserId;

/// Whom a login is for, and by which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// The user who holds the external id, or into whom its holder was merged.
    Known(UserId),
    /// Nobody holds the external id yet: a new user gets it.
    New,
}

impl Resolution {
    /// The rule that decided, as the login log and the evidence name it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Known(_) => "RES-1",
            Self::New => "RES-3",
        }
    }

    /// The user, where there is one already.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::Known(user) => Some(user),
            Self::New => None,
        }
    }
}

/// Resolves an external id, given whom its holder resolves to.
///
/// The external id alone decides. An address in the token is kept as evidence and leads to nobody: not to
/// whoever typed it into a form (RES-3), and never past an external id (RES-1).
pub fn resolve(holder: Option<UserId>) -> Resolution {
    match holder {
        Some(user) => Resolution::Known(user), // RES-1, RES-10
        None => Resolution::New,               // RES-3, RES-6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn res_1_the_holder_of_the_external_id_is_the_user() {
        let user = UserId::from_bytes([1; 12]);
        assert_eq!(resolve(Some(user)), Resolution::Known(user));
        assert_eq!(resolve(Some(user)).rule(), "RES-1");
    }

    #[test]
    fn res_3_an_unknown_external_id_makes_a_new_user() {
        assert_eq!(resolve(None), Resolution::New);
        assert_eq!(resolve(None).user(), None);
        assert_eq!(resolve(None).rule(), "RES-3");
    }
}
