//! What is called what: the real ids, and the model's for the same things.

use std::collections::BTreeMap;

use bonafide_domain::{
    id::{ConversationId, DeviceId, Id, SessionId, UserId},
    identity::UndoRefused,
};
use bonafide_model::{Answer, E, Parted, Refused, X};

/// The model's ids for real ones.
pub(super) struct Pairs<K> {
    model: BTreeMap<Id<K>, Id<K>>,
    real: BTreeMap<Id<K>, Id<K>>,
}

impl<K> Default for Pairs<K> {
    fn default() -> Self {
        Self { model: BTreeMap::new(), real: BTreeMap::new() }
    }
}

impl<K> Pairs<K> {
    /// The two are the same thing. It is a difference if one of them was another thing before.
    fn learn(&mut self, model: Id<K>, real: Id<K>) -> Result<(), String> {
        let (was, called) =
            (*self.real.entry(model).or_insert(real), *self.model.entry(real).or_insert(model));
        if was == real && called == model {
            return Ok(());
        }
        Err(format!("{real} is the model's {model}, which was {was}, and was called {called}"))
    }

    /// What the model calls it; twelve times 0xff if it knows no such thing.
    pub(super) fn model(&self, real: Id<K>) -> Id<K> {
        self.model.get(&real).copied().unwrap_or(Id::from_bytes([0xff; 12]))
    }

    /// What it is really called, if there is such a thing.
    pub(super) fn real(&self, model: Id<K>) -> Option<Id<K>> {
        self.real.get(&model).copied()
    }

    /// What the model calls something that is told with the thing it is of; both number them in the same order.
    pub(super) fn in_order(&mut self, model: Id<K>, real: Id<K>) -> Id<K> {
        self.real.entry(model).or_insert(real);
        *self.model.entry(real).or_insert(model)
    }
}

/// All names of a history.
#[derive(Default)]
pub(super) struct Names {
    pub users: Pairs<bonafide_domain::id::User>,
    pub devices: Pairs<bonafide_domain::id::Device>,
    pub sessions: Pairs<bonafide_domain::id::Session>,
    pub conversations: Pairs<bonafide_domain::id::Conversation>,
    pub messages: Pairs<bonafide_domain::id::Message>,
    pub tickets: Pairs<bonafide_domain::id::Ticket>,
    pub merges: Pairs<bonafide_domain::id::Merge>,
}

type Outcome = Result<Answer, Refused>;

impl Names {
    /// Learns what the things are called that an answer speaks of.
    pub(super) fn learn(&mut self, model: &Outcome, real: &Outcome) -> Result<(), String> {
        match (model, real) {
            (
                Ok(Answer::Opened { session, user, device, .. }),
                Ok(Answer::Opened { session: s, user: u, device: d, .. }),
            ) => self.learn_session((*session, *user, *device), (*s, *u, *d)),
            (Ok(Answer::LoggedIn(model)), Ok(Answer::LoggedIn(real))) => {
                self.learn_conversation(model.conversation, real.conversation)?;
                self.learn_session(
                    (model.session, model.user, model.device),
                    (real.session, real.user, real.device),
                )
            }
            (
                Ok(Answer::Taken { message, conversation, .. }),
                Ok(Answer::Taken { message: m, conversation: c, .. }),
            ) => {
                self.learn_conversation(Some(*conversation), Some(*c))?;
                self.messages.learn(*message, *m)
            }
            (
                Ok(Answer::Merged { merge, survivor, conversation }),
                Ok(Answer::Merged { merge: m, survivor: s, conversation: c }),
            ) => {
                self.learn_conversation(*conversation, *c)?;
                self.users.learn(*survivor, *s)?;
                self.merges.learn(*merge, *m)
            }
            (Ok(Answer::Said { conversation, .. }), Ok(Answer::Said { conversation: c, .. })) => {
                self.learn_conversation(*conversation, *c)
            }
            (Ok(Answer::Parted(model)), Ok(Answer::Parted(real))) => {
                self.learn_conversation(model.conversations.0, real.conversations.0)?;
                self.learn_conversation(model.conversations.1, real.conversations.1)
            }
            // Whatever else there is has no names, or differs and is told so.
            _ => Ok(()),
        }
    }

    /// Learns what a session is called that was opened on the way to something else.
    pub(super) fn learn_session(
        &mut self,
        model: (SessionId, UserId, DeviceId),
        real: (SessionId, UserId, DeviceId),
    ) -> Result<(), String> {
        self.sessions.learn(model.0, real.0)?;
        self.users.learn(model.1, real.1)?;
        self.devices.learn(model.2, real.2)
    }

    fn learn_conversation(
        &mut self,
        model: Option<ConversationId>,
        real: Option<ConversationId>,
    ) -> Result<(), String> {
        match model.zip(real) {
            Some((model, real)) => self.conversations.learn(model, real),
            None => Ok(()),
        }
    }

    /// A real answer in the model's names.
    pub(super) fn outcome(&self, real: Outcome) -> Outcome {
        match real {
            Ok(Answer::Opened { session, user, device, expires_at }) => Ok(Answer::Opened {
                session: self.sessions.model(session),
                user: self.users.model(user),
                device: self.devices.model(device),
                expires_at,
            }),
            Ok(Answer::LoggedIn(real)) => Ok(Answer::LoggedIn(bonafide_model::LoggedIn {
                session: self.sessions.model(real.session),
                user: self.users.model(real.user),
                device: self.devices.model(real.device),
                conversation: real.conversation.map(|id| self.conversations.model(id)),
                ..real
            })),
            Ok(Answer::Taken { message, conversation, repeated }) => Ok(Answer::Taken {
                message: self.messages.model(message),
                conversation: self.conversations.model(conversation),
                repeated,
            }),
            Ok(Answer::Merged { merge, survivor, conversation }) => Ok(Answer::Merged {
                merge: self.merges.model(merge),
                survivor: self.users.model(survivor),
                conversation: conversation.map(|id| self.conversations.model(id)),
            }),
            Ok(Answer::Parted(real)) => Ok(Answer::Parted(Parted {
                users: (self.users.model(real.users.0), self.users.model(real.users.1)),
                conversations: (
                    real.conversations.0.map(|id| self.conversations.model(id)),
                    real.conversations.1.map(|id| self.conversations.model(id)),
                ),
                ..real
            })),
            Ok(Answer::Said { joined, conversation, signed_in_at }) => Ok(Answer::Said {
                joined,
                conversation: conversation.map(|id| self.conversations.model(id)),
                signed_in_at,
            }),
            Ok(Answer::Done) => Ok(Answer::Done),
            Err(Refused::AddressHeld(user)) => Err(Refused::AddressHeld(self.users.model(user))),
            Err(Refused::AddressClaimed(user)) => Err(Refused::AddressClaimed(self.users.model(user))),
            Err(Refused::Undo(UndoRefused::NotNewest(newer))) => {
                Err(Refused::Undo(UndoRefused::NotNewest(self.merges.model(newer))))
            }
            Err(refused) => Err(refused),
        }
    }
}

/// An external id of a history, as tokens name it.
pub(super) fn external_id(history: u64, x: X) -> String {
    format!("h{history}-{x}")
}

/// The name that the tokens of an external id bring.
pub(super) fn name(history: u64, x: X) -> String {
    format!("somebody called {}", external_id(history, x))
}

/// The number of an external id, or of the one whose name it is.
pub(super) fn x(external_id: &str) -> X {
    X(external_id.rsplit_once('_').unwrap().1.parse().unwrap())
}

/// An address of a history, as tokens bring it.
pub(super) fn address(history: u64, e: E) -> String {
    format!("h{history}-{e}")
}

/// The number of an address.
pub(super) fn e(address: &str) -> E {
    let (name, _) = address.split_once('@').unwrap();
    E(name.rsplit_once("-e").unwrap().1.parse().unwrap())
}

/// Whether an external id is one of a history.
pub(super) fn is_of(external_id: &str, history: u64) -> bool {
    external_id.split_once('-').is_some_and(|(of, _)| of == format!("h{history}"))
}
