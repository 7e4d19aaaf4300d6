//! Which of their conversations a message of a user goes to (MRG-9).

use bonafide_domain::{
    id::{ConversationId, DeviceId, UserId},
    place::{self, Place, PlaceRefused, Wanted, Writer},
    text::ClientMadeId,
};
use bonafide_store::{
    Tx, channels, conversations, messages,
    sessions::{self, Way},
    users,
};

use super::{Refused, Step};
use crate::secrets::SessionToken;

/// Where the client says a message is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// It names no conversation.
    Latest,
    /// A conversation.
    Conversation(ConversationId),
    /// The one that this device's message with that client id began; where it is this very message, it begins one.
    BegunBy(ClientMadeId),
}

/// Decides where a message of whom a session leads to goes. Where it could begin a conversation, the user is taken, so that two
/// devices do not begin one each.
pub(super) fn place(
    tx: &mut Tx<'_>,
    token: &SessionToken,
    way: &Way,
    client_id: &ClientMadeId,
    to: &To,
) -> Step<Result<Place, PlaceRefused>> {
    if let (To::Latest, Some(latest)) = (to, way.conversation) {
        return Ok(Ok(Place::Into(latest)));
    }
    let session = sessions::find(tx, token.session)?.ok_or(Refused::NoSession)?.session;
    let wanted = match to {
        To::Latest => Wanted::Latest,
        To::Conversation(id) => theirs(tx, *id, way.root)?,
        To::BegunBy(first) if first == client_id => Wanted::New,
        To::BegunBy(first) => begun_by(tx, session.device, first, way.root)?,
    };
    let (latest, conversations) = match wanted {
        Wanted::Latest | Wanted::New => {
            users::take(tx, way.root)?;
            let theirs = conversations::of_user(tx, way.root)?;
            (theirs.first().map(|latest| latest.id), theirs.len())
        }
        Wanted::Theirs(_) | Wanted::NotTheirs => (way.conversation, 1),
    };
    let multiple = channels::find(tx, session.channel)?.is_some_and(|channel| channel.multiple_conversations);
    let writer = Writer { latest, conversations, signed_in: session.proof.is_some(), multiple };
    Ok(place::place(wanted, &writer))
}

/// A conversation that is named: it may have been joined into another of theirs since.
fn theirs(tx: &mut Tx<'_>, id: ConversationId, user: UserId) -> Step<Wanted> {
    let found = find_theirs(tx, id, user)?;
    Ok(found.map_or(Wanted::NotTheirs, |found| Wanted::Theirs(found.id)))
}

fn begun_by(tx: &mut Tx<'_>, device: DeviceId, first: &ClientMadeId, user: UserId) -> Step<Wanted> {
    match messages::find_by_device(tx, device, first.as_str())? {
        Some(first) => theirs(tx, first.root, user),
        None => Ok(Wanted::NotTheirs),
    }
}

/// The conversation that an id leads to, if it is this user's. One of somebody else is not told apart from none at all.
pub(super) fn find_theirs(
    tx: &mut Tx<'_>,
    id: ConversationId,
    user: UserId,
) -> Step<Option<conversations::Conversation>> {
    let Some(found) = conversations::find(tx, id)? else { return Ok(None) };
    let root = conversations::find(tx, found.root)?;
    Ok(root.filter(|root| root.user == user))
}
