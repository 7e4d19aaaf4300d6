//! A login that joins while others write (MRG).

use std::collections::{HashMap, HashSet};

use bonafide_domain::{
    id::{MessageId, UserId},
    identity::Answer,
    limits,
    session::SessionRefused,
    text::Name,
    time::Span,
};
use bonafide_server::use_cases::{
    Refused, Step,
    merge_users::{self, MergedUsers},
    post_message::Draft,
};
use bonafide_store::{Done, Tx, messages::Visibility};

use super::{RACERS, everywhere, race, settled};
use crate::{
    device::{Device, client_id},
    world::World,
};

/// The messages of a conversation by the id that their client made.
fn by_client_id(world: &World, user: UserId) -> HashMap<String, MessageId> {
    let conversation = world.conversation_of(user).unwrap().id;
    let messages = world.messages(conversation);
    let found: HashMap<_, _> = messages.iter().map(|it| (it.client_id.clone(), it.id)).collect();
    assert_eq!(found.len(), messages.len(), "no message is there twice");
    found
}

everywhere! {
    fn every_message_that_was_accepted_is_in_the_users_conversation_and_no_other_is(world) {
        for had_a_conversation in [false, true] {
            let token = world.token(&client_id());
            if had_a_conversation {
                let mut phone = world.device();
                phone.log_in(&token).unwrap();
                phone.say("on the phone").unwrap();
            }
            let mut device = world.device();
            device.say("before").unwrap();
            let drafts: Vec<Vec<Draft>> =
                (0..RACERS).map(|n| (0..5).map(|i| device.draft(&format!("{n} {i}"))).collect()).collect();
            let outcomes = race(|n| {
                if n == 5 {
                    settled(device.clone().on(n).log_in(&token)).unwrap();
                    return Vec::new();
                }
                let mine = device.clone().on(n);
                let send = |draft: &Draft| (draft.clone(), settled(mine.send(draft.clone())));
                drafts[n].iter().map(send).collect()
            });
            let user = world.root(device.user());
            assert_ne!(user, device.user(), "they were joined");
            let found = by_client_id(world, user);
            let (mut accepted, mut refused) = (HashSet::new(), Vec::new());
            for (draft, outcome) in outcomes.into_iter().flatten() {
                match outcome {
                    Ok(taken) => assert!(accepted.insert((draft.client_id.to_string(), taken.message.id))),
                    Err(why) => {
                        assert_eq!(why, Refused::Session(SessionRefused::Replaced));
                        refused.push(draft);
                    }
                }
            }
            assert!(accepted.iter().all(|(client_id, id)| found.get(client_id) == Some(id)));
            assert!(refused.iter().all(|draft| !found.contains_key(draft.client_id.as_str())));
            assert_eq!(found.len(), accepted.len() + 1 + usize::from(had_a_conversation));

            // The client repeats with the session it has now, and everything is there once.
            let mut signed_in = device.clone();
            signed_in.log_in(&token).unwrap();
            for mut draft in refused {
                draft.token = signed_in.token.clone().unwrap();
                assert!(!signed_in.send(draft).unwrap().repeated);
            }
            assert_eq!(
                by_client_id(world, user).len(),
                5 * (RACERS - 1) + 1 + usize::from(had_a_conversation)
            );
        }
    }

    fn a_client_that_repeats_until_it_is_taken_is_taken_once(world) {
        let token = world.token(&client_id());
        let mut device = world.device();
        device.say("before").unwrap();
        let signed_in = std::sync::Mutex::new(None);
        let taken = race(|n| {
            let mut mine = device.clone().on(n);
            if n == 0 {
                settled(mine.log_in(&token)).unwrap();
                *signed_in.lock().unwrap() = Some(mine.token);
                return None;
            }
            let mut draft = mine.draft(&format!("{n}"));
            loop {
                match settled(mine.send(draft.clone())) {
                    Ok(taken) => return Some(taken.message.id),
                    Err(why) => assert_eq!(why, Refused::Session(SessionRefused::Replaced)),
                }
                if let Some(token) = &*signed_in.lock().unwrap() {
                    draft.token = token.clone().unwrap();
                }
            }
        });
        let found = by_client_id(world, world.root(device.user()));
        let ids: HashSet<_> = taken.into_iter().flatten().collect();
        assert_eq!(ids.len(), RACERS - 1);
        assert!(ids.iter().all(|id| found.values().any(|found| found == id)));
        assert_eq!(found.len(), RACERS);
    }

    fn what_the_user_writes_elsewhere_goes_on(world) {
        let token = world.token(&client_id());
        let mut phone = world.device();
        phone.log_in(&token).unwrap();
        let joined = race(|n| {
            if n % 2 == 0 {
                let mut device = world.device_on(n);
                settled(device.say("before")).unwrap();
                settled(device.log_in(&token)).unwrap().joined
            } else {
                (0..3).all(|i| settled(phone.clone().on(n).say(&format!("{n} {i}"))).is_ok())
            }
        });
        assert!(joined.iter().all(|joined| *joined));
        assert_eq!(by_client_id(world, phone.user()).len(), RACERS / 2 + 3 * RACERS / 2);
    }

    fn what_agents_write_goes_where_the_conversation_goes_on(world) {
        let token = world.token(&client_id());
        let mut phone = world.device();
        phone.log_in(&token).unwrap();
        phone.say("on the phone").unwrap();
        let mut device = world.device();
        let ca = device.say("before").unwrap().conversation.0;
        race(|n| match n {
            7 => settled(device.clone().on(n).log_in(&token)).map(drop).unwrap(),
            n => settled(world.answer(ca, Visibility::All, &format!("answer {n}"))).map(drop).unwrap(),
        });
        let page = world.agents_page(ca);
        assert_eq!(page.conversation.user, phone.user());
        assert_eq!(page.messages.len(), 2 + RACERS - 1);
    }

    fn mrg_11_of_many_answers_the_first_counts_and_all_others_agree_or_come_too_late(world) {
        let (device, a) = asked(world);
        let said = |n: usize| if n.is_multiple_of(2) { Answer::Mine } else { Answer::NotMine };
        let outcomes = race(|n| settled(device.clone().on(n).answer(said(n))));
        let joined = outcomes.iter().flatten().next().unwrap().joined;
        for (n, outcome) in outcomes.into_iter().enumerate() {
            match outcome {
                Ok(answered) => assert_eq!((answered.joined, said(n) == Answer::Mine), (joined, joined)),
                Err(why) => assert_eq!((why, said(n) == Answer::Mine), (Refused::QuestionOver, !joined)),
            }
        }
        assert_eq!(world.root(a), if joined { device.user() } else { a });
    }

    fn mrg_11_a_logout_or_a_merge_by_hand_comes_before_an_answer_or_after_it(world) {
        for by_hand in [false, true] {
            let (device, a) = asked(world);
            let other = world.signed_in(&client_id(), "of another").user();
            let outcomes = race(|n| {
                if n != 5 {
                    return settled(device.clone().on(n).answer(Answer::Mine)).err();
                }
                if by_hand {
                    settled(world.write_on(n, merging(world, a, other))).err()
                } else {
                    settled(device.clone().on(n).log_out()).err()
                }
            });
            let refused = outcomes.iter().enumerate().filter(|(n, it)| *n != 5 && it.is_some()).count();
            let (root, u) = (world.root(a), world.root(device.user()));
            if root != u {
                // Nobody was told that it is theirs.
                assert_eq!((root, refused), (if by_hand { other } else { a }, RACERS - 1));
            }
        }
    }
}

/// An administrator merges A into somebody known.
fn merging(
    world: &World,
    a: UserId,
    into: UserId,
) -> impl Fn(&mut Tx<'_>) -> Step<Done<MergedUsers>> + Send + 'static {
    let (by, reason) = (world.administrator.clone(), Name::new("She called from both").unwrap());
    move |tx| merge_users::merge_users(tx, &by, a, into, &reason)
}

/// Somebody who signed in where was written long ago, and who wrote there.
fn asked(world: &World) -> (Device<'_>, UserId) {
    let mut device = world.anonymous("before");
    let a = device.user();
    world.clock.forward(limits::JOIN_WITHIN);
    world.clock.forward(Span::millis(1));
    assert!(device.log_in(&world.token(&client_id())).unwrap().asked.is_some());
    (device, a)
}
