//! The secret of a chat, as administrators make it (CHT-1).

use bonafide_domain::{
    audit::Action,
    id::{AgentId, ChannelId, KeyId},
    limits,
    setting::SettingKind,
    time::{Millis, Span},
};
use bonafide_store::{
    Done, Tx, audit_log, channels,
    keys::NewKey,
    secrets::{self, ChatSecret},
    settings::{self, Setting},
};
use serde_json::json;

use super::{Refused, Rest, Step};

/// A secret to be kept.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// Its id.
    pub id: KeyId,
    /// Its first six characters.
    pub first_six: String,
    /// The secret, sealed under the account's data key (KEY-8).
    pub sealed_secret: Vec<u8>,
}

/// For how long the secret before lives on: not at all, or for as long as an administrator says, up to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grace(Option<Span>);

impl Grace {
    /// So many seconds.
    pub fn seconds(seconds: u32) -> Result<Self, Refused> {
        let span = Span::seconds(seconds.into());
        if span > limits::SECRET_GRACE {
            return Err(Refused::Invalid(
                "The secret before can live on for 86400 seconds at most, which is a day.",
            ));
        }
        Ok(Self((seconds > 0).then_some(span)))
    }
}

/// A secret that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its name.
    pub name: String,
    /// Until when the one before lives on, if it does.
    pub old_valid_until: Option<Millis>,
}

/// Makes the secret of a chat. The one before is refused from now on, or from when its time is over; sessions that were opened
/// with it go on until their tokens end. `by` is `None` for a command on the server's own machine.
pub fn make_secret(
    tx: &mut Tx<'_>,
    by: Option<AgentId>,
    channel: ChannelId,
    sealed: &Sealed,
    grace: Grace,
) -> Step<Done<Made>> {
    channels::find(tx, channel)?.ok_or(Refused::NotFound)?;
    let setting = settings::of_channel(tx, channel)?.ok_or(Refused::NotFound)?;
    match setting.kind {
        SettingKind::SharedSecret => {}
        SettingKind::SigningKeys | SettingKind::PublicKeys | SettingKind::Code => {
            return Err(Refused::Invalid("Only a channel of the kind chat has a secret.").into());
        }
    }
    // Two administrators who make one at once come one after the other, and the second one's is the secret.
    let number = settings::take_for_secret(tx, setting.id)?.ok_or(Refused::NotFound)?;
    let name = format!("chat-secret-{number}");
    let had_one = !secrets::of_setting(tx, setting.id)?.is_empty();
    let lives_on = grace.0.filter(|_| had_one);
    let old_valid_until = lives_on.map(|span| tx.now().plus(span));
    let new = NewKey {
        id: sealed.id,
        setting: setting.id,
        name: &name,
        first_six: &sealed.first_six,
        sealed_secret: &sealed.sealed_secret,
        made_by: by,
    };
    secrets::replace(tx, &new, old_valid_until)?;
    let detail = json!({
        "name": name,
        "old_lives_on_seconds": lives_on.map(|span| span.as_millis() / 1000),
    });
    audit_log::insert(tx, by, Action::ChannelMakeSecret, &channel.to_string(), &detail)?;
    Ok(Done::quiet(Made { name, old_valid_until }))
}

/// The secrets that a channel's tokens are made with now, the newest first.
pub(super) fn of(tx: &mut Tx<'_>, setting: &Setting) -> Step<Vec<ChatSecret>> {
    match setting.kind {
        SettingKind::SharedSecret => Ok(secrets::of_setting(tx, setting.id)?),
        SettingKind::SigningKeys | SettingKind::PublicKeys | SettingKind::Code => Ok(Vec::new()),
    }
}

/// Wipes secrets that lived on for a while and are at their end.
pub fn wipe_piece(tx: &mut Tx<'_>) -> Step<Done<Rest>> {
    let wiped = secrets::wipe_ended(tx, limits::PIECE)?;
    Ok(Done::quiet(if wiped < limits::PIECE { Rest::Nothing } else { Rest::More }))
}
