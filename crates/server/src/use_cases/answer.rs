//! An agent says something: an answer, or a note that only agents see.

use bonafide_domain::{
    id::ConversationId,
    text::{ClientMadeId, Words},
    ticket::{self, TicketStep},
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx, conversations,
    messages::{self, Author, MessageKind, Visibility},
    tickets,
};

use super::{
    Step, admission, conversation,
    post_message::{self, Said, Taken},
};
use crate::secrets::AgentToken;

/// What an agent says.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The agent's session.
    pub token: AgentToken,
    /// Where.
    pub conversation: ConversationId,
    /// The id that the agent's client made for it.
    pub client_id: ClientMadeId,
    /// What is said.
    pub words: Words,
    /// To whom.
    pub visibility: Visibility,
}

/// Writes an agent's message, or gives the first answer again if it was sent before (details 19). It carries no
/// check mark: its evidence is the agent (SEE-9).
pub fn answer(tx: &mut Tx<'_>, answer: &Answer) -> Step<Done<Taken>> {
    let agent = admission::admit_agent(tx, &answer.token)?;
    let mut conversation = conversation::take_root(tx, answer.conversation)?;
    // Asked only now: a repeat may have come while the first was under way.
    if let Some(message) = messages::find_by_agent(tx, agent.id, answer.client_id.as_str())? {
        let conversation = conversations::find(tx, message.root)?
            .ok_or_else(|| StoreError::Corrupt(format!("no conversation {}", message.root)))?;
        let conversation = (conversation.id, conversation.last_seq);
        return Ok(Done::quiet(Taken { message, conversation, repeated: true }));
    }
    let live = tickets::find_live(tx, conversation.id)?;
    let said = Said {
        author: Author::Agent { agent: agent.id, name: agent.name },
        client_id: answer.client_id.as_str(),
        visibility: answer.visibility,
        kind: MessageKind::Text,
        text: answer.words.as_str(),
    };
    let (message, news) = post_message::say(tx, &mut conversation, said)?;
    match answer.visibility {
        Visibility::All => {
            let step = ticket::on_agent_message(live.as_ref());
            let id = post_message::step_ticket(tx, step, &conversation)?;
            if step == TicketStep::Create {
                tickets::set_standing(tx, id, &ticket::begun_by(agent.id))?;
            }
        }
        Visibility::Agents => {}
    }
    let announcements: Vec<Announcement> = vec![news];
    let conversation = (conversation.id, conversation.last_seq);
    Ok(Done { value: Taken { message, conversation, repeated: false }, announcements })
}
