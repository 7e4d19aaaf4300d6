//! A set of rules is tried before it is saved (ROU-6): by the very function that decides about tickets.

use bonafide_domain::{
    context::ContextVariables,
    id::{ChannelId, ConversationId},
    routing::{Decision, Draft, Facts, Proved},
    setting::SettingKind,
    time::Millis,
    token::{Reason, VerifiedToken},
};
use bonafide_store::{Tx, conversations, events, login_terms::LoginTerms, settings, tickets};

use super::{Refused, Step, admission, facts, login_checks, workstreams::check_draft};
use crate::{App, http::ApiError, secrets::AgentToken};

/// On what a set of rules is tried.
#[derive(Debug, Clone)]
pub enum On {
    /// Somebody who begins to write on a channel.
    Channel {
        /// The channel.
        channel: ChannelId,
        /// Who they are on it.
        who: Writer,
    },
    /// A conversation with its newest ticket, as it was when the rules sent that to its queue; as it is now if they did not.
    Conversation(ConversationId),
}

/// Who begins to write.
#[derive(Debug, Clone)]
pub enum Writer {
    /// Somebody who is not signed in.
    Anonymous,
    /// Somebody who is signed in with a token.
    Token(String),
    /// Somebody whom the setting of a channel that takes codes has signed in, with the context variables that came signed. A code would be
    /// used up by being tried, so none is taken.
    SignedIn(ContextVariables),
}

/// What a trial shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trial {
    /// Where the ticket would wait, and why.
    Decided {
        /// The decision.
        decision: Decision,
        /// The moment that it was judged as of, where it is one that has passed.
        as_of: Option<Millis>,
    },
    /// The token is not good: nobody would be signed in by it.
    TokenRefused(Reason),
}

impl App {
    /// Tries a set of rules for an administrator, and changes nothing.
    pub async fn try_workstream(&self, by: AgentToken, draft: Draft, on: On) -> Result<Trial, ApiError> {
        let account = by.account;
        self.read(account, move |tx| admission::admit_administrator(tx, &by)).await?;
        let verified = match &on {
            On::Channel { channel, who: Writer::Token(token) } => {
                if self.code_setting(account, *channel).await?.is_some() {
                    return Err(Refused::Invalid(USED_UP).into());
                }
                match self.judge(account, *channel, token).await?.outcome {
                    Ok(verified) => Some(verified),
                    Err(refused) => return Ok(Trial::TokenRefused(refused.reason())),
                }
            }
            On::Channel { who: Writer::Anonymous | Writer::SignedIn(_), .. } | On::Conversation(_) => None,
        };
        Ok(self.read(account, move |tx| decide(tx, &draft, &on, verified.as_ref())).await?)
    }
}

const USED_UP: &str = "The channel takes codes, and a code would be used up by trying it: send `signed_in` in place of `token`.";
const NO_CODES: &str = "The channel takes no codes: send `token` in place of `signed_in`.";

fn decide(tx: &mut Tx<'_>, draft: &Draft, on: &On, verified: Option<&VerifiedToken>) -> Step<Trial> {
    let ready = check_draft(tx, draft)?;
    let (mut facts, as_of) = match on {
        On::Conversation(id) => of_conversation(tx, *id)?,
        On::Channel { channel, .. } => (facts::of_channel(tx, *channel)?.ok_or(Refused::NotFound)?, None),
    };
    if let On::Channel { who: Writer::SignedIn(contexts), .. } = on {
        facts.proved = Some(by_a_code(tx, facts.channel)?);
        facts.signed.clone_from(contexts);
    }
    if let Some(token) = verified {
        match login_checks::terms(tx, facts.channel, token)? {
            Some(LoginTerms::Granted(_)) => {
                facts.proved = Some(Proved { setting: token.setting(), kind: token.kind() });
                facts.signed.clone_from(token.contexts());
            }
            Some(LoginTerms::NoKey | LoginTerms::NotOnThisChannel) | None => {
                return Ok(Trial::TokenRefused(Reason::ChannelMismatch));
            }
        }
    }
    Ok(Trial::Decided { decision: ready.route(&facts), as_of })
}

/// How somebody is signed in on a channel once their code was exchanged.
fn by_a_code(tx: &mut Tx<'_>, channel: ChannelId) -> Step<Proved> {
    let setting = settings::of_channel(tx, channel)?.filter(|setting| setting.kind == SettingKind::Code);
    let setting = setting.ok_or(Refused::Invalid(NO_CODES))?;
    Ok(Proved { setting: setting.id, kind: setting.kind })
}

/// ROU-6: who was signed in, what came signed and which queues were open when the rules sent the ticket to its queue, so that a logout
/// or the evening since changes nothing.
fn of_conversation(tx: &mut Tx<'_>, id: ConversationId) -> Step<(Facts, Option<Millis>)> {
    let found = conversations::find(tx, id)?.ok_or(Refused::NotFound)?;
    let root = conversations::find(tx, found.root)?.ok_or(Refused::NotFound)?;
    let ticket = tickets::of_conversation(tx, root.id)?.pop().ok_or(Refused::NotFound)?;
    let routed = events::last_routed(tx, root.id, ticket.id)?;
    let as_of = routed.as_ref().map(|routed| routed.at);
    let moment = match routed {
        Some(routed) => routed,
        None => facts::now(tx, &root)?,
    };
    let facts = facts::of_ticket(tx, &root, ticket.id, &moment)?.ok_or(Refused::NotFound)?;
    Ok((facts, as_of))
}
