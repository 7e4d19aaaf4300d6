//! Somebody who is not signed in gives their name and address by form (EML-2, EML-3, EML-5, EML-9, SEE-5).

use std::collections::BTreeSet;

use bonafide_domain::{
    contact::Contact,
    email::EmailAddress,
    id::UserId,
    identity::{self, Becomes, Claim, EmailPolicy, Giver, Held},
    session::Actor,
    text::ClientMadeId,
};
use bonafide_store::{
    Done, StoreError, Tx, accounts, displaced,
    emails::{self, EmailIdentity, Grounds},
    messages::MessageKind,
    sessions,
};

use super::{
    Step,
    address_lock::{POLICY_LOCK, address_lock},
    admission, person,
    placing::To,
    post_message::{self, Taken, Typed},
};
use crate::secrets::SessionToken;

/// What was typed into the form.
#[derive(Debug, Clone)]
pub struct Given {
    /// The session it is sent with.
    pub token: SessionToken,
    /// The id that the client made for it.
    pub client_id: ClientMadeId,
    /// Where it is to go: the form is shown in a conversation.
    pub to: To,
    /// Name and address.
    pub contact: Contact,
    /// The user it was typed as.
    pub as_user: UserId,
}

/// Keeps what was typed in the transcript, without a mark, and does with the address what the policy says. The answer is
/// the same whatever that is (EML-9): it is what the transcript shows.
pub fn give_contact(tx: &mut Tx<'_>, given: &Given) -> Step<Done<Taken>> {
    let scene = Scene::take(tx, given)?;
    let entry = post_message::enter(tx, &given.token, &given.client_id, &given.to)?;
    let actor = entry.actor;
    if entry.terms.repeated {
        return post_message::repeated(tx, &actor, &given.client_id);
    }
    let typed = Typed {
        client_id: &given.client_id,
        as_user: given.as_user,
        // Nothing that a form gives is ever marked, whoever fills it in: a mark beside an address would say that it is
        // verified.
        composed_authenticated: false,
        kind: MessageKind::Contact,
        text: &given.contact.to_text(),
    };
    let (mut done, _) = post_message::write(tx, entry, &typed)?;
    let changed = scene.apply(tx, &actor, &given.contact.email)?;
    done.announcements.extend(person::tell_changed(tx, changed)?);
    Ok(done)
}

/// Who holds the address, and what a form gave the giver before, all of it locked and taken.
struct Scene {
    held: Option<EmailIdentity>,
    earlier: Vec<EmailIdentity>,
}

impl Scene {
    /// Addresses are locked before users are taken, and users before conversations (details 3).
    fn take(tx: &mut Tx<'_>, given: &Given) -> Step<Self> {
        let giver = admission::find_way(tx, &given.token)?.root;
        let key = given.contact.email.key().as_str();
        let before = given_by_form(tx, giver)?;
        let keys: BTreeSet<&str> = before.iter().map(|held| held.key.as_str()).chain([key]).collect();
        // EML-6: what becomes of an address rests on the policy.
        tx.lock_sharing(POLICY_LOCK, &keys.iter().map(|key| address_lock(key)).collect::<Vec<_>>())?;
        let held = emails::find(tx, key)?;
        let holders = held.iter().chain(&before).flat_map(|held| [held.root, held.whose()]);
        person::take_all(tx, holders.chain([giver]).collect())?;

        let (held, earlier) = (emails::find(tx, key)?, given_by_form(tx, giver)?);
        if earlier.iter().all(|held| keys.contains(held.key.as_str())) {
            Ok(Self { held, earlier })
        } else {
            Err(StoreError::Busy.into()) // Another form came in between, from the same device.
        }
    }

    /// Does what the rules decide, and gives those whose addresses may be others now.
    fn apply(&self, tx: &mut Tx<'_>, actor: &Actor, address: &EmailAddress) -> Step<BTreeSet<UserId>> {
        let held = match &self.held {
            Some(held) => {
                let has_session = !sessions::of_user(tx, held.root)?.is_empty();
                Some(Held { by: held.root, standing: held.standing, has_session })
            }
            None => None,
        };
        let giver = match actor.proof() {
            Some(_) => Giver::SignedIn,
            None => Giver::NotSignedIn(actor.user()),
        };
        let policy =
            accounts::find_email_policy(tx)?.map_or(EmailPolicy::VerifiedOnly, |setting| setting.policy);
        let Claim::Replaces(becomes) = identity::claim(giver, held.as_ref(), policy) else {
            return Ok(BTreeSet::new());
        };
        let new = self.held.as_ref().map(|held| held.id);
        for earlier in self.earlier.iter().filter(|earlier| Some(earlier.id) != new) {
            emails::release(tx, earlier.id)?;
        }
        match (becomes, new) {
            (Becomes::TakenFrom(_), Some(of_owner)) => {
                displaced::displace(tx, of_owner)?;
                emails::insert(tx, actor.user(), address, Grounds::Form)?;
            }
            (Becomes::Theirs, _) => emails::insert(tx, actor.user(), address, Grounds::Form)?,
            (Becomes::NoIdentity | Becomes::StaysTheirs | Becomes::TakenFrom(_), _) => {}
        }
        let owners = self.held.iter().chain(&self.earlier).map(EmailIdentity::whose);
        Ok(owners.chain([actor.user()]).collect())
    }
}

fn given_by_form(tx: &mut Tx<'_>, user: UserId) -> Step<Vec<EmailIdentity>> {
    Ok(emails::of_user(tx, user)?.into_iter().filter(|held| held.standing.is_a_forms()).collect())
}
