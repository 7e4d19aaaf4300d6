//! Limits on how often things may be tried (SES-9), counted in memory on each node.
//!
//! A login is verified first and counted only when it was refused: no limit refuses a token whose signature is good.
//! What costs more to carry out than to count (a password, a session's rows) is counted first.

mod block;
mod budget;

use std::{net::IpAddr, num::NonZeroU32, sync::Arc};

use bonafide_domain::id::{AccountId, SessionId};

pub(crate) use self::block::Block;
use self::budget::Budget;
use crate::{clock::Clock, config, secrets::SessionToken};

/// How many seconds to wait before trying again; at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryAfter(pub u32);

impl RetryAfter {
    /// Where the cause passes by itself in moments.
    pub const SOON: Self = Self(1);
    /// Where the cause needs somebody, or a restart, to pass.
    pub const LATER: Self = Self(10);
}

/// How often in a minute an account's keys may be read again for what is not among them: enough for whoever makes keys, and so seldom that
/// the forged tokens of everybody together cost no more than the readings that logins cause anyway, one a second (details 13).
const KEY_READINGS: NonZeroU32 = NonZeroU32::new(60).expect("it is not zero");

/// All budgets.
pub struct Limits {
    failures: Budget<Block>,
    failures_as: Budget<(Block, Box<str>)>,
    anonymous_sessions: Budget<Block>,
    codes: Budget<Block>,
    sign_ins: Budget<Block>,
    sign_ins_as: Budget<Box<str>>,
    messages: Budget<[u8; 32]>,
    unproven: Budget<SessionId>,
    contacts: Budget<Block>,
    key_links: Budget<Block>,
    programs: Budget<Block>,
    key_readings: Budget<AccountId>,
}

impl Limits {
    /// Full budgets of these sizes.
    pub fn new(config: &config::Limits, clock: &Arc<dyn Clock>) -> Self {
        Self {
            failures: Budget::a_minute(config.login_failures, clock),
            failures_as: Budget::a_minute(config.login_failures, clock),
            anonymous_sessions: Budget::a_minute(config.anonymous_sessions, clock),
            codes: Budget::a_minute(config.anonymous_sessions, clock),
            sign_ins: Budget::a_minute(config.sign_ins, clock),
            sign_ins_as: Budget::a_minute(config.sign_ins_per_email, clock),
            messages: Budget::a_minute(config.messages, clock),
            unproven: Budget::a_minute(config.messages, clock),
            contacts: Budget::a_minute(config.contacts, clock),
            key_links: Budget::a_minute(config.login_failures, clock),
            programs: Budget::a_minute(config.login_failures, clock),
            key_readings: Budget::a_minute(KEY_READINGS, clock),
        }
    }

    /// Counts a login that was refused, and says whether there were too many: per address, and per external id with
    /// address together where the external id is known. A login that was accepted is never counted.
    pub fn login_refused(&self, address: IpAddr, external_id: Option<&str>) -> Result<(), RetryAfter> {
        let block = Block::of(address);
        let by_address = self.failures.spend(&block);
        let by_both = external_id.map_or(Ok(()), |it| self.failures_as.spend(&(block, it.into())));
        by_address.and(by_both)
    }

    /// Counts a login by code before the code is exchanged, which asks somebody else: a code has no signature that could be looked at
    /// before. There may be as many as anonymous sessions may be made.
    pub fn code(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.codes.spend(&Block::of(address))
    }

    /// Counts an anonymous session before it is made.
    pub fn anonymous_session(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.anonymous_sessions.spend(&Block::of(address))
    }

    /// Counts an agent's attempt to sign in before the password is looked at, per address and per email address as
    /// it is compared (its key, TOK-10).
    pub fn sign_in(&self, address: IpAddr, email_key: &str) -> Result<(), RetryAfter> {
        self.sign_ins.spend(&Block::of(address))?;
        self.sign_ins_as.spend(&email_key.into())
    }

    /// Counts a form with somebody's address before it is kept: whoever would hold many of them needs as many forms (EML-9).
    pub fn contact(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.contacts.spend(&Block::of(address))
    }

    /// Counts an attempt to open a link to a signing key before it is looked at (KEY-9). There may be as many as logins may
    /// fail.
    pub fn key_link(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.key_links.spend(&Block::of(address))
    }

    /// Counts a program that was not let in with a key of the REST API. There may be as many as logins may fail.
    pub fn program_refused(&self, address: IpAddr) -> Result<(), RetryAfter> {
        self.programs.spend(&Block::of(address))
    }

    /// Counts a reading of an account's keys for something that is not among those in memory. It refuses nobody: beyond it they are judged by
    /// what is in memory.
    pub fn key_reading(&self, account: AccountId) -> Result<(), RetryAfter> {
        self.key_readings.spend(&account)
    }

    /// Counts a message before it is posted, for the secret that comes with it. Whoever knows the id of a session and not its secret, as
    /// a device that was thrown out may, spends nothing of its budget.
    pub fn message(&self, token: &SessionToken) -> Result<(), RetryAfter> {
        self.messages.spend(&token.secret.hash())
    }

    /// Counts a message that names this session without having been proved to be of it. It refuses nobody: beyond it the session is
    /// proved before the message is handed over.
    pub fn unproven_message(&self, session: SessionId) -> Result<(), RetryAfter> {
        self.unproven.spend(&session)
    }
}
