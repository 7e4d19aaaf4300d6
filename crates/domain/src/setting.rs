//! Authentication settings: by what proof a channel knows who somebody is.

use crate::channel::ChannelKind;

/// The kind of proof that an authentication setting takes. It is fixed once the setting is made (OMN-18), and what it asks of a
/// token is one row of the table in [`token`](crate::token).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// Tokens that name one of the account's signing keys (TOK-1).
    SigningKeys,
    /// Short-lived tokens made with the channel's one secret (CHT-1).
    SharedSecret,
    /// Tokens that public keys prove, which are fetched from an address of the customer's (OMN-1).
    PublicKeys,
    /// Authorization codes, which are exchanged at an address of the customer's identity provider (OMN-11).
    Code,
}

impl SettingKind {
    /// All of them, for reading one back.
    pub const ALL: [Self; 4] = [Self::SigningKeys, Self::SharedSecret, Self::PublicKeys, Self::Code];

    /// The word of the rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SigningKeys => "signing_keys",
            Self::SharedSecret => "shared_secret",
            Self::PublicKeys => "oauth2_implicit",
            Self::Code => "oauth2_code",
        }
    }

    /// The kind of channel that a setting of this kind fits (OMN-18).
    pub const fn channel(self) -> ChannelKind {
        match self {
            Self::SigningKeys => ChannelKind::Messaging,
            Self::SharedSecret => ChannelKind::Chat,
            Self::PublicKeys | Self::Code => ChannelKind::Omnichannel,
        }
    }

    /// Whether a new setting's addresses are to be trusted (RES-12): those that signing keys bring, and no others unless an
    /// administrator says so.
    pub const fn address_trust(self) -> AddressTrust {
        match self {
            Self::SigningKeys => AddressTrust::Trusted,
            Self::SharedSecret | Self::PublicKeys | Self::Code => AddressTrust::NotTrusted,
        }
    }
}

/// Whether an address counts as verified where what a setting accepted says so (RES-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressTrust {
    /// It does.
    Trusted,
    /// It does not, whatever is said of it.
    NotTrusted,
}

impl AddressTrust {
    /// All of them, for reading one back.
    pub const ALL: [Self; 2] = [Self::Trusted, Self::NotTrusted];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::NotTrusted => "not_trusted",
        }
    }
}
