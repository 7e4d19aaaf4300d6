//! An agent asks the person to sign in (SEE-10).

use bonafide_domain::{id::ConversationId, mark::PersonMark, session::SessionRefused};
use bonafide_store::{
    Announcement, Done, Tx, conversations,
    events::{self, Happening},
    messages::Visibility,
};

use super::{Refused, Step, admission, conversation, person};
use crate::secrets::AgentToken;

/// Asks the person of a conversation to sign in: their messenger shows it, the page hears of it, and the transcript notes it.
/// Nothing about who they are changes by it. Somebody who is signed in is not asked.
pub fn request_login(tx: &mut Tx<'_>, token: &AgentToken, id: ConversationId) -> Step<Done<()>> {
    let agent = admission::admit_agent(tx, token)?;
    let mut conversation = conversation::take_root(tx, id)?;
    match person::load(tx, conversation.user)?.mark {
        PersonMark::VerifiedNow => return Err(Refused::SignedIn.into()),
        PersonMark::Banned => return Err(SessionRefused::Banned.into()),
        PersonMark::NotVerified | PersonMark::SessionExpired => {}
    }
    let happening = Happening::LoginRequested(agent.into());
    let event = events::append(tx, &mut conversation, Visibility::All, happening)?;
    conversations::save(tx, &conversation)?;
    Ok(Done { value: (), announcements: vec![Announcement::Happened(event)] })
}
