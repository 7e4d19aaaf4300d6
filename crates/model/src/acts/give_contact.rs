//! Somebody who is not signed in gives their address by form (EML-2, EML-3, EML-5, EML-9).

use bonafide_domain::{
    id::{SessionId, UserId},
    identity::{self, Becomes, Claim, Giver, Held, Standing},
    session::Actor,
    time::Millis,
};

use super::post_message;
use crate::{Answer, Draft, E, Kept, Refused};

/// Keeps what was typed in the transcript, without a mark, and does with the address what the policy says.
pub fn give_contact(
    kept: &mut Kept,
    now: Millis,
    session: SessionId,
    draft: &Draft,
    e: E,
) -> Result<Answer, Refused> {
    let actor = post_message::enter(kept, now, session)?;
    let typed = Draft { authenticated: false, ..*draft };
    let taken = post_message::write(kept, now, &actor, &typed, Some(e))?;
    apply(kept, now, &actor, e);
    Ok(taken)
}

fn apply(kept: &mut Kept, now: Millis, actor: &Actor, e: E) {
    let held = kept.identity(e).map(|held| {
        let by = kept.root(held.user);
        let has_session = kept.sessions_that_count(by, now).next().is_some();
        Held { by, standing: kept.standing(held), has_session }
    });
    let giver = match actor.proof() {
        Some(_) => Giver::SignedIn,
        None => Giver::NotSignedIn(actor.user()),
    };
    let Claim::Replaces(becomes) = identity::claim(giver, held.as_ref(), kept.policy) else { return };
    for earlier in given_by_form(kept, actor.user()).into_iter().filter(|earlier| *earlier != e) {
        kept.release(earlier);
    }
    match becomes {
        Becomes::TakenFrom(_) => {
            kept.displace(e);
            kept.give(e, actor.user(), Standing::Form, None);
        }
        Becomes::Theirs => kept.give(e, actor.user(), Standing::Form, None),
        Becomes::NoIdentity | Becomes::StaysTheirs => {}
    }
}

fn given_by_form(kept: &Kept, root: UserId) -> Vec<E> {
    let all = kept.identities_of(root).into_iter();
    all.filter(|identity| identity.standing.is_a_forms()).map(|identity| identity.e).collect()
}
