//! Everything that ends a session closes its sockets at once, with the reason, and those of nobody else.

use bonafide_domain::session::EndReason;
use bonafide_server::use_cases::{
    agents, ban,
    keys::{self, Sessions},
    sessions,
};
use bonafide_store::{Announcement, Done};

use crate::{
    people::Device,
    wire::Wire,
    world::{SigningKey, World, play},
};

fn ended(reason: &str) -> (u16, String) {
    (4002, reason.to_owned())
}

/// A bystander's socket is open as before.
async fn hears(world: &World, device: &Device, wire: &mut Wire) {
    world.post(device, "Still here").await;
    wire.event().await;
}

#[test]
fn ses_5_a_logout_closes_every_socket_of_the_session_and_no_other_of_the_user() {
    play(async |world| {
        let (phone, laptop) = (world.signed_in("usr_1").await, world.signed_in("usr_1").await);
        let mut tabs = [world.device(&phone).await, world.device(&phone).await];
        let mut other = world.device(&laptop).await;
        world.log_out(&phone).await;
        for tab in &mut tabs {
            assert_eq!(tab.closed().await, ended("session_ended"));
        }
        hears(&world, &laptop, &mut other).await;
    });
}

#[test]
fn ses_7_an_administrator_ends_one_session_or_all_of_a_user() {
    play(async |world| {
        let devices = [(); 3].map(|()| world.signed_in("usr_1"));
        let [phone, laptop, tablet] = devices.map(|device| device);
        let (phone, laptop, tablet) = (phone.await, laptop.await, tablet.await);
        let bystander = world.signed_in("usr_2").await;
        let mut on_phone = world.device(&phone).await;
        let mut on_others = [world.device(&laptop).await, world.device(&tablet).await];
        let mut on_bystander = world.device(&bystander).await;

        let one = phone.session();
        world.administer(move |tx, token| sessions::end_session(tx, token, one)).await;
        assert_eq!(on_phone.closed().await, ended("session_ended"));
        hears(&world, &laptop, &mut on_others[0]).await;

        let user = phone.user;
        world
            .administer(move |tx, token| {
                sessions::end_all_sessions(tx, token, user, sessions::EarlierTokens::Accepted)
            })
            .await;
        for other in &mut on_others {
            assert_eq!(other.closed().await, ended("session_ended"));
        }
        hears(&world, &bystander, &mut on_bystander).await;
    });
}

#[test]
fn ses_8_a_ban_closes_every_socket_of_the_user() {
    play(async |world| {
        let devices = [world.signed_in("usr_1").await, world.signed_in("usr_1").await];
        let anonymous = world.anonymous().await;
        let mut sockets = [world.device(&devices[0]).await, world.device(&devices[1]).await];
        let mut on_anonymous = world.device(&anonymous).await;
        let user = devices[0].user;
        world.administer(move |tx, token| ban::ban(tx, token, user)).await;
        for socket in &mut sockets {
            assert_eq!(socket.closed().await, ended("user_banned"));
        }
        hears(&world, &anonymous, &mut on_anonymous).await;

        world.administer(move |tx, token| ban::ban(tx, token, anonymous.user)).await;
        assert_eq!(on_anonymous.closed().await, ended("user_banned"));
    });
}

#[test]
fn key_6_a_deleted_key_closes_the_sockets_of_its_sessions_if_they_are_ended_with_it() {
    play(async |world| {
        let second = world.another_key("Second").await;
        let with_first = world.signed_in("usr_1").await;
        let login = world.login(None, "usr_2", 3_600, &second).await;
        let with_second = world.carry_out(login, None).await;
        let mut on_first = world.device(&with_first).await;
        let mut on_second = world.device(&with_second).await;

        let SigningKey { id, .. } = second;
        world.write(move |tx| keys::delete_key(tx, None, id, Sessions::End)).await;
        assert_eq!(on_second.closed().await, ended("session_ended"));
        hears(&world, &with_first, &mut on_first).await;

        let SigningKey { id, .. } = world.key;
        world.write(move |tx| keys::delete_key(tx, None, id, Sessions::GoOn)).await;
        hears(&world, &with_first, &mut on_first).await;
    });
}

#[test]
fn key_6_a_renewed_session_goes_with_the_key_of_its_renewal() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let mut socket = world.device(&device).await;
        let second = world.another_key("Second").await;
        let renewal = world.login(Some(&device), "usr_1", 3_600, &second).await;
        world.carry_out(renewal, Some(&device)).await;

        let SigningKey { id, .. } = world.key;
        world.write(move |tx| keys::delete_key(tx, None, id, Sessions::End)).await;
        hears(&world, &device, &mut socket).await;

        let SigningKey { id, .. } = second;
        world.write(move |tx| keys::delete_key(tx, None, id, Sessions::End)).await;
        assert_eq!(socket.closed().await, ended("session_ended"));
    });
}

#[test]
fn ses_10_a_login_of_another_user_on_the_device_takes_the_sessions_place() {
    play(async |world| {
        let device = world.signed_in("usr_1").await;
        let mut socket = world.device(&device).await;
        world.log_in(Some(&device), "usr_2", 3_600).await;
        assert_eq!(socket.closed().await, ended("session_replaced"));
    });
}

#[test]
fn an_agent_who_signs_out_is_closed_and_another_sign_in_of_theirs_is_not() {
    play(async |world| {
        let mut socket = world.agent().await;
        let id = world.app.store.read(world.account, {
            let session = world.administrator.session;
            move |tx| bonafide_store::agents::find_session(tx, session)
        });
        let agent = id.await.unwrap().unwrap().agent;
        let elsewhere = crate::world::sign_in(&world.app, world.account, agent).await;
        let mut other = world.greeted_agent(&elsewhere).await;
        other.hear().await;

        world.administer(agents::sign_out).await;
        assert_eq!(socket.closed().await, ended("sign_in_required"));
        let device = world.anonymous().await;
        world.post(&device, "Hello").await;
        assert_eq!(other.hear().await["t"], "inbox");
    });
}

#[test]
fn what_was_told_before_the_end_is_still_heard() {
    play(async |world| {
        let device = world.anonymous().await;
        let mut socket = world.device(&device).await;
        let (draft, session) = (crate::people::draft(&device, "Last words"), device.session());
        world
            .write(move |tx| {
                let mut done = bonafide_server::use_cases::post_message::post_message(tx, &draft)?;
                bonafide_store::sessions::end(tx, session, EndReason::Administrator)?;
                done.announcements.push(Announcement::SessionEnded(session));
                Ok(Done { value: (), announcements: done.announcements })
            })
            .await;
        assert_eq!(socket.event().await["message"]["text"], "Last words");
        assert_eq!(socket.closed().await, ended("session_ended"));
    });
}
