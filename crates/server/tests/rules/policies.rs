//! Choosing the email policy (EML-1, EML-6), and what can refuse someone and only reports it (RES-4, TOK-7, SES-6).

use bonafide_domain::{
    audit::Action,
    email::EmailAddress,
    id::UserId,
    identity::{EmailPolicy, Standing},
    limits,
    mode::Mode,
    time::Span,
    token::{Claims, Reason, VerifiedToken},
};
use bonafide_server::use_cases::{
    Refused, Step, conflicts,
    email_policy::{Choice, Preview},
    emails, login_policies, person,
};
use bonafide_store::{
    accounts, audit_log, emails as kept,
    login_log::{self, Attempt, Filter},
    params,
};

use crate::{
    logs::agent_of,
    tokens::claims,
    world::{World, on_both, refusal, run},
};

const ALICIA: &str = "alicia@shop.example";

fn address(text: &str) -> EmailAddress {
    EmailAddress::new(text).unwrap()
}

impl World {
    /// What a change to a policy would take now.
    pub(crate) fn previews(&self, policy: EmailPolicy) -> Preview {
        run(self.nodes[0].preview_email_policy(&self.administrator, policy, None)).unwrap()
    }

    /// Confirms a preview on a node, counted around.
    pub(crate) fn confirms_on(&self, node: usize, preview: &Preview) -> Step<EmailPolicy> {
        let choice = Choice { policy: preview.to, preview: preview.name(), confirmed: true };
        let node = &self.nodes[node % self.nodes.len()];
        run(node.change_email_policy(&self.administrator, &choice)).map(|setting| setting.policy)
    }

    /// Puts a policy into force, whatever it takes.
    pub(crate) fn chooses(&self, policy: EmailPolicy) {
        let preview = self.previews(policy);
        assert_eq!(self.confirms_on(0, &preview), Ok(policy));
    }

    /// A token with an address that nobody verified.
    fn unverified(&self, external_id: &str, email: &str) -> VerifiedToken {
        let claims = Claims { email: Some(address(email)), ..claims(external_id) };
        self.verified(&self.key.sign(&claims))
    }

    fn with_verified(&self, external_id: &str, email: &str) -> VerifiedToken {
        let claims =
            Claims { email: Some(address(email)), email_verified: Some(true), ..claims(external_id) };
        self.verified(&self.key.sign(&claims))
    }

    /// The addresses of a user, and what they rest on.
    fn addresses(&self, user: UserId) -> Vec<(String, Standing)> {
        let all = self.store(move |tx| kept::of_user(tx, user));
        all.into_iter().map(|identity| (identity.address, identity.standing)).collect()
    }

    fn sets(&self, change: login_policies::Change) {
        let administrator = self.administrator.clone();
        self.write(move |tx| login_policies::change(tx, &administrator, &change)).unwrap();
    }

    /// The newest lines of the audit log.
    fn audited(&self, limit: i64) -> Vec<audit_log::Entry> {
        self.store(move |tx| audit_log::page(tx, &audit_log::Filter::default(), None, limit))
    }

    /// The newest line of the login log.
    fn newest_line(&self) -> Attempt {
        self.store(|tx| login_log::page(tx, &Filter::default(), None, 1)).remove(0).attempt
    }
}

/// Two people with an address that nobody verified, one with a verified one, and one whom an agent gave one.
fn people(world: &World) -> [UserId; 4] {
    world.chooses(EmailPolicy::VerifiedAndUnverified);
    let logged_in = |token: &VerifiedToken| world.device().log_in(token).unwrap().user;
    let first = logged_in(&world.unverified("usr_1", "first@shop.example"));
    let second = logged_in(&world.unverified("usr_2", "second@shop.example"));
    let third = logged_in(&world.with_verified("usr_3", "third@shop.example"));
    let fourth = logged_in(&world.token("usr_4"));
    let agent = world.agent.clone();
    world
        .write(move |tx| {
            emails::attach(tx, emails::Attacher::Agent(&agent, None), fourth, &address("fourth@shop.example"))
        })
        .unwrap();
    [first, second, third, fourth]
}

/// Somebody whose verified address was claimed while they were away, and who claimed it.
fn claimed(world: &World) -> [UserId; 2] {
    world.chooses(EmailPolicy::AnyoneMayClaim);
    let mut own = world.device();
    let owner = own.log_in(&world.with_verified("usr_1", ALICIA)).unwrap().user;
    own.log_out().unwrap();
    let mut other = world.device();
    other.give(ALICIA).unwrap();
    [owner, other.user()]
}

on_both! {
    fn eml_6_a_change_does_what_its_preview_named_and_nothing_else(world) {
        let [first, second, third, fourth] = people(world);
        let preview = world.previews(EmailPolicy::VerifiedOnly);
        assert_eq!((preview.from, preview.to), (EmailPolicy::VerifiedAndUnverified, EmailPolicy::VerifiedOnly));
        let counted = (preview.summary.removed, preview.summary.people, preview.summary.kept, preview.verified);
        assert_eq!(counted, (2, 2, 1, 1));
        let named: Vec<_> =
            preview.page.iter().map(|it| (it.identity.address.as_str(), it.person.id)).collect();
        assert_eq!(named, [("first@shop.example", first), ("second@shop.example", second)]);
        assert_eq!(world.addresses(first).len(), 1, "nothing is changed yet");

        assert_eq!(world.confirms_on(0, &preview), Ok(EmailPolicy::VerifiedOnly));
        assert_eq!((world.addresses(first), world.addresses(second)), (vec![], vec![]));
        assert_eq!(world.addresses(third), [("third@shop.example".to_owned(), Standing::Verified)]);
        assert_eq!(world.addresses(fourth), [("fourth@shop.example".to_owned(), Standing::AgentUnchecked)]);
        // SEE-8: who changed what, and whose addresses went.
        let log = world.audited(3);
        let actions: Vec<_> = log.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["user.lose_email", "user.lose_email", "account.change_email_policy"]);
        assert!(log.iter().all(|entry| agent_of(entry).is_some()));
        assert_eq!(log[0].subject, second.to_string());
        assert!(log[0].detail.contains("second@shop.example"));
    }

    fn eml_6_becoming_looser_takes_nothing_and_makes_nothing(world) {
        let user = world.device().log_in(&world.unverified("usr_1", ALICIA)).unwrap().user;
        for policy in [EmailPolicy::VerifiedAndUnverified, EmailPolicy::AnyoneMayClaim] {
            let preview = world.previews(policy);
            assert_eq!((preview.summary.removed, preview.page.len()), (0, 0));
            assert_eq!(world.confirms_on(0, &preview), Ok(policy));
            assert_eq!(world.addresses(user), []);
        }
    }

    fn eml_6_what_became_different_is_shown_anew_and_nothing_is_changed(world) {
        let [first, ..] = people(world);
        let preview = world.previews(EmailPolicy::VerifiedOnly);
        world.device().log_in(&world.unverified("usr_5", "fifth@shop.example")).unwrap();
        let Refused::PreviewOutdated(now) = refusal(world.confirms_on(0, &preview)) else {
            panic!("it is outdated")
        };
        assert_eq!((now.summary.removed, now.summary.people), (3, 3));
        assert_eq!(world.addresses(first).len(), 1);
        let setting = world.store(accounts::find_email_policy).unwrap();
        assert_eq!(setting.policy, EmailPolicy::VerifiedAndUnverified);
        assert_eq!(world.confirms_on(0, &now), Ok(EmailPolicy::VerifiedOnly));
        assert_eq!(world.addresses(first), []);
    }

    fn eml_6_an_address_that_is_another_persons_by_now_makes_a_preview_outdated(world) {
        let [first, _, third, _] = people(world);
        let preview = world.previews(EmailPolicy::VerifiedOnly);
        world.merge(first, third).unwrap();
        let Refused::PreviewOutdated(now) = refusal(world.confirms_on(0, &preview)) else {
            panic!("it is outdated")
        };
        assert_eq!(now.summary.removed, preview.summary.removed);
        assert_eq!(now.page[0].person.id, third);
    }

    fn eml_6_a_preview_of_another_policy_confirms_nothing(world) {
        people(world);
        let looser = world.previews(EmailPolicy::AnyoneMayClaim);
        let mistaken = Preview { to: EmailPolicy::VerifiedOnly, ..looser };
        assert!(matches!(refusal(world.confirms_on(0, &mistaken)), Refused::PreviewOutdated(_)));
    }

    fn eml_6_what_is_asked_for_again_is_done_once(world) {
        people(world);
        let preview = world.previews(EmailPolicy::VerifiedOnly);
        for _ in 0..2 {
            assert_eq!(world.confirms_on(0, &preview), Ok(EmailPolicy::VerifiedOnly));
        }
        let log = world.audited(99);
        assert_eq!(log.iter().filter(|entry| entry.action == Action::UserLoseEmail).count(), 2);
    }

    fn eml_1_anyone_may_claim_asks_for_a_confirmation(world) {
        let preview = world.previews(EmailPolicy::AnyoneMayClaim);
        let choice = Choice { policy: preview.to, preview: preview.name(), confirmed: false };
        let chosen = run(world.nodes[0].change_email_policy(&world.administrator, &choice));
        assert_eq!(refusal(chosen.map(|setting| setting.policy)), Refused::Unconfirmed);
        assert_eq!(world.confirms_on(0, &preview), Ok(EmailPolicy::AnyoneMayClaim));
    }

    fn only_administrators_choose_policies(world) {
        let node = &world.nodes[0];
        let asked = run(node.preview_email_policy(&world.agent, EmailPolicy::VerifiedOnly, None));
        assert_eq!(refusal(asked), Refused::NotAdministrator);
        let choice =
            Choice { policy: EmailPolicy::VerifiedAndUnverified, preview: String::new(), confirmed: true };
        let chosen = run(node.change_email_policy(&world.agent, &choice));
        assert_eq!(refusal(chosen), Refused::NotAdministrator);
    }

    /// More than a piece: all of it is walked, paged, counted and taken.
    fn details_14_many_identities_go_piece_by_piece(world) {
        world.chooses(EmailPolicy::VerifiedAndUnverified);
        let user = world.device().log_in(&world.unverified("usr_1", ALICIA)).unwrap().user;
        let many = 2 * limits::POLICY_PIECE + 10;
        world.store(move |tx| {
            let account = tx.account();
            (1..many).try_for_each(|n| {
                let email = address(&format!("a{n}@shop.example"));
                kept::insert(tx, user, &email, kept::Grounds::Agent(tx.id(), None))
            })?;
            let sql = "UPDATE email_identities SET origin = 'token', added_by = NULL WHERE account_id = $1";
            tx.execute(sql, params![&account]).map(drop)
        });
        let preview = world.previews(EmailPolicy::VerifiedOnly);
        assert_eq!((preview.summary.removed, preview.summary.people), (many, 1));
        assert_eq!(preview.page.len(), limits::POLICY_PAGE);
        let administrator = &world.administrator;
        let next = world.nodes[0].preview_email_policy(administrator, EmailPolicy::VerifiedOnly, preview.next);
        let next = run(next).unwrap();
        assert_eq!(next.name(), preview.name());
        assert!(next.page[0].identity.id > preview.page[limits::POLICY_PAGE - 1].identity.id);
        assert_eq!(world.confirms_on(0, &preview), Ok(EmailPolicy::VerifiedOnly));
        assert_eq!(world.addresses(user), []);
        let log = world.audited(999);
        let lost = log.iter().filter(|entry| entry.action == Action::UserLoseEmail).count();
        assert_eq!(i64::try_from(lost).unwrap(), many);
    }

    fn eml_5_what_was_claimed_goes_back_when_the_policy_changes(world) {
        let [owner, claimer] = claimed(world);
        assert_eq!(world.addresses(claimer), [(ALICIA.to_owned(), Standing::Claimed { owner })]);
        let preview = world.previews(EmailPolicy::VerifiedAndUnverified);
        assert_eq!((preview.summary.removed, preview.summary.returned, preview.summary.people), (0, 1, 1));
        let leaving = &preview.page[0];
        assert_eq!((leaving.person.id, leaving.goes_back_to.as_ref().map(|owner| owner.id)), (claimer, Some(owner)));
        assert_eq!(world.confirms_on(0, &preview), Ok(EmailPolicy::VerifiedAndUnverified));
        assert_eq!(world.addresses(claimer), []);
        assert_eq!(world.addresses(owner), [(ALICIA.to_owned(), Standing::Verified)]);
        let log = world.audited(2);
        assert!(log[0].detail.contains(&owner.to_string()), "who has it back is in the audit log: {}", log[0].detail);
        assert!(log[1].detail.contains(r#""returned":1"#), "{}", log[1].detail);
    }

    /// Who would have it back is a part of what was confirmed.
    fn eml_6_an_address_that_would_go_back_to_nobody_by_now_makes_a_preview_outdated(world) {
        let [owner, claimer] = claimed(world);
        let preview = world.previews(EmailPolicy::VerifiedOnly);
        world.erase(owner).unwrap();
        let Refused::PreviewOutdated(now) = refusal(world.confirms_on(0, &preview)) else {
            panic!("it is outdated")
        };
        assert_eq!((now.summary.removed, now.summary.returned), (1, 0));
        assert_eq!((now.page[0].person.id, &now.page[0].goes_back_to), (claimer, &None));
    }

    fn res_11_what_was_claimed_from_somebody_erased_never_goes_back(world) {
        let [owner, claimer] = claimed(world);
        world.erase(owner).unwrap();
        assert_eq!(world.addresses(claimer), [(ALICIA.to_owned(), Standing::Form)]);
        world.chooses(EmailPolicy::VerifiedOnly);
        assert_eq!((world.addresses(claimer), world.addresses(owner)), (vec![], vec![]));
    }

    /// The process ended after the policy was in force and before all was taken.
    fn eml_6_what_an_ended_process_left_is_taken_at_the_next_start(world) {
        let [first, second, third, fourth] = people(world);
        world.store(|tx| accounts::set_email_policy(tx, EmailPolicy::VerifiedOnly));
        run(world.nodes[0].finish_email_policies()).unwrap();
        assert_eq!((world.addresses(first), world.addresses(second)), (vec![], vec![]));
        assert_eq!((world.addresses(third).len(), world.addresses(fourth).len()), (1, 1));
    }

    /// Else it would come back as an identity that the looser policy made of what the stricter one took.
    fn eml_6_what_a_stricter_policy_left_is_taken_before_a_looser_one(world) {
        let [first, ..] = people(world);
        let preview = world.previews(EmailPolicy::AnyoneMayClaim);
        world.store(|tx| accounts::set_email_policy(tx, EmailPolicy::VerifiedOnly));
        assert!(matches!(refusal(world.confirms_on(0, &preview)), Refused::PreviewOutdated(_)));
        world.chooses(EmailPolicy::AnyoneMayClaim);
        assert_eq!(world.addresses(first), []);
    }

    fn res_4_a_conflict_that_only_reports_lets_log_in_and_moves_nothing(world) {
        let holder = world.device().log_in(&world.with_verified("usr_1", ALICIA)).unwrap().user;
        world.sets(login_policies::Change { email_conflicts: Some(Mode::ReportOnly), ..Default::default() });
        let known = world.device().log_in(&world.token("usr_2")).unwrap().user;
        for (external_id, token) in [
            ("usr_2", world.with_verified("usr_2", ALICIA)),
            ("usr_3", world.unverified("usr_3", ALICIA)),
            ("usr_4", world.with_verified("usr_4", ALICIA)),
        ] {
            let mut device = world.device();
            let logged_in = device.log_in(&token).unwrap();
            assert_ne!(logged_in.user, holder);
            assert_eq!(logged_in.external_id.as_deref(), Some(external_id));
            assert_eq!(logged_in.user == known, external_id == "usr_2");
            assert_eq!(world.addresses(logged_in.user), [], "the address gives no identity");
            let line = world.newest_line();
            assert_eq!(line.would_refuse.as_deref(), Some("email_conflict"));
            let about = line.notes.iter().find(|note| note.code == "email_conflict").map(|note| &note.about);
            assert_eq!(about, Some(&Some(holder.to_string())));
        }
        assert_eq!(world.addresses(holder), [(ALICIA.to_owned(), Standing::Verified)]);
        let administrator = world.administrator.clone();
        let open = world.read(move |tx| conflicts::list(tx, &administrator, None)).unwrap();
        assert_eq!(open.conflicts, [], "nobody was refused");

        world.sets(login_policies::Change { email_conflicts: Some(Mode::Enforced), ..Default::default() });
        let refused = world.device().log_in(&world.with_verified("usr_2", ALICIA));
        assert_eq!(refusal(refused), Refused::Login(Reason::EmailConflict));
        let line = world.newest_line();
        assert_eq!((line.would_refuse, world.addresses(known)), (None, vec![]));
    }

    fn res_4_a_ban_refuses_whatever_only_reports(world) {
        world.device().log_in(&world.with_verified("usr_1", ALICIA)).unwrap();
        let banned = world.device().log_in(&world.token("usr_2")).unwrap().user;
        world.ban(banned).unwrap();
        world.sets(login_policies::Change { email_conflicts: Some(Mode::ReportOnly), ..Default::default() });
        let refused = world.device().log_in(&world.with_verified("usr_2", ALICIA));
        assert_eq!(refusal(refused), Refused::Login(Reason::UserBanned));
    }

    fn tok_7_the_greatest_age_of_a_token_is_set_within_bounds(world) {
        for (age, is_set) in [
            (None, true),
            (Some(limits::LEAST_TOKEN_AGE), true),
            (Some(limits::MOST_TOKEN_AGE), true),
            (Some(Span::millis(59_999)), false),
            (Some(Span::millis(-1)), false),
            (Some(Span::millis(i64::MAX)), false),
        ] {
            let administrator = world.administrator.clone();
            let change =
                login_policies::Change { token_age: Some((age, Mode::ReportOnly)), ..Default::default() };
            let set = world.write(move |tx| login_policies::change(tx, &administrator, &change));
            match set {
                Ok(settings) => assert_eq!((settings.greatest_token_age, is_set), (age, true)),
                Err(_) => assert!(!is_set, "{age:?}"),
            }
        }
        let agent = world.agent.clone();
        let refused = world.write(move |tx| login_policies::change(tx, &agent, &login_policies::Change::default()));
        assert_eq!(refusal(refused), Refused::NotAdministrator);
        // SEE-8
        let log = world.audited(1);
        assert_eq!(log[0].action, Action::AccountChangeTokenAge);
    }

    fn see_2_a_person_loses_what_the_policy_takes(world) {
        let [first, ..] = people(world);
        world.chooses(EmailPolicy::VerifiedOnly);
        let agent = world.agent.clone();
        assert_eq!(world.read(move |tx| person::find(tx, &agent, first)).unwrap().emails, []);
    }
}
