//! A follow-up by email: an agent writes to an address of a user (EML-11).
//!
//! Nothing here knows of evidence: a follow-up rests on none and carries none, so that no check mark passes to mail.

use crate::{
    mark::EmailMark,
    time::{Millis, Span},
};

/// How long it is waited after each attempt that was hindered, before the next. With the last of them a day is nearly over.
const PAUSES: [Span; 7] = [
    Span::minutes(1),
    Span::minutes(5),
    Span::minutes(15),
    Span::minutes(60),
    Span::minutes(3 * 60),
    Span::minutes(6 * 60),
    Span::minutes(12 * 60),
];

/// How long an attempt is nobody else's. Longer than one may take, so that two servers never send one mail at a time; a
/// server that ends in the middle of an attempt leaves it to the next one after this.
pub const LEASE: Span = Span::minutes(10);

/// The address is not verified as the user's, and whoever writes has not confirmed that they were told so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unconfirmed {
    /// What they are to be warned of.
    pub mark: EmailMark,
}

/// Whether an agent may write to an address that is shown to them with `mark`. `confirmed` names the mark of the warning
/// that they confirmed: if the address is another by now, what they confirmed was something else.
pub fn write(mark: EmailMark, confirmed: Option<EmailMark>) -> Result<(), Unconfirmed> {
    match mark {
        EmailMark::Verified => Ok(()),
        // EML-11: a warning comes first.
        EmailMark::NotVerified
        | EmailMark::AddedByAgent
        | EmailMark::AddedByApi
        | EmailMark::GivenByForm
        | EmailMark::Unreliable => {
            if confirmed == Some(mark) {
                Ok(())
            } else {
                Err(Unconfirmed { mark })
            }
        }
    }
}

/// Whether a mail that has waited may still be sent. `written_to` is the mark that the address had when it was written,
/// `held` the one that it has now if it still is the same user's.
pub fn still_goes(written_to: EmailMark, held: Option<EmailMark>) -> Result<(), Obstacle> {
    let mark = held.ok_or(Obstacle::AddressMoved)?;
    write(mark, Some(written_to)).map_err(|_| Obstacle::AddressChanged)
}

/// What kept a mail from being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The installation sends no mail.
    Off,
    /// The mail server does not answer.
    Unreachable,
    /// The connection to it would not be encrypted, or it is not the server that it should be.
    Insecure,
    /// It does not let us in.
    SignIn,
    /// It does not take the mail now.
    Later,
    /// It does not take the mail at all.
    Refused,
    /// It does not know such addresses.
    Unsupported,
    /// The address is not the user's any more.
    AddressMoved,
    /// The address is the user's, and something else is known of it than its writer was told.
    AddressChanged,
    /// The person was erased.
    Erased,
}

/// What becomes of a mail after an attempt that was hindered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is tried again at this time.
    Again(Millis),
    /// It is not sent.
    Failed,
}

impl Obstacle {
    /// All of them, for reading one back.
    pub const ALL: [Self; 10] = [
        Self::Off,
        Self::Unreachable,
        Self::Insecure,
        Self::SignIn,
        Self::Later,
        Self::Refused,
        Self::Unsupported,
        Self::AddressMoved,
        Self::AddressChanged,
        Self::Erased,
    ];

    /// The word that is kept, and for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Unreachable => "unreachable",
            Self::Insecure => "insecure",
            Self::SignIn => "sign_in",
            Self::Later => "later",
            Self::Refused => "refused",
            Self::Unsupported => "unsupported",
            Self::AddressMoved => "address_moved",
            Self::AddressChanged => "address_changed",
            Self::Erased => "erased",
        }
    }

    /// What becomes of a mail that met this at its attempt of the number `attempt`, the first being 1.
    pub fn fate(self, attempt: i64, now: Millis) -> Fate {
        match self {
            Self::Off | Self::Unreachable | Self::Insecure | Self::SignIn | Self::Later => {
                let pause = usize::try_from(attempt - 1).ok().and_then(|before| PAUSES.get(before));
                pause.map_or(Fate::Failed, |pause| Fate::Again(now.plus(*pause)))
            }
            Self::Refused | Self::Unsupported | Self::AddressMoved | Self::AddressChanged | Self::Erased => {
                Fate::Failed
            }
        }
    }

    /// Whether every other mail would meet it as well, so that trying them now is of no use.
    pub const fn is_everyones(self) -> bool {
        match self {
            Self::Off | Self::Unreachable | Self::Insecure | Self::SignIn => true,
            Self::Later
            | Self::Refused
            | Self::Unsupported
            | Self::AddressMoved
            | Self::AddressChanged
            | Self::Erased => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eml_11_only_an_address_that_is_verified_needs_no_warning() {
        for mark in EmailMark::ALL {
            let warned = if mark == EmailMark::Verified { Ok(()) } else { Err(Unconfirmed { mark }) };
            assert_eq!(write(mark, None), warned, "{mark:?}");
            assert_eq!(write(mark, Some(mark)), Ok(()), "{mark:?}");
        }
    }

    #[test]
    fn eml_11_what_was_confirmed_of_another_state_is_not_confirmed() {
        for mark in EmailMark::ALL.into_iter().filter(|mark| *mark != EmailMark::Verified) {
            for confirmed in EmailMark::ALL.into_iter().filter(|confirmed| *confirmed != mark) {
                assert_eq!(write(mark, Some(confirmed)), Err(Unconfirmed { mark }), "{confirmed:?}");
            }
        }
    }

    #[test]
    fn eml_11_a_mail_goes_only_to_whom_its_writer_knew_it_goes_to() {
        use EmailMark::{GivenByForm, NotVerified, Unreliable, Verified};
        let table = [
            (Verified, Some(Verified), Ok(())),
            (GivenByForm, Some(GivenByForm), Ok(())),
            (GivenByForm, Some(Verified), Ok(())),
            (Verified, Some(NotVerified), Err(Obstacle::AddressChanged)),
            (GivenByForm, Some(Unreliable), Err(Obstacle::AddressChanged)),
            (Verified, None, Err(Obstacle::AddressMoved)),
            (GivenByForm, None, Err(Obstacle::AddressMoved)),
        ];
        for (written_to, held, goes) in table {
            assert_eq!(still_goes(written_to, held), goes, "{written_to:?} {held:?}");
        }
    }

    #[test]
    fn eml_11_what_may_pass_is_tried_again_with_growing_pauses_for_about_a_day() {
        let mut now = Millis::new(0);
        let mut pauses = Vec::new();
        for attempt in 1.. {
            match Obstacle::Later.fate(attempt, now) {
                Fate::Again(at) => pauses.push(at.since(now)),
                Fate::Failed => break,
            }
            now = now.plus(*pauses.last().unwrap());
        }
        assert!(pauses.is_sorted() && pauses.len() == 7, "{pauses:?}");
        let whole = now.since(Millis::new(0));
        assert!(whole > Span::minutes(20 * 60) && whole < Span::minutes(26 * 60), "{whole:?}");
    }

    #[test]
    fn eml_11_what_does_not_pass_fails_at_once() {
        let words: Vec<_> = Obstacle::ALL
            .into_iter()
            .filter(|obstacle| obstacle.fate(1, Millis::new(0)) == Fate::Failed)
            .map(Obstacle::as_str)
            .collect();
        assert_eq!(words, ["refused", "unsupported", "address_moved", "address_changed", "erased"]);
        assert!(
            words
                .iter()
                .all(|word| !Obstacle::ALL.iter().any(|it| it.is_everyones() && it.as_str() == *word))
        );
    }
}
