//! An agent writes a follow-up by email to an address of the user (EML-11).

use bonafide_domain::{
    audit::Action,
    follow_up,
    id::{ConversationId, EmailIdentityId, UserId},
    mark::{self, EmailMark},
    text::{ClientMadeId, Subject, Words},
    ticket,
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx, audit_log,
    conversations::{self, Conversation},
    emails::{self, EmailIdentity},
    events::{self, Happening},
    follow_ups::{self, FollowUp, NewFollowUp},
    messages::{self, Author, Message, MessageKind, Visibility},
    tickets,
};
use serde_json::json;

use super::{
    Refused, Step,
    address_lock::address_lock,
    admission, conversation,
    post_message::{self, Said},
};
use crate::secrets::AgentToken;

/// What an agent writes, and to which address.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The agent's session.
    pub token: AgentToken,
    /// Where.
    pub conversation: ConversationId,
    /// The id that the agent's client made for it.
    pub client_id: ClientMadeId,
    /// The address, by its identity.
    pub email: EmailIdentityId,
    /// The subject.
    pub subject: Subject,
    /// What is said.
    pub words: Words,
    /// The mark of the warning that they confirmed, if they were warned.
    pub confirmed: Option<EmailMark>,
    /// Whether the installation sends mail.
    pub sends: bool,
}

/// A follow-up that was written, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The message.
    pub message: Message,
    /// The mail, as far as it is.
    pub mail: FollowUp,
    /// The conversation, and the number of its last event.
    pub conversation: (ConversationId, i64),
    /// Whether this was a repeat.
    pub repeated: bool,
}

/// Writes a follow-up, or gives the first answer again if it was sent before (details 19). It leaves after this, and the
/// transcript shows agents how far it is. Whoever reads the messenger may be somebody else than who reads the mail, and sees
/// nothing of it.
pub fn follow_up(tx: &mut Tx<'_>, draft: &Draft) -> Step<Done<Written>> {
    let agent = admission::admit_agent(tx, &draft.token)?;
    let found = conversation::find_root(tx, draft.conversation)?;
    let before = of_user(tx, found.user, draft.email)?;
    let locks = before.iter().map(|held| address_lock(&held.key)).collect::<Vec<_>>();
    tx.lock(&locks)?;
    let mut conversation = conversation::take_root(tx, draft.conversation)?;
    if let Some(message) = messages::find_by_agent(tx, agent.id, draft.client_id.as_str())? {
        return repeated(tx, message);
    }
    if !draft.sends {
        return Err(Refused::MailOff.into());
    }
    // Read again under the lock: it must be this user's still.
    let held = of_user(tx, conversation.user, draft.email)?.ok_or(Refused::NotFound)?;
    if before.is_none_or(|before| before.key != held.key) {
        return Err(StoreError::Busy.into());
    }
    let mark = mark::of_email(held.standing, held.root);
    follow_up::write(mark, draft.confirmed)?;

    let live = tickets::find_live(tx, conversation.id)?;
    let said = Said {
        author: Author::Agent { agent: agent.id, name: agent.name },
        client_id: draft.client_id.as_str(),
        visibility: Visibility::Agents,
        kind: MessageKind::FollowUp,
        text: draft.words.as_str(),
    };
    let (message, said) = post_message::say(tx, &mut conversation, said)?;
    let (mail, told) = send(tx, &mut conversation, &message, &held, &draft.subject)?;
    let detail = json!({ "message": message.id.to_string(), "standing": mark.as_str() });
    audit_log::insert(tx, Some(agent.id), Action::UserFollowUp, &conversation.user.to_string(), &detail)?;
    post_message::step_ticket(tx, ticket::on_agent_message(live.as_ref()), &conversation)?;
    let conversation = (conversation.id, conversation.last_seq);
    Ok(Done {
        value: Written { message, mail, conversation, repeated: false },
        announcements: vec![said, told],
    })
}

fn send(
    tx: &mut Tx<'_>,
    conversation: &mut Conversation,
    message: &Message,
    held: &EmailIdentity,
    subject: &Subject,
) -> Step<(FollowUp, Announcement)> {
    let new = NewFollowUp {
        message: message.id,
        user: held.user,
        address: &held.address,
        mark: mark::of_email(held.standing, held.root),
        subject: subject.as_str(),
    };
    let mail = follow_ups::insert(tx, &new)?;
    let happening = Happening::FollowUp(Box::new(mail.clone()));
    let event = events::append(tx, conversation, Visibility::Agents, happening)?;
    conversations::save(tx, conversation)?;
    Ok((mail, Announcement::Happened(event)))
}

fn of_user(tx: &mut Tx<'_>, root: UserId, id: EmailIdentityId) -> Step<Option<EmailIdentity>> {
    Ok(emails::of_user(tx, root)?.into_iter().find(|identity| identity.id == id))
}

fn repeated(tx: &mut Tx<'_>, message: Message) -> Step<Done<Written>> {
    // The client's id was used for something else.
    let mail = follow_ups::find(tx, message.id)?.ok_or(Refused::Invalid(USED))?;
    let conversation = conversations::find(tx, message.root)?
        .ok_or_else(|| StoreError::Corrupt(format!("no conversation {}", message.root)))?;
    let conversation = (conversation.id, conversation.last_seq);
    Ok(Done::quiet(Written { message, mail, conversation, repeated: true }))
}

const USED: &str = "`client_id` was used for another message before: make a new one for each.";
