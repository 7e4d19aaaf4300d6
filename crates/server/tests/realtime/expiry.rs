//! Sessions that reach their end (SES-4).

use crate::{
    wire::CLIENT,
    world::{pass, play_without_rechecks},
};

fn expired() -> (u16, String) {
    (4002, "session_expired".to_owned())
}

#[test]
fn ses_4_a_socket_closes_when_its_session_expires() {
    play_without_rechecks(async |world| {
        // Good for 20 seconds: SES-4 adds a minute, of which the clock takes most away.
        let device = world.log_in(None, "usr_1", 20).await;
        world.clock.forward(60);
        let mut socket = world.device(&device).await;
        world.clock.forward(19);
        pass(19).await;
        world.post(&device, "Just in time").await;
        socket.event().await;
        world.clock.forward(1);
        pass(1).await;
        assert_eq!(socket.closed().await, expired());
    });
}

#[test]
fn ses_10_a_renewed_session_goes_on_past_its_first_end() {
    play_without_rechecks(async |world| {
        let device = world.log_in(None, "usr_1", 20).await;
        world.clock.forward(60);
        let mut socket = world.device(&device).await;
        let renewed = world.log_in(Some(&device), "usr_1", 3_600).await;
        assert_eq!(renewed.session(), device.session());
        world.clock.forward(20);
        pass(20).await;
        world.post(&device, "Still here").await;
        socket.event().await;
    });
}

#[test]
fn a_renewal_that_ends_sooner_is_heard_of() {
    play_without_rechecks(async |world| {
        let device = world.log_in(None, "usr_1", 3_600).await;
        let mut socket = world.device(&device).await;
        world.log_in(Some(&device), "usr_1", -45).await;
        // The hint is worked off by now: the server answers in order.
        assert!(world.socket(CLIENT).await.is_ok());
        world.clock.forward(15);
        pass(15).await;
        assert_eq!(socket.closed().await, expired());
    });
}
