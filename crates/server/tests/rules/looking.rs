//! What tokens ask for that is not in memory: what was just made is found at once, and what never was costs little (details 13).

use bonafide_domain::{
    id::{ChannelId, Id},
    time::Span,
    token::{KeySecret, Reason},
};
use bonafide_server::use_cases::{
    Refused,
    keys::{self, Sessions},
};

use crate::{
    chats::{make_chat, make_secret, signed},
    tokens::{SigningKey, claims},
    world::{World, on_both, refusal, run},
};

/// How many readings in a minute there may be for what is not in memory.
const MOST: usize = 60;

/// How a node judges a token that was sent to a channel.
fn judged_on(world: &World, node: usize, channel: ChannelId, token: &str) -> Result<(), Reason> {
    let judged = run(world.nodes[node].judge(world.account, channel, token)).unwrap();
    judged.outcome.map(drop).map_err(|refused| refused.reason())
}

fn judged(world: &World, token: &str) -> Result<(), Reason> {
    judged_on(world, 0, world.channel, token)
}

/// A good token, which needs nothing but what is there.
fn good(world: &World) -> String {
    world.key.sign(&claims("usr_1"))
}

/// A token that somebody made up, with a kid that leads nowhere: another for each number.
fn forged(number: usize) -> String {
    let mut id = [0xfe; 12];
    id[..8].copy_from_slice(&number.to_be_bytes());
    SigningKey::new(Id::from_bytes(id), "of somebody else, and long enough to be one").sign(&claims("usr_1"))
}

/// How often the first node may still read the account's keys for what is not in memory. To ask uses it up.
fn left(world: &World) -> usize {
    let limits = &world.nodes[0].limits;
    (0..=MOST).take_while(|_| limits.key_reading(world.account).is_ok()).count()
}

on_both! {
    fn details_13_a_token_that_is_sent_again_and_again_is_looked_for_once(world) {
        judged(world, &good(world)).unwrap();
        for _ in 0..500 {
            assert_eq!(judged(world, &forged(1)), Err(Reason::KidUnknown));
        }
        assert_eq!(left(world), MOST - 1);
        // Nor is it after what is in memory was read anew. There is one more each second.
        world.clock.forward(Span::seconds(1));
        for _ in 0..500 {
            assert_eq!(judged(world, &forged(1)), Err(Reason::KidUnknown));
        }
        assert_eq!(left(world), 1);
    }

    fn details_13_tokens_with_ever_new_kids_cause_so_many_readings_and_no_more(world) {
        judged(world, &good(world)).unwrap();
        for number in 0..MOST {
            assert_eq!(judged(world, &forged(number)), Err(Reason::KidUnknown));
            judged(world, &good(world)).unwrap();
        }
        // Beyond that a token is judged by what is in memory, which is a second old at most.
        let new = world.make_key("made this second").unwrap();
        assert_eq!(judged(world, &new.sign(&claims("usr_1"))), Err(Reason::KidUnknown));
        for number in MOST..500 {
            assert_eq!(judged(world, &forged(number)), Err(Reason::KidUnknown));
        }
        judged(world, &good(world)).unwrap();
        world.clock.forward(Span::seconds(1));
        judged(world, &new.sign(&claims("usr_1"))).unwrap();
    }

    fn key_6_a_deleted_key_logs_nobody_in_while_somebody_makes_kids_up(world) {
        let token = world.token("usr_1");
        for number in 0..100 {
            assert_eq!(judged(world, &forged(number)), Err(Reason::KidUnknown));
        }
        let id = world.key.id;
        world.write(move |tx| keys::delete_key(tx, None, id, Sessions::GoOn)).unwrap();
        assert_eq!(refusal(world.device().log_in(&token)), Refused::Login(Reason::KidUnknown));
        world.clock.forward(Span::seconds(1));
        assert_eq!(judged(world, &good(world)), Err(Reason::KidUnknown));
    }

    fn details_13_a_chats_forged_signatures_cause_so_many_readings_and_no_more(world) {
        let chat = make_chat(world);
        let secret = make_secret(world, 0, chat, 0);
        let judged = |token: &str| judged_on(world, 0, chat, token);
        let own = |secret: &KeySecret| judged(&signed(world, secret));
        own(&secret).unwrap();
        let forged = |number: usize| KeySecret::new(format!("made up by somebody, {number:020}").into_bytes()).unwrap();
        for _ in 0..100 {
            assert_eq!(own(&forged(0)), Err(Reason::SignatureInvalid));
        }
        for number in 1..MOST {
            assert_eq!(own(&forged(number)), Err(Reason::SignatureInvalid));
        }
        let second = make_secret(world, 0, chat, 600);
        assert_eq!(own(&second), Err(Reason::SignatureInvalid));
        own(&secret).unwrap();
        world.clock.forward(Span::seconds(1));
        own(&second).unwrap();
    }
}

#[test]
fn details_13_what_was_just_made_is_known_on_every_node_at_once_while_somebody_makes_kids_up() {
    let world = World::on_many_nodes();
    let nodes = world.nodes.len();
    for node in 0..nodes {
        judged_on(&world, node, world.channel, &good(&world)).unwrap();
        for number in 0..50 {
            assert_eq!(
                judged_on(&world, node, world.channel, &forged(number)),
                Err(Reason::KidUnknown),
                "node {node}"
            );
        }
    }
    for made in 0..5 {
        let key = world.make_key(&format!("key {made}")).unwrap();
        for node in 0..nodes {
            let token = key.sign(&claims("usr_1"));
            assert_eq!(judged_on(&world, node, world.channel, &token), Ok(()), "key {made}, node {node}");
        }
    }
}

#[test]
fn details_13_many_who_come_with_a_new_key_at_once_are_let_in_by_two_readings_at_most() {
    let world = World::on_sqlite();
    judged(&world, &good(&world)).unwrap();
    let key = world.make_key("made this second").unwrap();
    let (app, account, channel) = (world.nodes[0].clone(), world.account, world.channel);
    run(async {
        let judging: Vec<_> = (0..200)
            .map(|number| {
                let (app, token) = (app.clone(), key.sign(&claims(&format!("usr_{number}"))));
                tokio::spawn(
                    async move { app.judge(account, channel, &token).await.unwrap().outcome.is_ok() },
                )
            })
            .collect();
        for judged in judging {
            assert!(judged.await.unwrap());
        }
    });
    // Whoever comes while one is under way needs the next.
    let left = left(&world);
    assert!((MOST - 2..MOST).contains(&left), "{left}");
}
