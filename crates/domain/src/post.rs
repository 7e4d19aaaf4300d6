//! A user says something.

use crate::{
    id::{EvidenceId, UserId},
    limits,
    mode::Mode,
    session::Actor,
    ticket::{self, LiveTicket, TicketStep},
};

/// What the client says about a message, besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Composed {
    /// The user it was typed as; `None` where there is no such user.
    pub as_user: Option<TypedAs>,
    /// Whether its author was signed in while typing. A client can lower its mark by this, never raise it.
    pub authenticated: bool,
}

/// The user that words were typed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypedAs {
    /// Whom the session was opened for that the client had then.
    pub user: UserId,
    /// Who that is now, after merges.
    pub root: UserId,
}

impl TypedAs {
    /// Whether the words may go out as whoever acts. What somebody anonymous typed may, once they are one person. What
    /// was typed under an external id goes out under that very one: a merge by hand of two who each have one makes them
    /// one to agents, and does not say that what one typed was the other's to send.
    fn is(self, actor: &Actor, authenticated: bool) -> bool {
        self.root == actor.user() && (self.user == actor.author() || !authenticated)
    }
}

/// The conversation that a message goes to, as far as the rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread {
    /// How many messages it holds.
    pub messages: i64,
    /// Its ticket that is not closed.
    pub ticket: Option<LiveTicket>,
}

impl Thread {
    /// A conversation in which nothing was said yet.
    pub const EMPTY: Self = Self { messages: 0, ticket: None };
}

/// What is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// The author, as the session names them.
    pub author: UserId,
    /// The message's check mark: what proved who wrote it, or nothing.
    pub evidence: Option<EvidenceId>,
    /// What it does to the ticket.
    pub ticket: TicketStep,
    /// Why it would have been refused, by a policy of the channel that only reports.
    pub would_refuse: Option<PostRefused>,
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostRefused {
    /// It was typed as somebody else: it is never sent as this user (SES-11, details 20).
    WrongUser,
    /// The channel lets nobody write without signing in (SES-6).
    LoginRequired,
    /// The conversation is full.
    Full {
        /// How many messages such a conversation holds.
        limit: i64,
    },
}

/// Whether a message may be written, with which mark, and what it does to the ticket. `login_required` is whether and
/// how the channel requires login.
pub fn post(
    actor: &Actor,
    composed: Composed,
    thread: &Thread,
    login_required: Option<Mode>,
) -> Result<Posted, PostRefused> {
    // SES-11: waiting text belongs to the user it was typed as.
    if !composed.as_user.is_some_and(|typed| typed.is(actor, composed.authenticated)) {
        return Err(PostRefused::WrongUser);
    }
    let would_refuse = match login_required {
        Some(mode) if actor.proof().is_none() => mode.judge(Err(PostRefused::LoginRequired))?, // SES-6
        Some(_) | None => None,
    };
    let limit = if actor.proof().is_some() { limits::MESSAGES } else { limits::ANONYMOUS_MESSAGES };
    if thread.messages >= limit {
        return Err(PostRefused::Full { limit });
    }
    // SEE-1: a mark only for what was composed and sent while signed in.
    let evidence = actor.proof().filter(|_| composed.authenticated).map(|proof| proof.evidence);
    let ticket = ticket::on_user_message(thread.ticket.as_ref());
    Ok(Posted { author: actor.author(), evidence, ticket, would_refuse })
}

/// SEE-5: whether the first message of somebody who is not signed in is answered with the form that asks for their name
/// and address. `channel_asks` says whether the channel does so.
pub fn asks_for_contact(actor: &Actor, thread: &Thread, channel_asks: bool) -> bool {
    channel_asks && actor.proof().is_none() && thread.messages == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{ChannelId, DeviceId, SessionId, SettingId},
        session::{self, Proof, Session, Surroundings},
        time::Millis,
    };

    const MARA: UserId = UserId::from_bytes([1; 12]);
    const HANNA: UserId = UserId::from_bytes([2; 12]);
    /// Whoever was merged into Mara.
    const MERGED: UserId = UserId::from_bytes([4; 12]);
    const EVIDENCE: EvidenceId = EvidenceId::from_bytes([3; 12]);

    fn actor(signed_in: bool) -> Actor {
        let proof = Proof { evidence: EVIDENCE, setting: SettingId::ZERO, key: None };
        let session = Session {
            id: SessionId::ZERO,
            device: DeviceId::ZERO,
            user: MARA,
            channel: ChannelId::ZERO,
            proof: signed_in.then_some(proof),
            opened_at: Millis::new(0),
            expires_at: Millis::new(2),
            ended: None,
        };
        let around = Surroundings { root: MARA, user_banned: false, device_banned: false, epochs_hold: true };
        session::admit(&session, &around, Millis::new(1)).unwrap()
    }

    fn composed(authenticated: bool) -> Composed {
        Composed { as_user: Some(typed_as(MARA, MARA)), authenticated }
    }

    fn typed_as(user: UserId, root: UserId) -> TypedAs {
        TypedAs { user, root }
    }

    #[test]
    fn see_1_a_mark_needs_a_session_that_is_signed_in_and_words_composed_so() {
        let table =
            [(true, true, Some(EVIDENCE)), (true, false, None), (false, true, None), (false, false, None)];
        for (signed_in, composed_so, evidence) in table {
            let posted = post(&actor(signed_in), composed(composed_so), &Thread::EMPTY, None).unwrap();
            assert_eq!(posted.evidence, evidence, "signed in {signed_in}, composed so {composed_so}");
        }
    }

    #[test]
    fn see_5_only_the_first_message_of_somebody_who_is_not_signed_in_is_answered_with_the_form() {
        let later = Thread { messages: 1, ticket: None };
        let table = [
            (false, Thread::EMPTY, true, true),
            (false, Thread::EMPTY, false, false),
            (false, later, true, false),
            (true, Thread::EMPTY, true, false),
        ];
        for (signed_in, thread, channel_asks, asks) in table {
            let asked = asks_for_contact(&actor(signed_in), &thread, channel_asks);
            assert_eq!(asked, asks, "signed in {signed_in}, {thread:?}, channel asks {channel_asks}");
        }
    }

    #[test]
    fn ses_11_text_typed_as_somebody_else_is_never_sent() {
        for as_user in [Some(typed_as(HANNA, HANNA)), None] {
            let refused = post(&actor(true), Composed { as_user, authenticated: true }, &Thread::EMPTY, None);
            assert_eq!(refused, Err(PostRefused::WrongUser));
        }
    }

    #[test]
    fn ses_11_what_was_typed_under_one_external_id_is_not_sent_under_another_that_agents_made_one_with_it() {
        let typed_as_merged = |authenticated| Composed { as_user: Some(typed_as(MERGED, MARA)), authenticated };
        let sent = |authenticated| post(&actor(true), typed_as_merged(authenticated), &Thread::EMPTY, None);
        assert_eq!(sent(true), Err(PostRefused::WrongUser));
        // MRG-5: whoever was anonymous is the one they signed in as, and their words carry no mark.
        assert_eq!(sent(false).map(|posted| posted.evidence), Ok(None));
    }

    #[test]
    fn ses_6_a_channel_may_require_login() {
        let refused = post(&actor(false), composed(false), &Thread::EMPTY, Some(Mode::Enforced));
        assert_eq!(refused, Err(PostRefused::LoginRequired));
        assert!(post(&actor(true), composed(true), &Thread::EMPTY, Some(Mode::Enforced)).is_ok());
    }

    #[test]
    fn ses_6_a_required_login_that_only_reports_lets_write_and_gives_no_mark() {
        let only_reports = Some(Mode::ReportOnly);
        let posted = post(&actor(false), composed(true), &Thread::EMPTY, only_reports).unwrap();
        assert_eq!((posted.would_refuse, posted.evidence), (Some(PostRefused::LoginRequired), None));
        let signed_in = post(&actor(true), composed(true), &Thread::EMPTY, only_reports).unwrap();
        assert_eq!(signed_in.would_refuse, None);
        let somebody_else = Composed { as_user: Some(typed_as(HANNA, HANNA)), authenticated: true };
        let refused = post(&actor(false), somebody_else, &Thread::EMPTY, only_reports);
        assert_eq!(refused, Err(PostRefused::WrongUser));
    }

    #[test]
    fn a_conversation_has_a_limit_and_an_anonymous_one_a_lower_one() {
        for (signed_in, limit) in [(true, limits::MESSAGES), (false, limits::ANONYMOUS_MESSAGES)] {
            let full = Thread { messages: limit, ticket: None };
            let refused = post(&actor(signed_in), composed(signed_in), &full, None);
            assert_eq!(refused, Err(PostRefused::Full { limit }));
            let nearly = Thread { messages: limit - 1, ticket: None };
            assert!(post(&actor(signed_in), composed(signed_in), &nearly, None).is_ok());
        }
    }
}
