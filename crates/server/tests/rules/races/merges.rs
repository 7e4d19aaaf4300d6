//! Merges by hand and their undoing while others write, sign in and merge (MRG-8, MRG-12).

use std::collections::HashSet;

use bonafide_domain::{identity::MergeRefused, session::SessionRefused};
use bonafide_server::use_cases::Refused;

use super::{RACERS, everywhere, race, settled};
use crate::{device::client_id, world::World};

everywhere! {
    fn mrg_8_what_both_write_while_they_are_merged_is_there_once(world) {
        let (phone, tablet) = (world.signed_in(&client_id(), "one"), world.anonymous("two"));
        let (u, a) = (phone.user(), tablet.user());
        let taken = race(|n| match n {
            7 => settled(world.merge(a, u)).map(|_| None).unwrap(),
            n => {
                let device = if n % 2 == 0 { &phone } else { &tablet };
                Some(settled(device.clone().on(n).say(&format!("{n}"))).unwrap().message.id)
            }
        });
        let found: HashSet<_> =
            world.messages(world.conversation_of(u).unwrap().id).into_iter().map(|it| it.id).collect();
        assert!(taken.iter().flatten().all(|id| found.contains(id)));
        assert_eq!(found.len(), RACERS + 1);
    }

    fn mrg_8_logins_of_both_external_ids_lead_to_one_after_a_merge(world) {
        let (first, second) = (client_id(), client_id());
        let (u, m) = (world.signed_in(&first, "one").user(), world.signed_in(&second, "two").user());
        race(|n| {
            if n == 3 {
                settled(world.merge(m, u)).unwrap();
                return;
            }
            let mut device = world.device_on(n);
            let external_id = if n % 2 == 0 { &first } else { &second };
            settled(device.log_in(&world.token(external_id))).unwrap();
            settled(device.say("after")).unwrap();
        });
        assert_eq!(world.root(m), u);
        assert_eq!(world.messages(world.conversation_of(u).unwrap().id).len(), RACERS + 1);
    }

    fn mrg_12_while_a_merge_is_undone_each_message_goes_to_whom_it_names(world) {
        let (first, second) = (client_id(), client_id());
        let (phone, tablet) = (world.signed_in(&first, "one"), world.signed_in(&second, "two"));
        let (u, m) = (phone.user(), tablet.user());
        let merge = world.merge(m, u).unwrap().id;
        let taken = race(|n| {
            if n == 5 {
                settled(world.undo(merge)).unwrap();
                return None;
            }
            let device = if n % 2 == 0 { &phone } else { &tablet };
            match settled(device.clone().on(n).say(&format!("{n}"))) {
                Ok(taken) => Some((n % 2 == 0, taken.message.id)),
                Err(why) => {
                    assert_eq!((n % 2, why), (1, Refused::Session(SessionRefused::Ended)), "the alias's alone");
                    None
                }
            }
        });
        let [users, theirs] = [u, m].map(|user| -> HashSet<_> {
            world.messages(world.conversation_of(user).unwrap().id).into_iter().map(|it| it.id).collect()
        });
        for (is_users, id) in taken.iter().flatten() {
            assert_eq!((users.contains(id), theirs.contains(id)), (*is_users, !is_users));
        }
        let all = users.len() + theirs.len();
        assert_eq!(all, 2 + taken.iter().flatten().count());
    }

    fn mrg_8_one_user_is_merged_into_one_other(world) {
        let a = world.anonymous("one").user();
        let others: Vec<_> = (0..RACERS).map(|_| world.signed_in(&client_id(), "other").user()).collect();
        let merged = race(|n| settled(world.merge_as(&world.agent, a, others[n])));
        let done = merged.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(done, 1, "whoever is second would merge two with an external id");
        for outcome in merged.into_iter().filter_map(Result::err) {
            assert_eq!(outcome, Refused::Merge(MergeRefused::NeedsAdministrator));
        }
        assert_ne!(world.root(a), a);
    }

    fn mrg_8_two_are_merged_once_whichever_way_round(world) {
        let (a, b) = (world.anonymous("one").user(), world.anonymous("two").user());
        let merged = race(|n| {
            let (one, into) = if n % 2 == 0 { (a, b) } else { (b, a) };
            settled(world.merge(one, into))
        });
        assert_eq!(merged.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for outcome in merged.into_iter().filter_map(Result::err) {
            assert_eq!(outcome, Refused::Merge(MergeRefused::AlreadyOne));
        }
        assert_eq!(world.root(a), world.root(b));
    }
}
