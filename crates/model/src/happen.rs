//! How an event changes a world: what clients do of their own, and which use case is asked for.

use bonafide_domain::{id::UserId, token::Reason};

use crate::{
    Answer, Browser, Event, Refused, Token, World, X, acts,
    event::{Act, Aim, Deed},
    world::{Draft, To},
};

type Outcome = Result<Answer, Refused>;

impl World {
    pub(crate) fn happen(&mut self, event: &Event) -> Outcome {
        match event {
            Event::At(b, act) => return self.act(*b, act),
            Event::To(user, deed) => return self.do_to(*user, *deed),
            Event::EndSession(b) => {
                let session = self.client(*b).session.ok_or(Refused::Nothing)?;
                acts::sessions::end_session(&mut self.kept, session)?;
            }
            Event::ReleaseAddress(e, x) => acts::emails::release_address(&mut self.kept, *e, *x)?,
            Event::Policy(policy) => acts::email_policy::change(&mut self.kept, *policy),
            Event::JoinPolicy(policy) => self.kept.join_policy = *policy,
            Event::Multiple(on) => self.kept.multiple = *on,
            Event::Merge(one, into, by) => {
                return acts::merge_users::merge(&mut self.kept, self.now, *one, *into, *by);
            }
            Event::Undo(merge) => return acts::undo_merge::undo(&mut self.kept, self.now, *merge),
            Event::FinishErasures => acts::erase::finish(&mut self.kept),
            Event::Wait(span) => self.now = self.now.plus(*span),
        }
        Ok(Answer::Done)
    }

    fn act(&mut self, b: Browser, act: &Act) -> Outcome {
        match act {
            Act::Open => self.open(b),
            Act::Compose(aim) => {
                let draft = self.compose(b, *aim)?;
                self.client_mut(b).draft = Some(draft);
                Ok(Answer::Done)
            }
            Act::Send => {
                let draft = self.client_mut(b).draft.take().ok_or(Refused::Nothing)?;
                self.send(b, draft)
            }
            Act::Repeat => {
                let draft = self.client(b).sent.ok_or(Refused::Nothing)?;
                self.send(b, draft)
            }
            Act::Say(aim) => {
                let draft = self.compose(b, *aim)?;
                self.send(b, draft)
            }
            Act::Look(conversation) => {
                let session = self.client(b).session.ok_or(Refused::Nothing)?;
                let actor = acts::post_message::enter(&self.kept, self.now, session)?;
                let found = self.kept.find_theirs(*conversation, actor.user());
                found.map(|_| Answer::Done).ok_or(Refused::NotFound)
            }
            Act::Answer(said) => {
                let session = self.client(b).session.ok_or(Refused::Nothing)?;
                acts::answer_question::answer_question(&mut self.kept, self.now, session, *said)
            }
            Act::Give(e) => {
                let draft = self.compose(b, Aim::Latest)?;
                let session = self.client(b).session.ok_or(Refused::Nothing)?;
                acts::give_contact::give_contact(&mut self.kept, self.now, session, &draft, *e)
            }
            Act::LogIn(token) => self.log_in(b, token),
            Act::BadToken(x) => {
                self.log_out_another(b, *x);
                Err(Refused::Login(Reason::SignatureInvalid))
            }
            Act::LogOut => {
                let client = self.client_mut(b);
                let session = client.session.take().ok_or(Refused::Nothing)?;
                (client.user, client.signed_in) = (None, false);
                acts::log_out::log_out(&mut self.kept, session);
                Ok(Answer::Done)
            }
        }
    }

    fn do_to(&mut self, user: UserId, deed: Deed) -> Outcome {
        let (kept, now) = (&mut self.kept, self.now);
        match deed {
            Deed::Ban => acts::ban::ban(kept, now, user)?,
            Deed::LiftBan => acts::ban::lift(kept, user)?,
            Deed::EndSessions(refuse) => acts::sessions::end_all(kept, now, user, refuse)?,
            Deed::AcceptEarlier => acts::sessions::accept_earlier(kept, user)?,
            Deed::Attach(e, checked) => acts::emails::attach(kept, user, e, checked)?,
            Deed::Detach(e) => acts::emails::detach(kept, user, e)?,
            Deed::Answer => return acts::answer::answer(kept, now, user),
            Deed::PutTicket(status) => acts::answer::put_ticket(kept, user, status)?,
            Deed::Erase => acts::erase::erase(kept, user)?,
            Deed::LiftKeptBan => acts::ban::lift_kept(kept, user)?,
        }
        Ok(Answer::Done)
    }

    fn open(&mut self, b: Browser) -> Outcome {
        let held = self.client(b).session;
        let opened = acts::open_session::open_session(&mut self.kept, self.now, held)?;
        if let Answer::Opened { session, user, .. } = opened {
            let client = self.client_mut(b);
            (client.session, client.user, client.signed_in) = (Some(session), Some(user), false);
        }
        Ok(opened)
    }

    /// SES-1: a browser without a session asks for one when somebody begins to type.
    fn compose(&mut self, b: Browser, aim: Aim) -> Result<Draft, Refused> {
        if self.client(b).session.is_none() {
            self.open(b)?;
        }
        self.client_ids += 1;
        let client = self.client(b);
        let (under, as_user) = client.session.zip(client.user).ok_or(Refused::Nothing)?;
        let to = match aim {
            Aim::Latest => To::Latest,
            Aim::New => To::BegunBy(self.client_ids),
            Aim::Conversation(id) => To::Conversation(id),
            Aim::BegunBy(first) => To::BegunBy(first),
        };
        Ok(Draft { client_id: self.client_ids, to, as_user, authenticated: client.signed_in, under })
    }

    fn send(&mut self, b: Browser, draft: Draft) -> Outcome {
        let client = self.client_mut(b);
        let session = client.session.ok_or(Refused::Nothing)?;
        client.sent = Some(draft);
        acts::post_message::post_message(&mut self.kept, self.now, session, &draft)
    }

    fn log_in(&mut self, b: Browser, token: &Token) -> Outcome {
        let held = self.client(b).session;
        let logged_in = acts::log_in::log_in(&mut self.kept, self.now, token, held);
        if let Err(Refused::Login(_)) = logged_in {
            self.log_out_another(b, token.x);
        }
        let logged_in = logged_in?;
        let client = self.client_mut(b);
        (client.session, client.user) = (Some(logged_in.session), Some(logged_in.user));
        client.signed_in = true;
        Ok(Answer::LoggedIn(logged_in))
    }

    /// SES-12, as the endpoint does it.
    fn log_out_another(&mut self, b: Browser, named: X) {
        let held = self.client(b).session;
        acts::log_out::log_out_another(&mut self.kept, held, named);
    }
}
