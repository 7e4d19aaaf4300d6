//! Who waits for an address that does not answer, and for how long (OMN-4).

use std::time::Duration;

use tokio::time::{Instant, advance, pause, resume};

use super::*;

/// The portal's keys are fetched, and so many seconds later it says nothing any more.
fn falls_silent(shop: &Shop, first: &str, later: i64) {
    assert!(shop.judged(first).is_ok());
    run(shop.server.until_asked());
    shop.server.says(Says::Silence);
    shop.later(later);
}

/// Judges a token on a node, and how long that takes if nothing but the clock moves from when the address was asked.
fn judged_in_silence(shop: &Shop, node: usize, token: &str) -> (Result<VerifiedToken, Reason>, Duration) {
    run(async {
        let judging = shop.world.nodes[node].judge(shop.world.account, shop.channel, token);
        let then = async {
            shop.server.until_asked().await;
            pause();
            Instant::now()
        };
        let (judged, begun) = tokio::join!(judging, then);
        let took = begun.elapsed();
        resume();
        (judged.unwrap().outcome.map_err(|refused| refused.reason()), took)
    })
}

/// Lets the address's time run out, and waits until that is known.
fn runs_out(shop: &Shop) {
    let (store, account, setting) = (&shop.world.nodes[0].store, shop.world.account, shop.setting);
    run(async {
        pause();
        advance(Duration::from_secs(11)).await;
        resume();
        loop {
            let kept = store.read(account, move |tx| fetched_keys::find(tx, setting)).await.unwrap();
            if kept.unwrap().failure.is_some() {
                break;
            }
        }
    });
}

#[test]
fn omn_4_nobody_waits_for_an_address_that_hangs_while_the_keys_are_not_old() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Body(pair.pem()));
    falls_silent(&shop, &shop.token(&pair, None), 240);
    for _ in 0..3 {
        assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    }
    // They are fetched behind, once, and that has not ended yet.
    run(shop.server.until_asked());
    assert_eq!((shop.server.asked(), shop.failure()), (2, None));

    // From when the address is known to be down, nobody waits either: it is tried again behind.
    runs_out(&shop);
    assert_eq!(shop.failure().as_deref(), Some("too_slow"));
    shop.later(29);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    shop.later(1);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    run(shop.server.until_asked());
    assert_eq!(shop.server.asked(), 3);
}

#[test]
fn omn_4_what_was_taken_back_does_not_serve_once_keys_are_old() {
    let (old, new) = (Pair::new(), Pair::new());
    let shop = Shop::new(Says::Body(old.pem()));
    assert!(shop.judged(&shop.token(&old, None)).is_ok());
    shop.server.says(Says::Body(new.pem()));
    shop.later(300);
    assert_eq!(shop.reason(&shop.token(&old, None)), Some(Reason::SignatureInvalid));
}

#[test]
fn omn_4_a_login_waits_two_seconds_at_most_for_keys_that_are_old() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Body(pair.pem()));
    falls_silent(&shop, &shop.token(&pair, None), 300);
    let token = shop.token(&pair, None);
    let (judged, took) = judged_in_silence(&shop, 0, &token);
    assert!(judged.is_ok() && took <= Duration::from_secs(2), "{judged:?} after {took:?}");
    assert_eq!(shop.failure(), None, "the address still has its time");

    // The wait is shared: whoever comes later does not wait for it again.
    shop.later(2);
    assert!(shop.judged(&token).is_ok());
    let took = run(async {
        pause();
        let begun = Instant::now();
        let judged = shop.world.nodes[0].judge(shop.world.account, shop.channel, &token).await.unwrap();
        assert!(judged.outcome.is_ok());
        let took = begun.elapsed();
        resume();
        took
    });
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(shop.server.asked(), 2);
}

#[test]
fn omn_4_whoever_brings_an_unknown_kid_waits_for_one_fetch_and_holds_nobody_else() {
    let (old, new) = (Pair::new(), Pair::new());
    let shop = Shop::new(listed(&[(&old, "a")], FAR));
    falls_silent(&shop, &shop.token(&old, Some("a")), 30);
    let (app, account, channel) = (shop.world.nodes[0].clone(), shop.world.account, shop.channel);
    let (known, unknown) = (shop.token(&old, Some("a")), shop.token(&new, Some("b")));
    run(async {
        let judging: Vec<_> = (0..8)
            .map(|_| {
                let (app, token) = (app.clone(), unknown.clone());
                tokio::spawn(async move { app.judge(account, channel, &token).await.unwrap().outcome })
            })
            .collect();
        shop.server.until_asked().await;
        assert!(app.judge(account, channel, &known).await.unwrap().outcome.is_ok());
        assert!(judging.iter().all(|judging| !judging.is_finished()));
        pause();
        for judged in judging {
            let refused = judged.await.unwrap().unwrap_err();
            assert_eq!(refused.reason(), Reason::KidUnknown);
        }
        resume();
    });
    assert_eq!((shop.server.asked(), shop.failure().as_deref()), (2, Some("too_slow")));
}

#[test]
fn omn_4_a_node_that_has_fetched_nothing_has_the_last_good_keys_of_the_others_serve() {
    let pair = Pair::new();
    let shop = Shop::on(KeyServer::start(Says::Body(pair.pem())), World::many_nodes_set);
    falls_silent(&shop, &shop.token(&pair, None), 300);
    let (judged, took) = judged_in_silence(&shop, 1, &shop.token(&pair, None));
    assert!(judged.is_ok() && took <= Duration::from_secs(2), "{judged:?} after {took:?}");
}

#[test]
fn omn_4_keys_that_are_not_to_serve_while_the_address_is_down_are_good_for_five_minutes() {
    let pair = Pair::new();
    let shop = Shop::new(Says::Body(pair.pem()));
    let not_at_all = Change { keys_serve: Some(KeysServe::seconds(0).unwrap()), ..Change::default() };
    change(&shop.world, shop.setting, not_at_all);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    shop.server.says(Says::Nothing);
    shop.later(239);
    assert!(shop.judged(&shop.token(&pair, None)).is_ok());
    shop.later(61);
    assert_eq!(shop.reason(&shop.token(&pair, None)), Some(Reason::KeysUnavailable));
}
