//! `bonafide token`: making a token for trying things out.

use std::io;

use bonafide_domain::{
    id::KeyId,
    text::ExternalId,
    time::{Millis, Span},
    token::{self, Claims},
};
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, Place, first_steps, print};
use crate::{
    http::parse,
    use_cases::{Refused, Stop, channels},
    wire::explained::TokenExplained,
};

/// What `bonafide token` can do.
#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Signs a token with one of the account's keys, as a company's backend would
    Sign(Sign),
    /// Explains the token on standard input: every check that a login makes, and common mistakes
    Explain(Explain),
}

/// The flags of `bonafide token sign`.
#[derive(Debug, Args)]
pub(super) struct Sign {
    #[command(flatten)]
    place: Place,
    /// The signing key's id
    #[arg(long, value_name = "KEY")]
    key: String,
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

/// The flags of `bonafide token sign` that say from when to when it is good.
#[derive(Debug, Args)]
struct Times {
    /// How many seconds the token is good for; a negative number makes one that has ended
    #[arg(long, value_name = "SECONDS", default_value_t = 600, allow_negative_numbers = true)]
    expires_in: i32,
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
    fn apply(&self, claims: Claims, now: Millis) -> Claims {
        let at = |seconds: i64| now.plus(Span::seconds(seconds));
        Claims {
            exp: (!self.no_exp).then(|| at(self.expires_in.into())),
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
            let id = KeyId::from_kid(&self.key).map_err(|_| Stop::Refused(Refused::NotFound))?;
            let external_id = ExternalId::new(&self.external_id)
                .map_err(|refused| Stop::Refused(Refused::Text("external_id", refused)))?;
            let account = first_steps::account(app).await?;
            let secret = app.signing_secret(account, id).await?.ok_or(Stop::Refused(Refused::NotFound))?;
            let claims = Claims {
                name: self.name.as_deref().map(parse::name).transpose()?,
                email: self.email.as_deref().map(parse::email).transpose()?,
                email_verified: self.email_verified,
                ..Claims::of(external_id)
            };
            let claims = self.times.apply(claims, app.now());
            print(&json!({ "token": token::sign(&claims, id, &secret) }));
            Ok(())
        })
    }
}
