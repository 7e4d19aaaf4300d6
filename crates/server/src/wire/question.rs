//! The question whether an earlier conversation is theirs, of the client protocol (MRG-11).

use bonafide_domain::time::Millis;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, client::Head};
use crate::use_cases::answer_question::Said;

/// An earlier conversation on the device, of which the person is asked whether it is theirs (MRG-11). Nothing else is told
/// of it.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct EarlierConversation {
    /// When it was last written to.
    pub last_written_at: Time,
}

impl From<Millis> for EarlierConversation {
    fn from(written_at: Millis) -> Self {
        Self { last_written_at: Time(written_at) }
    }
}

/// The answer to the question whether the earlier conversation is theirs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerQuestion {
    /// Whether it is.
    pub is_mine: bool,
}

/// What came of the answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuestionAnswered {
    /// Whether the earlier conversation is the user's from now on.
    joined: bool,
    /// The user's conversation, if something was said.
    conversation: Option<Head>,
    /// When the user signed in with this session: what was written before that is from before the login.
    signed_in_at: Time,
}

impl From<Said> for QuestionAnswered {
    fn from(Said { joined, conversation, signed_in_at }: Said) -> Self {
        Self { joined, conversation: conversation.map(Head::from), signed_in_at: Time(signed_in_at) }
    }
}
