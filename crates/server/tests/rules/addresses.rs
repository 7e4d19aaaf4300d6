//! The address that a token brings (RES-2 to RES-9, EML-4 to EML-8).

use bonafide_domain::{
    email::EmailAddress,
    id::UserId,
    identity::{EmailPolicy, Standing},
    namespace::Namespace,
    text::Name,
    token::{Claims, Reason, VerifiedToken},
};
use bonafide_server::use_cases::{Refused, Stop, ban, conflicts, emails, log_in::LoggedIn, person};
use bonafide_store::{
    audit_log, emails as kept,
    login_log::{self, Filter},
    params,
    users::{self, UserState},
};

mod forms;

use crate::{
    device::Device,
    seen::by,
    tokens::claims,
    world::{World, on_both},
};

const ALICIA: &str = "alicia@shop.example";

const CONFLICT: Stop = Stop::Refused(Refused::Login(Reason::EmailConflict));

fn address(text: &str) -> EmailAddress {
    EmailAddress::new(text).unwrap()
}

impl World {
    /// A token with an address, and what it says of it.
    pub(crate) fn bringing(&self, external_id: &str, email: &str, verified: Option<bool>) -> VerifiedToken {
        let claims = Claims { email: Some(address(email)), email_verified: verified, ..claims(external_id) };
        self.verified(&self.key.sign(&claims))
    }

    /// A token with an address that it says is verified.
    fn verifying(&self, external_id: &str, email: &str) -> VerifiedToken {
        self.bringing(external_id, email, Some(true))
    }

    /// Who logs in on a browser that was never here.
    fn logs_in(&self, token: &VerifiedToken) -> LoggedIn {
        self.device().log_in(token).unwrap()
    }

    /// The addresses of a user, and what they rest on.
    fn emails(&self, user: UserId) -> Vec<(String, Standing)> {
        let all = self.store(move |tx| kept::of_user(tx, user));
        all.into_iter().map(|identity| (identity.address, identity.standing)).collect()
    }

    /// Who holds an address.
    fn holder(&self, email: &str) -> Option<UserId> {
        let key = address(email).key().clone();
        self.store(move |tx| kept::find(tx, key.as_str())).map(|held| held.root)
    }

    pub(crate) fn has_policy(&self, policy: EmailPolicy) {
        self.store(move |tx| {
            let account = tx.account();
            tx.execute(
                "UPDATE accounts SET email_policy = $2 WHERE id = $1",
                params![&account, policy.as_str()],
            )
        });
    }

    /// An agent attaches an address to a user.
    pub(crate) fn attaches(
        &self,
        user: UserId,
        email: &str,
        checked_how: Option<&str>,
    ) -> Result<person::Person, Stop> {
        let (token, email) = (self.agent.clone(), address(email));
        let checked_how = checked_how.map(|how| Name::new(how).unwrap());
        self.write(move |tx| {
            emails::attach(tx, emails::Attacher::Agent(&token, checked_how.as_ref()), user, &email)
        })
    }

    /// What the login log notes of the last login.
    fn noted(&self) -> Vec<(String, Option<String>)> {
        let line = self.store(|tx| login_log::page(tx, &Filter::default(), None, 1)).remove(0);
        line.attempt.notes.into_iter().map(|note| (note.code, note.about)).collect()
    }
}

/// A browser on which somebody wrote without signing in.
fn stranger(world: &World) -> Device<'_> {
    let mut device = world.device();
    device.say("before").unwrap();
    device
}

on_both! {
    fn a_verified_address_that_nobody_holds_becomes_an_identity(world) {
        let user = world.logs_in(&world.verifying("usr_1", "Alicia@Shop.example")).user;
        assert_eq!(world.emails(user), [("Alicia@Shop.example".to_owned(), Standing::Verified)]);
        assert_eq!(world.holder(ALICIA), Some(user));
    }

    fn eml_1_an_address_that_is_not_verified_becomes_none_by_default(world) {
        for verified in [None, Some(false)] {
            let user = world.logs_in(&world.bringing("usr_1", ALICIA, verified)).user;
            assert_eq!(world.emails(user), []);
        }
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let user = world.logs_in(&world.bringing("usr_1", ALICIA, None)).user;
        assert_eq!(world.emails(user), [(ALICIA.to_owned(), Standing::Unverified)]);
    }

    fn res_4_an_address_that_is_verified_for_another_refuses_the_login(world) {
        let alicia = world.logs_in(&world.verifying("usr_1", ALICIA)).user;
        let other = world.logs_in(&world.token("usr_2")).user;
        for verified in [Some(true), Some(false), None] {
            for external_id in ["usr_2", "usr_3"] {
                let mut device = stranger(world);
                let refused = device.log_in(&world.bringing(external_id, ALICIA, verified));
                assert_eq!(refused.unwrap_err(), CONFLICT, "{external_id}, {verified:?}");
                // SES-6: the anonymous session stays usable, and nothing was joined.
                device.say("after").unwrap();
                assert_eq!(device.words(), ["before", "after"]);
            }
        }
        assert_eq!(world.holder(ALICIA), Some(alicia));
        assert_eq!(world.emails(other), []);
        assert_eq!(world.store(|tx| users::find_by_external_id(tx, Namespace::Account, "usr_3")), None);
    }

    fn res_5_verified_beats_unverified(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let first = world.logs_in(&world.bringing("usr_1", ALICIA, None)).user;
        let refused = world.device().log_in(&world.bringing("usr_2", ALICIA, None));
        assert_eq!(refused.unwrap_err(), CONFLICT);
        let second = world.logs_in(&world.verifying("usr_2", ALICIA)).user;
        assert_eq!(world.emails(first), []);
        assert_eq!(world.emails(second), [(ALICIA.to_owned(), Standing::Verified)]);
    }

    fn res_2_a_verified_address_leads_to_whom_an_agent_checked_and_ends_their_other_sessions(world) {
        let elsewhere = stranger(world);
        let user = elsewhere.user();
        world.attaches(user, ALICIA, Some("By telephone")).unwrap();
        let logged_in = world.logs_in(&world.verifying("usr_1", ALICIA));
        assert_eq!(logged_in.user, user);
        assert_eq!(world.user(user).state, UserState::Known);
        assert_eq!(world.emails(user), [(ALICIA.to_owned(), Standing::Verified)]);
        elsewhere.page().unwrap_err();
        // What was written before stays unmarked.
        let again = world.logs_in(&world.token("usr_1"));
        assert_eq!((again.user, again.conversation), (user, logged_in.conversation.map(|(id, seq)| (id, seq + 1))));
    }

    fn mrg_14_the_anonymous_user_of_the_device_is_upgraded_in_place(world) {
        let mut device = stranger(world);
        let user = device.user();
        world.attaches(user, ALICIA, Some("By telephone")).unwrap();
        let before = device.page().unwrap().conversation.unwrap();
        let old = device.clone();
        let logged_in = device.log_in(&world.verifying("usr_1", ALICIA)).unwrap();
        assert_eq!(logged_in.user, user);
        old.page().unwrap_err();
        device.say("after").unwrap();
        let page = device.page().unwrap();
        assert_eq!(page.conversation.unwrap().id, before.id);
        let marked: Vec<bool> = page.messages.iter().map(|message| by(message).2).collect();
        assert_eq!(marked, [false, true]);
    }

    fn res_3_an_address_whose_person_nobody_checked_leads_to_nobody(world) {
        let device = stranger(world);
        world.attaches(device.user(), ALICIA, None).unwrap();
        let logged_in = world.logs_in(&world.verifying("usr_1", ALICIA)).user;
        assert_ne!(logged_in, device.user());
        assert_eq!(world.holder(ALICIA), Some(logged_in));
        assert_eq!(device.words(), ["before"]);
    }

    fn res_2_an_address_that_is_not_verified_leads_to_nobody(world) {
        let device = stranger(world);
        world.attaches(device.user(), ALICIA, Some("By telephone")).unwrap();
        let logged_in = world.logs_in(&world.bringing("usr_1", ALICIA, None)).user;
        assert_ne!(logged_in, device.user());
        assert_eq!(world.holder(ALICIA), Some(device.user()));
    }

    fn res_9_the_address_of_somebody_without_external_id_moves_and_both_are_suggested(world) {
        let known = world.logs_in(&world.token("usr_1")).user;
        let device = stranger(world);
        world.attaches(device.user(), ALICIA, Some("By telephone")).unwrap();
        assert_eq!(world.logs_in(&world.verifying("usr_1", ALICIA)).user, known);
        assert_eq!(world.emails(known), [(ALICIA.to_owned(), Standing::Verified)]);
        assert_eq!(world.noted(), [("one_person".to_owned(), Some(device.user().to_string()))]);
    }

    fn ses_8_a_ban_holds_against_whoever_brings_the_address_of_the_banned(world) {
        let device = stranger(world);
        let user = device.user();
        world.attaches(user, ALICIA, Some("By telephone")).unwrap();
        let agent = world.agent.clone();
        world.write(move |tx| ban::ban(tx, &agent, user)).unwrap();
        let refused = world.device().log_in(&world.verifying("usr_1", ALICIA));
        assert_eq!(refused.unwrap_err(), Stop::Refused(Refused::Login(Reason::UserBanned)));
    }

    fn eml_8_a_verified_address_takes_the_place_of_the_one_that_an_earlier_token_gave(world) {
        let user = world.logs_in(&world.verifying("usr_1", ALICIA)).user;
        world.logs_in(&world.verifying("usr_1", "new@shop.example"));
        assert_eq!(world.emails(user), [("new@shop.example".to_owned(), Standing::Verified)]);
        assert_eq!(world.holder(ALICIA), None);
        // A token without an address changes nothing.
        world.logs_in(&world.token("usr_1"));
        assert_eq!(world.holder("new@shop.example"), Some(user));
    }

    fn eml_8_an_explicit_false_makes_it_not_verified(world) {
        let user = world.logs_in(&world.verifying("usr_1", ALICIA)).user;
        world.logs_in(&world.bringing("usr_1", ALICIA, None));
        assert_eq!(world.emails(user), [(ALICIA.to_owned(), Standing::Verified)]);
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        world.logs_in(&world.bringing("usr_1", ALICIA, Some(false)));
        assert_eq!(world.emails(user), [(ALICIA.to_owned(), Standing::Unverified)]);
        world.logs_in(&world.verifying("usr_1", ALICIA));
        world.has_policy(EmailPolicy::VerifiedOnly);
        world.logs_in(&world.bringing("usr_1", ALICIA, Some(false)));
        assert_eq!(world.emails(user), []);
    }

    fn eml_7_and_eml_8_a_secondary_address_becomes_primary_by_a_token_and_the_log_says_so(world) {
        let user = world.logs_in(&world.verifying("usr_1", "old@shop.example")).user;
        world.attaches(user, ALICIA, None).unwrap();
        let both = [("old@shop.example", Standing::Verified), (ALICIA, Standing::AgentUnchecked)];
        assert_eq!(world.emails(user), both.map(|(address, standing)| (address.to_owned(), standing)));
        world.logs_in(&world.verifying("usr_1", ALICIA));
        assert_eq!(world.emails(user), [(ALICIA.to_owned(), Standing::Verified)]);
        assert_eq!(world.noted(), [("address_was_attached".to_owned(), None)]);
    }

    fn eml_4_what_an_agent_attaches_is_never_verified_and_is_in_the_audit_log(world) {
        let user = world.logs_in(&world.token("usr_1")).user;
        let told = world.attaches(user, ALICIA, Some("By telephone")).unwrap();
        assert_eq!(told.emails[0].standing, Standing::AgentChecked);
        // Again: it is there already, and what was said of how it was checked stays.
        assert_eq!(world.attaches(user, ALICIA, None).unwrap().emails, told.emails);
        let told = world.attaches(user, ALICIA, Some("In person")).unwrap();
        assert_eq!((told.emails.len(), told.emails[0].checked_how.as_deref()), (1, Some("In person")));
        let other = world.logs_in(&world.token("usr_2")).user;
        let held = Stop::Refused(Refused::AddressHeld(user));
        assert_eq!(world.attaches(other, "ALICIA@shop.example", None).unwrap_err(), held);

        let (agent, id) = (world.agent.clone(), told.emails[0].id);
        let told = world.write(move |tx| emails::detach(tx, emails::Detacher::Agent(&agent), user, id)).unwrap();
        assert_eq!(told.emails, []);
        // The newest note held; the log has both.
        let log = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 3));
        let actions: Vec<_> = log.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["user.detach_email", "user.attach_email", "user.attach_email"]);
        assert!(log[1].detail.contains("In person") && log[2].detail.contains("By telephone"));
    }

    fn eml_4_what_an_agent_says_takes_nothing_from_a_tokens_word(world) {
        let user = world.logs_in(&world.verifying("usr_1", ALICIA)).user;
        let told = world.attaches(user, ALICIA, Some("By telephone")).unwrap();
        assert_eq!((told.emails[0].standing, told.emails[0].checked_how.as_deref()), (Standing::Verified, None));
    }

    fn mrg_10_an_address_that_an_agent_attached_becomes_the_users_secondary_one(world) {
        let known = world.logs_in(&world.verifying("usr_1", "old@shop.example")).user;
        let mut device = stranger(world);
        world.attaches(device.user(), ALICIA, Some("By telephone")).unwrap();
        assert!(device.log_in(&world.token("usr_1")).unwrap().joined);
        let both = [("old@shop.example", Standing::Verified), (ALICIA, Standing::AgentChecked)];
        assert_eq!(world.emails(known), both.map(|(address, standing)| (address.to_owned(), standing)));
        assert_eq!(world.holder(ALICIA), Some(known));
    }

    fn eml_4_agents_do_not_detach_what_a_token_gave(world) {
        let user = world.logs_in(&world.verifying("usr_1", ALICIA)).user;
        let id = world.store(move |tx| kept::of_user(tx, user))[0].id;
        let agent = world.agent.clone();
        let refused = world.write(move |tx| emails::detach(tx, emails::Detacher::Agent(&agent), user, id));
        assert_eq!(refused.unwrap_err(), Stop::Refused(Refused::AddressFromToken));
        assert_eq!(world.holder(ALICIA), Some(user));
    }

    fn res_8_a_conflict_shows_both_and_moving_the_address_ends_it(world) {
        let holder = world.logs_in(&world.verifying("usr_1", ALICIA)).user;
        let user = world.logs_in(&world.token("usr_2")).user;
        let token = world.verifying("usr_2", ALICIA);
        for _ in 0..2 {
            assert_eq!(world.device().log_in(&token).unwrap_err(), CONFLICT);
        }
        let open = |world: &World| {
            let administrator = world.administrator.clone();
            world.read(move |tx| conflicts::list(tx, &administrator, None)).unwrap().conflicts
        };
        let [conflict] = open(world).try_into().unwrap();
        assert_eq!((conflict.conflict.refused, conflict.conflict.address.as_str()), (2, ALICIA));
        assert_eq!(conflict.holder.unwrap().id, holder);
        assert_eq!(conflict.user.unwrap().id, user);

        let (administrator, id) = (world.administrator.clone(), conflict.conflict.id);
        world.write(move |tx| conflicts::release_address(tx, &administrator, id)).unwrap();
        assert_eq!(open(world), []);
        assert_eq!(world.holder(ALICIA), None);
        assert_eq!(world.logs_in(&token).user, user);
        assert_eq!(world.holder(ALICIA), Some(user));
    }

    fn res_8_whoever_was_refused_and_has_the_address_by_now_keeps_it(world) {
        let holder = world.logs_in(&world.verifying("usr_1", ALICIA)).user;
        let token = world.verifying("usr_2", ALICIA);
        world.device().log_in(&token).unwrap_err();
        // The holder's tokens bring another address now, so that the next login of the other gets this one.
        world.logs_in(&world.verifying("usr_1", "new@shop.example"));
        let user = world.logs_in(&token).user;
        let administrator = world.administrator.clone();
        let open = world.read(move |tx| conflicts::list(tx, &administrator, None)).unwrap().conflicts;
        let (administrator, id) = (world.administrator.clone(), open[0].conflict.id);
        world.write(move |tx| conflicts::release_address(tx, &administrator, id)).unwrap();
        assert_eq!(world.holder(ALICIA), Some(user));
        assert_eq!(world.holder("new@shop.example"), Some(holder));
        let administrator = world.administrator.clone();
        let again = world.write(move |tx| conflicts::release_address(tx, &administrator, id));
        assert_eq!(again.unwrap_err(), Stop::Refused(Refused::NotFound));
    }

    fn res_8_a_conflict_that_was_seen_to_elsewhere_is_closed_and_opens_anew(world) {
        world.logs_in(&world.verifying("usr_1", ALICIA));
        let token = world.verifying("usr_2", ALICIA);
        world.device().log_in(&token).unwrap_err();
        let list = |world: &World| {
            let administrator = world.administrator.clone();
            world.read(move |tx| conflicts::list(tx, &administrator, None)).unwrap().conflicts
        };
        let (administrator, id) = (world.administrator.clone(), list(world)[0].conflict.id);
        world.write(move |tx| conflicts::close(tx, &administrator, id)).unwrap();
        assert_eq!(list(world), []);
        world.device().log_in(&token).unwrap_err();
        assert_eq!(list(world)[0].conflict.refused, 1);
        // KEY-1's sisters: agents do not see to conflicts.
        let agent = world.agent.clone();
        let refused = world.read(move |tx| conflicts::list(tx, &agent, None));
        assert_eq!(refused.unwrap_err(), Stop::Refused(Refused::NotAdministrator));
    }
}
