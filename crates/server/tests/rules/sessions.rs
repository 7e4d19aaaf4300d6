//! Sessions, logging in and out (SES).

use bonafide_domain::{limits, post::PostRefused, session::SessionRefused, time::Span, token::Reason};
use bonafide_server::use_cases::{Refused, sessions};
use bonafide_store::{keys, params, users::UserState};

use crate::{
    still::BEGIN,
    tokens::claims,
    world::{World, on_both, refusal},
};

on_both! {
    fn ses_1_each_device_that_is_not_signed_in_is_its_own_user_with_its_own_conversation(world) {
        let (mut first, mut second) = (world.device(), world.device());
        first.say("one").unwrap();
        second.say("two").unwrap();
        assert_ne!(first.user(), second.user());
        assert_eq!((first.words(), second.words()), (vec!["one".to_owned()], vec!["two".to_owned()]));
        assert_eq!(world.user(first.user()).state, UserState::Anonymous);
    }

    fn ses_1_nothing_is_made_by_looking(world) {
        let mut device = world.device();
        device.open().unwrap();
        let page = device.page().unwrap();
        assert_eq!((page.conversation, page.messages, page.has_more), (None, vec![], false));
        assert_eq!(world.count("SELECT COUNT(*) FROM conversations WHERE account_id = $1"), 0);
        assert_eq!(world.count("SELECT COUNT(*) FROM tickets WHERE account_id = $1"), 0);
    }

    fn ses_1_a_device_that_has_an_anonymous_session_gets_it_again_with_a_new_secret(world) {
        let mut device = world.device();
        let first = device.open().unwrap();
        let before = device.clone();
        assert_eq!(device.open().unwrap(), first);
        device.say("one").unwrap();
        assert_eq!(refusal(before.page()), Refused::NoSession, "the older secret works no longer");
    }

    fn ses_1_an_anonymous_session_that_expired_is_followed_by_another_user(world) {
        let mut device = world.device();
        let first = device.open().unwrap();
        world.clock.forward(limits::ANONYMOUS_SESSION);
        assert_eq!(refusal(device.page()), Refused::Session(SessionRefused::Expired));
        let second = device.open().unwrap();
        assert_eq!(second.device, first.device);
        assert_ne!(second.user, first.user);
    }

    fn ses_2_all_devices_of_the_user_share_one_conversation(world) {
        let (mut phone, mut tablet) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        tablet.log_in(&world.token("usr_1")).unwrap();
        phone.say("one").unwrap();
        tablet.say("two").unwrap();
        phone.say("three").unwrap();
        assert_eq!(phone.words(), ["one", "two", "three"]);
        assert_eq!(tablet.words(), phone.words());
        assert_eq!(world.count("SELECT COUNT(*) FROM conversations WHERE account_id = $1"), 1);
        assert_eq!(world.sessions_of(phone.user()).len(), 2);
    }

    fn ses_4_a_session_ends_at_the_tokens_end_and_the_leeway_after_it(world) {
        let mut device = world.device();
        let logged_in = device.log_in(&world.token_for("usr_1", Span::minutes(10))).unwrap();
        assert_eq!(logged_in.expires_at, BEGIN.plus(Span::minutes(11)));
        assert_eq!(logged_in.renew_at, BEGIN.plus(Span::minutes(9)));
        device.say("before").unwrap();
        world.clock.forward(Span::millis(11 * 60_000 - 1));
        device.say("until the last moment").unwrap();
        world.clock.forward(Span::millis(1));
        assert_eq!(refusal(device.say("too late")), Refused::Session(SessionRefused::Expired));
        assert_eq!(
            refusal(device.page()),
            Refused::Session(SessionRefused::Expired),
            "not silently anonymous"
        );
    }

    fn ses_4_a_session_ends_at_the_accounts_limit_at_the_latest(world) {
        let long = world.device().log_in(&world.token_for("usr_1", Span::days(100))).unwrap();
        let without = world.device().log_in(&world.token("usr_1")).unwrap();
        assert_eq!(
            (long.expires_at, without.expires_at),
            (BEGIN.plus(limits::SESSION), BEGIN.plus(limits::SESSION))
        );

        world.store(|tx| {
            let account = tx.account();
            tx.execute("UPDATE accounts SET session_limit = 60000 WHERE id = $1", params![&account])
        });
        let short = world.device().log_in(&world.token("usr_1")).unwrap();
        assert_eq!(short.expires_at, BEGIN.plus(Span::minutes(1)));
        assert_eq!(short.renew_at, BEGIN.plus(Span::seconds(30)), "half-way of a short one");
    }

    fn ses_10_a_token_for_the_same_user_renews_the_session(world) {
        let mut device = world.device();
        let first = device.log_in(&world.token_for("usr_1", Span::minutes(10))).unwrap();
        let before = device.say("before").unwrap();
        world.clock.forward(Span::minutes(9));
        let renewed = device.log_in(&world.token_for("usr_1", Span::minutes(10))).unwrap();
        assert_eq!(
            (renewed.session, renewed.device, renewed.user),
            (first.session, first.device, first.user)
        );
        assert!(!renewed.new_secret, "the session keeps its secret");
        assert_eq!(renewed.expires_at, first.expires_at.plus(Span::minutes(9)));
        let after = device.say("after").unwrap();
        assert_eq!(world.count("SELECT COUNT(*) FROM evidence WHERE account_id = $1"), 2);
        assert_ne!(before.message.author, after.message.author, "the mark rests on the renewal");
        assert_eq!(world.happenings(before.conversation.0), ["message", "message"], "no seam");
    }

    fn ses_11_an_expired_session_is_renewed_when_the_same_user_signs_in_again(world) {
        let mut device = world.device();
        let first = device.log_in(&world.token_for("usr_1", Span::minutes(10))).unwrap();
        device.say("before").unwrap();
        world.clock.forward(Span::days(1));
        assert_eq!(refusal(device.page()), Refused::Session(SessionRefused::Expired));
        let again = device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(again.session, first.session);
        assert_eq!(device.words(), ["before"]);
    }

    fn ses_10_a_renewal_with_another_key_rests_on_that_key(world) {
        let other = world.make_key("app").unwrap();
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        device.log_in(&world.verified(&other.sign(&claims("usr_1")))).unwrap();
        let first = world.key.id;
        world.store(move |tx| keys::end_sessions(tx, first));
        device.say("the first key's sessions ended, and this is not one of them").unwrap();
        world.store(move |tx| keys::end_sessions(tx, other.id));
        assert_eq!(refusal(device.page()), Refused::Session(SessionRefused::Ended));
    }

    fn ses_5_a_logout_ends_the_session_and_what_follows_is_somebody_new(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let said = device.say("mine").unwrap();
        let (before, user) = (device.clone(), device.user());
        device.log_out().unwrap();
        assert_eq!(refusal(before.page()), Refused::Session(SessionRefused::Ended));
        assert_eq!(world.happenings(said.conversation.0), ["message", "signed_out"]);
        assert_eq!(world.sessions_of(user), []);

        // Even a device that did not forget its session is a new one now.
        let mut forgetful = before.clone();
        let opened = forgetful.open().unwrap();
        assert_ne!(opened.user, user);
        let next = forgetful.say("somebody else").unwrap();
        assert_eq!(forgetful.words(), ["somebody else"]);
        assert_ne!(next.conversation.0, said.conversation.0);
        assert_eq!(world.tickets(next.conversation.0)[0].number, 2);
    }

    fn ses_5_logging_out_twice_is_logging_out(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let said = device.say("mine").unwrap();
        let mut again = device.clone();
        device.log_out().unwrap();
        again.log_out().unwrap();
        assert_eq!(world.happenings(said.conversation.0), ["message", "signed_out"]);
    }

    fn ses_5_an_expired_session_is_logged_out_too(world) {
        let mut device = world.device();
        let opened = device.log_in(&world.token_for("usr_1", Span::minutes(1))).unwrap();
        world.clock.forward(Span::days(1));
        let mut forgetful = device.clone();
        device.log_out().unwrap();
        assert_ne!(forgetful.open().unwrap().device, opened.device);
    }

    fn ses_6_a_failed_login_leaves_the_anonymous_session_usable(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let channel = world.channel;
        world.store(move |tx| {
            let account = tx.account();
            let sql = "DELETE FROM channel_authentication WHERE account_id = $1 AND channel_id = $2";
            tx.execute(sql, params![&account, &channel])
        });
        let refused = refusal(device.log_in(&world.token("usr_1")));
        assert_eq!(refused, Refused::Login(Reason::ChannelMismatch));
        device.say("after").unwrap();
        assert_eq!(device.words(), ["before", "after"]);
    }

    fn ses_6_where_login_is_required_nothing_is_sent_without_one(world) {
        let mut device = world.device();
        device.channel = world.make_channel("For customers", true);
        device.open().unwrap();
        assert_eq!(refusal(device.say("no")), Refused::Post(PostRefused::LoginRequired));
        assert_eq!(world.count("SELECT COUNT(*) FROM conversations WHERE account_id = $1"), 0);
        device.log_in(&world.token("usr_1")).unwrap();
        device.say("yes").unwrap();
    }

    fn ses_7_an_administrator_lists_and_ends_sessions(world) {
        let (mut phone, mut tablet) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        tablet.log_in(&world.token("usr_1")).unwrap();
        let (administrator, agent, user) = (world.administrator.clone(), world.agent.clone(), phone.user());
        let by = administrator.clone();
        let listed = world.read(move |tx| sessions::list_sessions(tx, &by, user)).unwrap();
        let phones = phone.token.as_ref().unwrap().session;
        assert_eq!(listed.len(), 2);
        assert_eq!((listed[1].id, listed[1].key_name.as_deref()), (phones, Some("shop")));
        let by_agent = world.read(move |tx| sessions::list_sessions(tx, &agent, user));
        assert_eq!(refusal(by_agent), Refused::NotAdministrator);

        let by = administrator.clone();
        world.write(move |tx| sessions::end_session(tx, &by, phones)).unwrap();
        assert_eq!(refusal(phone.page()), Refused::Session(SessionRefused::Ended));
        tablet.page().unwrap();
        let by = administrator.clone();
        assert_eq!(refusal(world.write(move |tx| sessions::end_session(tx, &by, phones))), Refused::NotFound);

        world.write(move |tx| sessions::end_all_sessions(tx, &administrator, user, sessions::EarlierTokens::Accepted)).unwrap();
        assert_eq!(refusal(tablet.page()), Refused::Session(SessionRefused::Ended));
        let again = tablet.log_in(&world.token("usr_1")).unwrap();
        assert_ne!(Some(again.session), listed.iter().map(|it| it.id).find(|id| *id != phones));
        tablet.say("signed in again").unwrap();
    }

    fn ses_7_agents_see_in_the_thread_that_an_administrator_ended_a_session(world) {
        let (mut mara, mut stranger) = (world.device(), world.device());
        mara.log_in(&world.token("usr_1")).unwrap();
        let hers = mara.say("signed in").unwrap().conversation.0;
        let theirs = stranger.say("not signed in").unwrap().conversation.0;
        for device in [&mara, &stranger] {
            let (by, session) = (world.administrator.clone(), device.token.as_ref().unwrap().session);
            world.write(move |tx| sessions::end_session(tx, &by, session)).unwrap();
        }
        assert_eq!(world.happenings(hers), ["message", "signed_out"]);
        assert_eq!(world.happenings(theirs), ["message"], "there was no mark");
    }

    fn ses_7_sessions_of_whoever_was_merged_end_too(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        device.log_in(&world.token("usr_1")).unwrap();
        let administrator = world.administrator.clone();
        world.write(move |tx| sessions::end_all_sessions(tx, &administrator, a, sessions::EarlierTokens::Accepted)).unwrap();
        assert_eq!(refusal(device.page()), Refused::Session(SessionRefused::Ended));
    }

    fn ses_10_a_token_for_another_user_logs_the_first_out_and_joins_nothing(world) {
        let mut device = world.device();
        let mara = device.log_in(&world.token("usr_1")).unwrap();
        let said = device.say("Mara's").unwrap();
        let before = device.clone();
        let hanna = device.log_in(&world.token("usr_2")).unwrap();
        assert_ne!((hanna.session, hanna.user), (mara.session, mara.user));
        assert_eq!((hanna.device, hanna.joined, hanna.new_secret), (mara.device, false, true));
        assert_eq!(device.words(), [""; 0]);
        assert_eq!(refusal(before.page()), Refused::Session(SessionRefused::Replaced));
        assert_eq!(world.happenings(said.conversation.0), ["message", "signed_out"]);
        assert_eq!(world.root(mara.user), mara.user);
        device.say("Hanna's").unwrap();
        assert_eq!(world.messages(said.conversation.0).len(), 1);
    }

    fn ses_10_a_signed_in_device_does_not_become_anonymous_by_asking(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        assert_eq!(refusal(device.open()), Refused::StillSignedIn);
        device.say("still signed in").unwrap();
    }

    fn a_channel_that_is_not_there_opens_no_sessions(world) {
        let mut device = world.device();
        device.channel = bonafide_domain::id::ChannelId::ZERO;
        assert_eq!(refusal(device.open()), Refused::NoChannel);
        assert_eq!(refusal(device.log_in(&world.token("usr_1"))), Refused::NoChannel);
    }

    fn ses_3_a_session_of_another_account_is_no_session(world) {
        let mut device = world.device();
        device.open().unwrap();
        let mut token = device.token.clone().unwrap();
        token.account = bonafide_domain::id::AccountId::ZERO;
        device.token = Some(token);
        assert_eq!(refusal(device.page()), Refused::NoSession);
    }
}
