//! Follow-ups by email: who may be written to, after which warning, and which mails still go (EML-11). What the mail server
//! gets is in `mail`.

use bonafide_domain::{
    email::EmailAddress,
    follow_up::{LEASE, Obstacle},
    id::{ConversationId, EmailIdentityId, MessageId},
    identity::EmailPolicy,
    mark::EmailMark,
    text::{ClientMadeId, Subject, Words},
    ticket::Status,
    time::Span,
};
use bonafide_server::{
    mail,
    use_cases::{
        Refused, Step,
        follow_up::{self, Draft, Written},
        send_follow_ups::{self, Due},
    },
};
use bonafide_store::{
    audit_log, emails as kept,
    follow_ups::{self, FollowUp, State},
    messages::{MessageKind, Visibility},
};
use serde_json::{Value, json};

use crate::{
    device::{Device, client_id},
    world::{World, on_both, refusal, run},
};

const MARA: &str = "mara@shop.example";

impl World {
    /// What an agent writes to an address of the person of a conversation, where mail is sent.
    pub(crate) fn mail_draft(&self, conversation: ConversationId, email: EmailIdentityId) -> Draft {
        Draft {
            token: self.agent.clone(),
            conversation,
            client_id: ClientMadeId::new(&client_id()).unwrap(),
            email,
            subject: Subject::new("Your order").unwrap(),
            words: Words::new("It has left.\nBest wishes").unwrap(),
            confirmed: None,
            sends: true,
        }
    }

    /// The id of an address that somebody holds.
    pub(crate) fn email_id(&self, address: &str) -> EmailIdentityId {
        let key = EmailAddress::new(address).unwrap().key().as_str().to_owned();
        self.store(move |tx| kept::find(tx, &key)).unwrap().id
    }

    /// An agent writes to an address that somebody holds.
    pub(crate) fn follow_up(
        &self,
        conversation: ConversationId,
        address: &str,
        confirmed: Option<EmailMark>,
        subject: &str,
    ) -> Step<Written> {
        let draft = self.mail_draft(conversation, self.email_id(address));
        self.writes_mail(Draft { confirmed, subject: Subject::new(subject).unwrap(), ..draft })
    }

    /// An agent writes a mail.
    pub(crate) fn writes_mail(&self, draft: Draft) -> Step<Written> {
        self.write(move |tx| follow_up::follow_up(tx, &draft))
    }

    /// Sends what is due, as a server does again and again.
    pub(crate) fn sends_mail(&self) {
        run(mail::all(&self.nodes[0]));
    }

    /// How far a mail is.
    pub(crate) fn mail(&self, message: MessageId) -> FollowUp {
        self.store(move |tx| follow_ups::find(tx, message)).unwrap()
    }

    fn claims_mail(&self) -> Due {
        self.write(send_follow_ups::claim).unwrap()
    }
}

/// Somebody signed in whose token brings an address, and says whether it is verified.
fn bringing<'w>(world: &'w World, external_id: &str, verified: bool) -> Device<'w> {
    let mut device = world.device();
    device.log_in(&world.bringing(external_id, MARA, Some(verified))).unwrap();
    device
}

/// What somebody whose address is verified says, and where.
fn mara(world: &World) -> (Device<'_>, ConversationId) {
    let mut device = bringing(world, "usr_mara", true);
    let conversation = device.say("Where is my order?").unwrap().conversation.0;
    (device, conversation)
}

/// Somebody anonymous to whom an agent attached an address, and their conversation.
fn attached(world: &World) -> (Device<'_>, ConversationId) {
    let mut device = world.device();
    let conversation = device.say("Where is my order?").unwrap().conversation.0;
    world.attaches(device.user(), MARA, None).unwrap();
    (device, conversation)
}

fn failed(world: &World, message: MessageId) -> Obstacle {
    match world.mail(message).state {
        State::Failed { obstacle, .. } => obstacle,
        state @ (State::Waiting { .. } | State::Sent { .. }) => panic!("it has not failed: {state:?}"),
    }
}

on_both! {
    fn eml_11_a_verified_address_is_written_to_without_a_warning(world) {
        let (device, conversation) = mara(world);
        let written = world.follow_up(conversation, MARA, None, "Your order").unwrap();
        assert_eq!((written.mail.mark, written.mail.address.as_deref()), (EmailMark::Verified, Some(MARA)));
        assert_eq!(written.mail.user, device.user());
    }

    fn eml_11_a_warning_comes_before_writing_to_an_address_that_is_not_verified(world) {
        let (_, conversation) = attached(world);
        let warned = Refused::AddressNotVerified(EmailMark::AddedByAgent);
        assert_eq!(refusal(world.follow_up(conversation, MARA, None, "Your order")), warned);
        assert_eq!(world.agents_page(conversation).follow_ups, [], "nothing was written");
        let confirmed = Some(EmailMark::AddedByAgent);
        let written = world.follow_up(conversation, MARA, confirmed, "Your order").unwrap();
        assert_eq!(written.mail.mark, EmailMark::AddedByAgent, "what was known of it is kept");
    }

    fn eml_11_what_changed_since_the_warning_is_warned_of_anew(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let (_, conversation) = mara(world);
        bringing(world, "usr_mara", false);
        let warned = Refused::AddressNotVerified(EmailMark::NotVerified);
        for confirmed in [None, Some(EmailMark::Verified), Some(EmailMark::GivenByForm)] {
            assert_eq!(refusal(world.follow_up(conversation, MARA, confirmed, "Your order")), warned);
        }
        world.follow_up(conversation, MARA, Some(EmailMark::NotVerified), "Your order").unwrap();
    }

    fn eml_11_only_an_address_of_the_conversations_user_is_written_to(world) {
        let (_, _) = mara(world);
        let mut other = world.device();
        let theirs = other.say("And mine?").unwrap().conversation.0;
        let confirmed = Some(EmailMark::Verified);
        assert_eq!(refusal(world.follow_up(theirs, MARA, confirmed, "Your order")), Refused::NotFound);
    }

    fn see_9_a_follow_up_is_an_agents_and_only_agents_see_it(world) {
        let (device, conversation) = mara(world);
        let written = world.follow_up(conversation, MARA, None, "Your order").unwrap();
        let page = world.agents_page(conversation);
        let told = page.messages.last().unwrap();
        assert_eq!((told.kind, told.visibility), (MessageKind::FollowUp, Visibility::Agents));
        assert_eq!(told, &written.message, "its evidence is the agent");
        assert_eq!(page.follow_ups, [written.mail]);
        assert_eq!(device.words(), ["Where is my order?"]);
        assert_eq!(world.tickets(conversation)[0].status, Status::Open, "somebody works on it");
    }

    fn see_8_the_audit_log_says_to_whom_was_written_without_the_address(world) {
        let (device, conversation) = attached(world);
        let confirmed = Some(EmailMark::AddedByAgent);
        let written = world.follow_up(conversation, MARA, confirmed, "Your order").unwrap();
        let last = world.store(|tx| audit_log::page(tx, &audit_log::Filter::default(), None, 1)).remove(0);
        let message = written.message.id.to_string();
        assert_eq!((last.action.as_str(), last.subject), ("user.follow_up", device.user().to_string()));
        let detail: Value = serde_json::from_str(&last.detail).unwrap();
        assert_eq!(detail, json!({"message": message, "standing": "added_by_agent"}));
    }

    fn details_19_a_repeat_is_answered_as_the_first_and_sends_no_second_mail(world) {
        let (_, conversation) = attached(world);
        let confirmed = Some(EmailMark::AddedByAgent);
        let draft = Draft { confirmed, ..world.mail_draft(conversation, world.email_id(MARA)) };
        let first = world.writes_mail(draft.clone()).unwrap();
        // Also where it could not be written any more.
        let again = world.writes_mail(Draft { sends: false, confirmed: None, ..draft.clone() }).unwrap();
        assert_eq!(again, Written { repeated: true, ..first });
        assert_eq!(world.agents_page(conversation).follow_ups.len(), 1);
        world.answer_under("another-message", conversation, Visibility::All, "Hello").unwrap();
        let client_id = ClientMadeId::new("another-message").unwrap();
        assert!(matches!(refusal(world.writes_mail(Draft { client_id, ..draft })), Refused::Invalid(_)));
    }

    fn eml_11_where_no_mail_is_sent_none_is_written(world) {
        let (_, conversation) = mara(world);
        let draft = Draft { sends: false, ..world.mail_draft(conversation, world.email_id(MARA)) };
        assert_eq!(refusal(world.writes_mail(draft)), Refused::MailOff);
    }

    fn eml_11_a_mail_waits_for_a_day_while_mail_is_switched_off(world) {
        let (_, conversation) = mara(world);
        let mail = world.follow_up(conversation, MARA, None, "Your order").unwrap().message.id;
        world.sends_mail();
        let hindered = world.mail(mail);
        let due_at = world.nodes[0].now().plus(Span::minutes(1));
        assert_eq!(hindered.state, State::Waiting { obstacle: Some(Obstacle::Off), due_at });
        for _ in 0..8 {
            world.clock.forward(Span::minutes(12 * 60));
            world.sends_mail();
        }
        assert_eq!((failed(world, mail), world.mail(mail).attempts), (Obstacle::Off, 8));
    }

    fn eml_11_a_mail_goes_only_while_the_address_is_the_same_users(world) {
        let (_, conversation) = attached(world);
        let confirmed = Some(EmailMark::AddedByAgent);
        let mail = world.follow_up(conversation, MARA, confirmed, "Your order").unwrap().message.id;
        mara(world); // RES-5: their verified address takes it.
        assert_eq!(world.claims_mail(), Due::More);
        assert_eq!(failed(world, mail), Obstacle::AddressMoved);
        assert_eq!(world.claims_mail(), Due::Nothing);
    }

    fn eml_11_a_mail_that_was_written_to_a_verified_address_goes_to_no_other(world) {
        world.has_policy(EmailPolicy::VerifiedAndUnverified);
        let (_, conversation) = mara(world);
        let mail = world.follow_up(conversation, MARA, None, "Your order").unwrap().message.id;
        bringing(world, "usr_mara", false);
        world.sends_mail();
        assert_eq!(failed(world, mail), Obstacle::AddressChanged);
    }

    fn eml_11_a_mail_goes_on_where_its_user_was_merged_and_not_to_somebody_else_when_that_is_undone(world) {
        let (device, conversation) = attached(world);
        let confirmed = Some(EmailMark::AddedByAgent);
        let mut other = world.device();
        other.log_in(&world.token("usr_other")).unwrap();
        other.say("Hello").unwrap();
        let mail = world.follow_up(conversation, MARA, confirmed, "Your order").unwrap().message.id;
        let merged = world.merge(device.user(), other.user()).unwrap();
        let Due::Letter(letter) = world.claims_mail() else { panic!("it still goes") };
        assert_eq!((letter.message, letter.to.as_str()), (mail, MARA));
        world.clock.forward(LEASE);
        world.undo(merged.id).unwrap();
        let Due::Letter(letter) = world.claims_mail() else { panic!("it is theirs again") };
        assert_eq!((letter.message, letter.attempt), (mail, 2));
    }

    fn res_11_a_mail_to_somebody_erased_is_not_sent(world) {
        let (device, conversation) = mara(world);
        world.follow_up(conversation, MARA, None, "Your order").unwrap();
        world.erase(device.user()).unwrap();
        assert_eq!(world.claims_mail(), Due::More);
        assert_eq!(world.claims_mail(), Due::Nothing);
        world.do_jobs();
        assert_eq!(world.store(|tx| tx.rows("SELECT * FROM follow_ups", &[])).len(), 0);
    }

    fn eml_11_an_attempt_that_took_too_long_settles_nothing(world) {
        let (_, conversation) = mara(world);
        let mail = world.follow_up(conversation, MARA, None, "Your order").unwrap().message.id;
        let settle = |attempt| world.write(move |tx| send_follow_ups::settle(tx, mail, attempt, Ok(()))).unwrap();
        assert!(matches!(world.claims_mail(), Due::Letter(_)));
        assert_eq!(world.claims_mail(), Due::Nothing, "it is somebody's");
        world.clock.forward(LEASE);
        assert!(matches!(world.claims_mail(), Due::Letter(_)));
        settle(1);
        assert!(matches!(world.mail(mail).state, State::Waiting { .. }));
        settle(2);
        assert!(matches!(world.mail(mail).state, State::Sent { .. }));
    }
}
