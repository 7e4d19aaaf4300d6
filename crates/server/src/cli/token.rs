//! `bonafide token`: making a token for trying things out.

use std::io;

use bonafide_domain::{
    id::KeyId,
    limits,
    text::ExternalId,
    time::{Millis, Span},
    token::{self, Claims, KeySecret},
};
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, Place, first_steps, print};
use crate::{
    App,
    http::parse,
    use_cases::{Refused, Stop, channels},
    wire::explained::TokenExplained,
};

/// What `bonafide token` can do.
#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Signs a token with one of the account's keys or a chat's secret, as a company's backend would
    Sign(Sign),
    /// Explains the token on standard input: every check that a login makes, and common mistakes
    Explain(Explain),
}

/// The flags of `bonafide token sign`.
#[derive(Debug, Args)]
pub(super) struct Sign {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    with: With,
    /// The customer's own id for the user
    #[arg(long, value_name = "ID")]
    external_id: String,
    /// The user's name
    #[arg(long)]
    name: Option<String>,
    /// The user's email address
    #[arg(long)]
    email: Option<String>,
    /// Says whether the address was verified; by itself, that it was
    #[arg(
        long,
        requires = "email",
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    email_verified: Option<bool>,
    #[command(flatten)]
    times: Times,
}

/// The flags of `bonafide token sign` that say what it is signed with.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct With {
    /// The signing key's id
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// The public key of the chat whose secret signs; its tokens are good for seven minutes and must say name and email
    #[arg(long, value_name = "PUBLIC_KEY")]
    chat: Option<String>,
}

/// What a token is signed with.
enum Signer {
    Key(KeyId, KeySecret),
    Chat(KeySecret),
}

impl Signer {
    fn sign(&self, claims: &Claims) -> String {
        match self {
            Self::Key(id, secret) => token::sign(claims, *id, secret),
            Self::Chat(secret) => token::sign_for_chat(claims, secret),
        }
    }
}

impl With {
    async fn signer(&self, app: &App) -> Result<Signer, Failure> {
        if let Some(chat) = &self.chat {
            let (account, channel) = channels::find_by_public_key(app, chat.clone()).await?;
            let secret = app.chat_secret(account, channel).await?.ok_or(Stop::Refused(Refused::NotFound))?;
            return Ok(Signer::Chat(secret));
        }
        let key = self.key.as_deref().unwrap_or_default();
        let id = KeyId::from_kid(key).map_err(|_| Stop::Refused(Refused::NotFound))?;
        let account = first_steps::account(app).await?;
        let secret = app.signing_secret(account, id).await?.ok_or(Stop::Refused(Refused::NotFound))?;
        Ok(Signer::Key(id, secret))
    }
}

/// The flags of `bonafide token sign` that say from when to when it is good.
#[derive(Debug, Args)]
struct Times {
    /// How many seconds the token is good for; a negative number makes one that has ended. Without, 600 for a signing key's and
    /// 420 for a chat's
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    expires_in: Option<i32>,
    /// Leaves `exp` out: the token has no end
    #[arg(long, conflicts_with = "expires_in")]
    no_exp: bool,
    /// In how many seconds the token begins to be good (`nbf`)
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    not_before_in: Option<i32>,
    /// How many seconds ago the token was issued (`iat`)
    #[arg(long, value_name = "SECONDS", default_value_t = 0, allow_negative_numbers = true)]
    issued_ago: i32,
    /// Leaves `iat` out
    #[arg(long, conflicts_with = "issued_ago")]
    no_iat: bool,
}

impl Times {
    /// Says them in claims.
    fn apply(&self, claims: Claims, signer: &Signer, now: Millis) -> Claims {
        let at = |seconds: i64| now.plus(Span::seconds(seconds));
        let usual = match signer {
            Signer::Key(..) => Span::minutes(10),
            // As long as it may be, also for one that was issued a while ago (CHT-3).
            Signer::Chat(_) => {
                Span::millis(limits::CHAT_TOKEN.as_millis() - i64::from(self.issued_ago) * 1000)
            }
        };
        let end = self.expires_in.map_or_else(|| now.plus(usual), |seconds| at(seconds.into()));
        Claims {
            exp: (!self.no_exp).then_some(end),
            nbf: self.not_before_in.map(|seconds| at(seconds.into())),
            iat: (!self.no_iat).then(|| at(-i64::from(self.issued_ago))),
            ..claims
        }
    }
}

impl TokenCommand {
    pub(super) fn run(&self) -> Result<(), Failure> {
        match self {
            Self::Sign(sign) => sign.run(),
            Self::Explain(explain) => explain.run(),
        }
    }
}

/// The flags of `bonafide token explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(flatten)]
    place: Place,
    /// The public key of the channel that it is for
    #[arg(long, value_name = "PUBLIC_KEY")]
    channel: String,
    /// Judges the token's own times as if it were this moment, in RFC 3339
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl Explain {
    fn run(&self) -> Result<(), Failure> {
        // A token is no argument: other users of the machine see those.
        let token = io::read_to_string(io::stdin()).map_err(|error| Failure::new(error.to_string()))?;
        self.place.with(async |app| {
            let (account, channel) = channels::find_by_public_key(app, self.channel.clone()).await?;
            let at = self.at.as_deref().map(|at| parse::moment("--at", at)).transpose()?;
            let explained = app.explain_for(account, channel, token.trim(), at).await?;
            print(&TokenExplained::from(explained));
            Ok(())
        })
    }
}

impl Sign {
    fn run(&self) -> Result<(), Failure> {
        self.place.with(async |app| {
            let signer = self.with.signer(app).await?;
            let external_id = ExternalId::new(&self.external_id)
                .map_err(|refused| Stop::Refused(Refused::Text("external_id", refused)))?;
            let claims = Claims {
                name: self.name.as_deref().map(parse::name).transpose()?,
                email: self.email.as_deref().map(parse::email).transpose()?,
                email_verified: self.email_verified,
                ..Claims::of(external_id)
            };
            let claims = self.times.apply(claims, &signer, app.now());
            print(&json!({ "token": signer.sign(&claims) }));
            Ok(())
        })
    }
}
