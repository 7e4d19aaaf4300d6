//! Channels: what kind of place one is, and what follows on it where a proof fails.

use crate::token::Reason;

/// What kind of place a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// The messenger.
    Messaging,
    /// The older chat widget.
    Chat,
    /// A channel with an authentication setting.
    Omnichannel,
    /// Apple Messages for Business.
    Apple,
}

impl ChannelKind {
    /// Every kind, for reading one back.
    pub const ALL: [Self; 4] = [Self::Messaging, Self::Chat, Self::Omnichannel, Self::Apple];

    /// The word of the rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messaging => "messaging",
            Self::Chat => "chat",
            Self::Omnichannel => "omnichannel",
            Self::Apple => "apple",
        }
    }

    /// Whether a channel of this kind can be set to refuse whoever's token failed (CHT-10). Elsewhere a failed login leaves an
    /// anonymous session usable (SES-6).
    pub const fn may_refuse(self) -> bool {
        match self {
            Self::Chat => true,
            Self::Messaging | Self::Omnichannel | Self::Apple => false,
        }
    }
}

/// What a channel does with somebody whose token failed a check (CHT-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnFailure {
    /// They may write, as somebody anonymous.
    #[default]
    Anonymous,
    /// They may not.
    Refuse,
}

impl OnFailure {
    /// All of them, for reading one back.
    pub const ALL: [Self; 2] = [Self::Anonymous, Self::Refuse];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Refuse => "refuse",
        }
    }

    /// What follows for somebody whose login was refused for this reason. A banned person never goes on as somebody anonymous
    /// (SES-13, CHT-10).
    #[must_use]
    pub fn after(self, reason: Reason) -> Self {
        if reason == Reason::UserBanned { Self::Refuse } else { self }
    }
}

/// OMN-10: what a change says of required login, if it says anything. A channel that comes to have a setting (`had` none, `has` one)
/// requires login from then on unless the change `asks` for something else: whoever begins unauthenticated was let to.
pub const fn login_required_by(asks: Option<bool>, had: bool, has: bool) -> Option<bool> {
    match asks {
        Some(asks) => Some(asks),
        None if !had && has => Some(true),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cht_10_a_token_that_failed_leads_to_an_anonymous_chat_or_to_none_as_the_channel_is_set() {
        assert_eq!(OnFailure::default(), OnFailure::Anonymous);
        for on_failure in OnFailure::ALL {
            assert_eq!(on_failure.after(Reason::SignatureInvalid), on_failure);
        }
    }

    #[test]
    fn omn_10_a_channel_that_comes_to_have_a_setting_requires_login_unless_the_change_says_otherwise() {
        assert_eq!(login_required_by(None, false, true), Some(true));
        for (had, has) in [(false, false), (true, true), (true, false)] {
            assert_eq!(login_required_by(None, had, has), None, "{had} {has}");
        }
        for asks in [true, false] {
            for (had, has) in [(false, false), (false, true), (true, true), (true, false)] {
                assert_eq!(login_required_by(Some(asks), had, has), Some(asks), "{had} {has}");
            }
        }
    }

    #[test]
    fn cht_10_a_banned_visitor_is_always_refused() {
        for on_failure in OnFailure::ALL {
            assert_eq!(on_failure.after(Reason::UserBanned), OnFailure::Refuse);
        }
    }
}
