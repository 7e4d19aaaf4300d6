//! What the use cases answer, in the words that the model has for refusals.

use bonafide_model::Refused;
use bonafide_server::use_cases::{self, Step, Stop};

/// What came of a use case, in the words that the model has for refusals.
pub(super) fn outcome<T>(step: Step<T>) -> Result<T, Refused> {
    let refused = match step {
        Ok(value) => return Ok(value),
        Err(Stop::Store(error)) => panic!("the store failed: {error}"),
        Err(Stop::Refused(refused)) => refused,
    };
    Err(in_words_of_the_model(&refused))
}

fn in_words_of_the_model(refused: &use_cases::Refused) -> Refused {
    use use_cases::Refused as Real;
    if let Real::Session(refused) = refused {
        return Refused::Session(*refused);
    }
    if let Real::Post(refused) = refused {
        return Refused::Post(*refused);
    }
    if let Real::Place(refused) = refused {
        return Refused::Place(*refused);
    }
    if let Real::Login(reason) = refused {
        return Refused::Login(*reason);
    }
    if let Real::AddressHeld(user) = refused {
        return Refused::AddressHeld(*user);
    }
    if let Real::AddressClaimed(user) = refused {
        return Refused::AddressClaimed(*user);
    }
    if let Real::Merge(refused) = refused {
        return Refused::Merge(*refused);
    }
    if let Real::Undo(refused) = refused {
        return Refused::Undo(*refused);
    }
    let simple = [
        (Real::StillSignedIn, Refused::StillSignedIn),
        (Real::NotFound, Refused::NotFound),
        (Real::QuestionOver, Refused::QuestionOver),
        (Real::AddressFromToken, Refused::AddressFromToken),
        (Real::TicketClosed, Refused::TicketClosed),
        (Real::UserMerged, Refused::UserMerged),
    ];
    let found = simple.into_iter().find(|(real, _)| real == refused);
    found.unwrap_or_else(|| panic!("no event is refused like this: {refused:?}")).1
}
