//! What is kept as a word about a message.

/// Who can see something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// The user and the agents.
    All,
    /// The agents alone: an internal note.
    Agents,
}

impl Visibility {
    /// Both, for reading one back.
    pub const ALL: [Self; 2] = [Self::All, Self::Agents];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Agents => "agents",
        }
    }
}

/// What kind of thing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// Words.
    Text,
    /// What somebody typed into the form that asked for it: never a proof of anything (SEE-5).
    Contact,
    /// The default reply, which asks somebody who is not signed in for name and address. It has no words: the messenger
    /// says it in the person's language.
    ContactAsked,
    /// Words that an agent sends by mail to an address of the user (EML-11). Only agents see them here: who reads the
    /// messenger may be somebody else than who reads the mail.
    FollowUp,
    /// The rules would send the ticket to another queue now, and it stays, since an agent has it (ROU-7). Its text is the name of
    /// that queue, and only agents see it.
    TicketStays,
}

impl MessageKind {
    /// All of them, for reading one back.
    pub const ALL: [Self; 5] =
        [Self::Text, Self::Contact, Self::ContactAsked, Self::FollowUp, Self::TicketStays];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Contact => "contact",
            Self::ContactAsked => "contact_asked",
            Self::FollowUp => "follow_up",
            Self::TicketStays => "ticket_stays",
        }
    }
}
