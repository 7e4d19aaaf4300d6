//! Which record a login leads to, and that it is nothing but a fact for agents (OMN-6, OMN-15, OMN-16).

use bonafide_domain::{
    id::{ConversationId, SettingId},
    mark::PersonMark,
    record::{LinkedBy, NotLinked, Record, Written},
};
use bonafide_server::use_cases::{person, records};
use serde_json::json;

use super::Shop;

impl Shop {
    pub(super) fn record(
        &self,
        setting: Option<SettingId>,
        kind: &'static str,
        id: &'static str,
        status: &'static str,
    ) {
        let written = Written { kind, id, name: Some("Mara Keller"), status, ..Written::default() };
        let (by, record) = (self.world.administrator.clone(), Record::new(&written).unwrap());
        self.world.write(move |tx| records::put(tx, &by, setting, &record)).unwrap();
    }

    /// To which kind of record a conversation is linked, and what by; or why it is not. Some record is kept.
    pub(super) fn linked(&self, conversation: ConversationId) -> Result<(&'static str, LinkedBy), NotLinked> {
        let linked = self.summary(conversation).login.unwrap().record.unwrap();
        linked.map(|(kept, by)| (kept.record.kind.as_str(), by))
    }
}

#[test]
fn omn_6_a_conversation_is_linked_to_the_active_record_with_the_tokens_sub() {
    Shop::on_each(|shop, pair| {
        let mut device = shop.device();
        device.log_in(&shop.bringing(pair, "c-7", &json!({}))).unwrap();
        let conversation = device.say("Hello").unwrap().conversation.0;
        assert_eq!(shop.summary(conversation).login.unwrap().record, None, "no records are kept");
        shop.record(None, "contact", "c-7", "active");
        assert_eq!(shop.linked(conversation), Err(NotLinked::NoRecord), "the account's c-7 is somebody else");
        shop.record(Some(shop.setting), "contact", "c-7", "gesperrt");
        assert_eq!(shop.linked(conversation), Err(NotLinked::NotActive));
        shop.record(Some(shop.setting), "contact", "c-7", "active");
        assert_eq!(shop.linked(conversation), Ok(("contact", LinkedBy::Sub)));
        shop.record(Some(shop.setting), "account", "c-7", "active");
        assert_eq!(shop.linked(conversation), Err(NotLinked::Several));
        let mark = shop.summary(conversation).mark;
        assert_eq!(mark, PersonMark::VerifiedNow, "authenticated and unlinked");
    });
}

#[test]
fn omn_6_a_login_by_a_signing_key_leads_to_a_record_of_the_accounts_own_ids() {
    Shop::on_each(|shop, _| {
        shop.record(None, "account", "usr_1", "active");
        shop.record(Some(shop.setting), "contact", "usr_1", "active");
        let mut device = shop.world.device();
        device.log_in(&shop.world.token("usr_1")).unwrap();
        let conversation = device.say("Hello").unwrap().conversation.0;
        assert_eq!(
            shop.linked(conversation),
            Ok(("account", LinkedBy::Sub)),
            "the portal's usr_1 is somebody else"
        );
    });
}

#[test]
fn omn_16_a_record_that_is_deleted_links_nothing() {
    Shop::on_each(|shop, pair| {
        shop.record(Some(shop.setting), "contact", "c-7", "active");
        shop.record(Some(shop.setting), "contact", "c-8", "active");
        let mut device = shop.device();
        device.log_in(&shop.bringing(pair, "c-7", &json!({}))).unwrap();
        let conversation = device.say("Hello").unwrap().conversation.0;
        let linked = shop.summary(conversation).login.unwrap().record.unwrap().unwrap().0.id;
        let by = shop.world.administrator.clone();
        shop.world.write(move |tx| records::delete(tx, &by, linked)).unwrap();
        assert_eq!(shop.linked(conversation), Err(NotLinked::NoRecord));
    });
}

#[test]
fn omn_15_the_signed_contact_links_where_sub_does_not() {
    Shop::on_each(|shop, pair| {
        shop.record(Some(shop.setting), "contact", "k-1", "active");
        let mut device = shop.device();
        device.log_in(&shop.bringing(pair, "c-7", &json!({"portalcontactid": "k-1"}))).unwrap();
        let conversation = device.say("Hello").unwrap().conversation.0;
        assert_eq!(shop.linked(conversation), Ok(("contact", LinkedBy::PortalContact)));
        shop.record(Some(shop.setting), "account", "c-7", "active");
        assert_eq!(shop.linked(conversation), Err(NotLinked::Different));
    });
}

#[test]
fn omn_16_a_record_marks_merges_and_resolves_nobody() {
    Shop::on_each(|shop, pair| {
        shop.record(Some(shop.setting), "contact", "c-7", "active");
        let stranger = shop.device().say("Hello").unwrap().conversation.0;
        let (mut first, mut second) = (shop.device(), shop.device());
        let one = first.log_in(&shop.bringing(pair, "c-7", &json!({}))).unwrap().user;
        let other =
            second.log_in(&shop.bringing(pair, "c-8", &json!({"portalcontactid": "c-7"}))).unwrap().user;
        assert_ne!(one, other, "two who lead to one record are two");
        assert_eq!(shop.summary(stranger).mark, PersonMark::NotVerified);
        let (by, user) = (shop.world.agent.clone(), one);
        let kin = shop.world.read(move |tx| person::find(tx, &by, user)).unwrap();
        assert_eq!(kin.emails, []);
    });
}
