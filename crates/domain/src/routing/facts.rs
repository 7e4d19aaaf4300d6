//! What is known of a conversation when its ticket is routed.

use std::collections::BTreeSet;

use crate::{
    context::ContextVariables,
    id::{BrandId, ChannelId, QueueId, SettingId},
    metadata::Metadata,
    setting::SettingKind,
};

/// How somebody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proved {
    /// By which setting.
    pub setting: SettingId,
    /// By what kind of proof.
    pub kind: SettingKind,
}

/// Whether what a page says can satisfy a condition on a context variable (ROU-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageCounts {
    /// It cannot: the channel has an authentication setting, and context comes signed.
    Never,
    /// It can, where nothing signed says otherwise.
    WhereNothingIsSigned,
}

impl PageCounts {
    /// ROU-3: a channel that has an authentication setting knows who people are, and only signed values satisfy a condition on
    /// a context variable there, whatever the kind of the setting is and whether somebody is signed in or not.
    pub const fn on_channel_with(setting: Option<SettingId>) -> Self {
        match setting {
            Some(_) => Self::Never,
            None => Self::WhereNothingIsSigned,
        }
    }
}

/// What is known when a ticket is routed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The channel that the conversation began on.
    pub channel: ChannelId,
    /// The brand that it speaks for.
    pub brand: BrandId,
    /// How the person is signed in now; `None` for somebody who is not.
    pub proved: Option<Proved>,
    /// Whether what the page says counts as context.
    pub page_counts: PageCounts,
    /// The context variables that came signed, as they came.
    pub signed: ContextVariables,
    /// What the page set. Its fields are what an unsigned context variable is read from.
    pub page: Metadata,
    /// The language of the device that wrote last.
    pub language: Option<String>,
    /// The queues that are open now.
    pub open: BTreeSet<QueueId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rou_3_only_signed_values_count_on_a_channel_with_a_setting() {
        assert_eq!(PageCounts::on_channel_with(Some(SettingId::ZERO)), PageCounts::Never);
        assert_eq!(PageCounts::on_channel_with(None), PageCounts::WhereNothingIsSigned);
    }
}
