//! The contract of `directory`, which alone is the whole installation's.

use bonafide_domain::id::Id;
use bonafide_store::{StoreError, directory};

use crate::{
    furnish::{AGENT, CHANNEL, id, texts},
    world::{HOME, NOBODY, OTHER, on_both},
};

on_both! {
    fn a_channel_is_found_by_its_public_key_from_anywhere(world) {
        world.write(|tx| directory::insert_channel(tx, "c0ffee", CHANNEL));
        for account in [Id::ZERO, HOME, OTHER, NOBODY] {
            let found = world.try_in(account, |tx| directory::find_channel(tx, "c0ffee"));
            assert_eq!(found, Ok(Some((HOME, CHANNEL))));
        }
        assert_eq!(world.write(|tx| directory::find_channel(tx, "C0FFEE")), None);
        assert_eq!(world.write(|tx| directory::find_agent(tx, "c0ffee")), None);
    }

    fn an_agent_is_found_by_their_address_from_anywhere(world) {
        world.write(|tx| directory::insert_agent(tx, "jo@example.com", AGENT));
        let found = world.try_in(Id::ZERO, |tx| directory::find_agent(tx, "jo@example.com"));
        assert_eq!(found, Ok(Some((HOME, AGENT))));
        assert_eq!(world.write(|tx| directory::find_agent(tx, "Jo@example.com")), None);
        assert_eq!(world.write(|tx| directory::find_channel(tx, "jo@example.com")), None);
    }

    fn a_key_leads_to_one_account_only(world) {
        world.write(|tx| {
            directory::insert_channel(tx, "same", CHANNEL)?;
            directory::insert_agent(tx, "same", AGENT)
        });
        assert_eq!(world.refused(|tx| directory::insert_channel(tx, "same", id(2))), "directory_pkey");
        assert_eq!(world.refused(|tx| directory::insert_agent(tx, "same", id(2))), "directory_pkey");
        let taken = world.try_in(OTHER, |tx| directory::insert_agent(tx, "same", AGENT));
        assert_eq!(taken, Err(StoreError::Conflict("directory_pkey")));
        assert_eq!(world.write(|tx| directory::find_agent(tx, "same")), Some((HOME, AGENT)));
    }

    fn keys_are_any_text(world) {
        // An index of PostgreSQL holds keys of at most some kilobytes; an address has at most 254 bytes.
        for key in texts().into_iter().filter(|key| key.len() <= 254) {
            let found = world.write(move |tx| {
                directory::insert_agent(tx, &key, AGENT)?;
                directory::find_agent(tx, &key)
            });
            assert_eq!(found, Some((HOME, AGENT)));
        }
    }
}
