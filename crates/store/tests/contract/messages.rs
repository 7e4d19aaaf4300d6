//! The contract of `messages`.

use bonafide_domain::{
    id::{ConversationId, DeviceId, MessageId},
    identity::Written,
    time::Millis,
};
use bonafide_store::{
    Result, Tx, conversations, evidence,
    messages::{self, Author, Message, MessageKind, NewMessage, Speaker, Visibility},
    users,
};

use crate::{
    furnish::{
        AGENT, DEVICE, HANNA, MARA, TABLET, anonymous, answer, conversation, evidence_of, id, open, say,
        sign_in, speaker, texts,
    },
    world::{BEGIN, World, on_both},
};

const CONVERSATION: ConversationId = id(20);

/// Mara, signed in on her device, and her conversation.
fn begin(tx: &mut Tx<'_>) -> Result<Speaker> {
    conversation(tx, 20, MARA)?;
    sign_in(tx, 20, MARA, DEVICE)?;
    Ok(speaker(MARA, id(20), DEVICE, Some(id(20))))
}

fn find(world: &World, id: MessageId) -> Message {
    world.write(move |tx| messages::find(tx, id)).expect("the message is there")
}

fn page(world: &World, to: Visibility, before: Option<MessageId>, limit: i64) -> Vec<MessageId> {
    let page = world.write(move |tx| messages::page(tx, CONVERSATION, to, before, limit));
    page.into_iter().map(|message| message.id).collect()
}

on_both! {
    fn see_3_a_message_is_read_with_its_author_and_what_proves_it(world) {
        world.write(|tx| {
            let mara = begin(tx)?;
            users::set_name(tx, MARA, "Mara Keller", id(20))?;
            say(tx, 30, CONVERSATION, mara, Visibility::All)
        });
        let author = Author::User {
            user: MARA,
            root: MARA,
            name: Some("Mara Keller".to_owned()),
            session: id(20),
            device: DEVICE,
            evidence: Some(Box::new(evidence_of(20, MARA, DEVICE))),
        };
        let message = Message {
            id: id(30),
            conversation: CONVERSATION,
            root: CONVERSATION,
            author,
            client_id: "client-30".to_owned(),
            visibility: Visibility::All,
            kind: MessageKind::Text,
            text: "message 30".to_owned(),
            received_at: BEGIN,
        };
        assert_eq!(find(world, id(30)), message);
        assert_eq!(world.elsewhere(|tx| messages::find(tx, id(30))), None);
        assert_eq!(world.write(|tx| messages::find(tx, MessageId::ZERO)), None);
    }

    fn a_message_is_read_as_it_was_told_when_it_was_written(world) {
        let author = |evidence| Author::User {
            user: MARA,
            root: MARA,
            name: Some("Mara Keller".to_owned()),
            session: id(20),
            device: DEVICE,
            evidence,
        };
        world.write(|tx| {
            begin(tx)?;
            users::set_name(tx, MARA, "Mara Keller", id(20))
        });
        let agent = Author::Agent { agent: AGENT, name: "Home agent".to_owned() };
        let mara = author(Some(Box::new(evidence_of(20, MARA, DEVICE))));
        let authors = [mara, author(None), agent, Author::System];
        for (byte, author) in (30..).zip(authors) {
            let told = Message {
                id: id(byte),
                conversation: CONVERSATION,
                root: CONVERSATION,
                visibility: Visibility::All,
                author,
                client_id: format!("client-{byte}"),
                kind: MessageKind::Text,
                text: format!("message {byte}"),
                received_at: BEGIN,
            };
            let written = told.clone();
            world.write(move |tx| messages::insert(tx, &NewMessage::from(&written)));
            assert_eq!(find(world, id(byte)), told);
        }
    }

    fn see_1_a_message_without_evidence_has_none(world) {
        world.write(|tx| {
            begin(tx)?;
            say(tx, 30, CONVERSATION, speaker(MARA, id(20), DEVICE, None), Visibility::All)
        });
        assert!(matches!(find(world, id(30)).author, Author::User { evidence: None, name: None, .. }));
    }

    fn see_9_an_agents_message_names_the_agent(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            say(tx, 30, CONVERSATION, Speaker::Agent(AGENT), Visibility::Agents)
        });
        let message = find(world, id(30));
        assert_eq!(message.author, Author::Agent { agent: AGENT, name: "Home agent".to_owned() });
        assert_eq!(message.visibility, Visibility::Agents);
    }

    fn see_5_what_the_system_asks_and_what_a_form_gave_are_kinds_of_their_own(world) {
        world.write(|tx| {
            let mara = begin(tx)?;
            let told = |id, speaker, kind, text| NewMessage {
                id,
                conversation: CONVERSATION,
                speaker,
                client_id: "client-30",
                visibility: Visibility::All,
                kind,
                text,
            };
            messages::insert(tx, &told(id(30), Speaker::System, MessageKind::ContactAsked, ""))?;
            messages::insert(tx, &told(id(31), mara, MessageKind::Contact, "mara@shop.example"))
        });
        let asked = find(world, id(30));
        assert_eq!((asked.author, asked.kind, asked.text.as_str()), (Author::System, MessageKind::ContactAsked, ""));
        let given = find(world, id(31));
        assert_eq!((given.kind, given.text.as_str()), (MessageKind::Contact, "mara@shop.example"));
    }

    fn mrg_6_after_a_merge_the_author_stays_and_leads_to_the_other(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 21)?;
            conversation(tx, 20, anyone)?;
            open(tx, 21, anyone, TABLET)?;
            say(tx, 30, CONVERSATION, speaker(anyone, id(21), TABLET, None), Visibility::All)?;
            evidence::insert(tx, &evidence_of(20, MARA, DEVICE))?;
            users::set_name(tx, MARA, "Mara Keller", id(20))?;
            users::retire(tx, anyone, MARA)
        });
        let author = Author::User {
            user: id(21),
            root: MARA,
            name: None,
            session: id(21),
            device: TABLET,
            evidence: None,
        };
        assert_eq!(find(world, id(30)).author, author);
    }

    fn words_are_any_text(world) {
        world.write(|tx| conversation(tx, 20, MARA));
        for (number, text) in (30..).zip(texts()) {
            let said = text.clone();
            world.write(move |tx| {
                let message = NewMessage {
                    id: id(number),
                    conversation: CONVERSATION,
                    speaker: Speaker::Agent(AGENT),
                    client_id: &format!("client-{number}"),
                    visibility: Visibility::All,
                    kind: MessageKind::Text,
                    text: &said,
                };
                messages::insert(tx, &message)
            });
            assert_eq!(find(world, id(number)).text, text);
        }
    }

    fn details_19_a_device_uses_a_client_id_once(world) {
        world.write(|tx| {
            let mara = begin(tx)?;
            say(tx, 30, CONVERSATION, mara, Visibility::All)
        });
        let again = |speaker| {
            move |tx: &mut Tx<'_>| {
                let message = NewMessage {
                    id: id(31),
                    conversation: CONVERSATION,
                    speaker,
                    client_id: "client-30",
                    visibility: Visibility::All,
                    kind: MessageKind::Text,
                    text: "again",
                };
                messages::insert(tx, &message)
            }
        };
        let mara = speaker(MARA, id(20), DEVICE, None);
        assert_eq!(world.refused(again(mara)), "messages_device_client");
        world.write(|tx| sign_in(tx, 21, HANNA, TABLET));
        world.write(again(speaker(HANNA, id(21), TABLET, None)));
    }

    fn details_19_an_agent_uses_a_client_id_once(world) {
        world.write(|tx| {
            begin(tx)?;
            answer(tx, 30, CONVERSATION)?;
            say(tx, 31, CONVERSATION, speaker(MARA, id(20), DEVICE, None), Visibility::All)
        });
        let again = world.refused(|tx| {
            let message = NewMessage {
                id: id(32),
                conversation: CONVERSATION,
                speaker: Speaker::Agent(AGENT),
                client_id: "client-30",
                visibility: Visibility::Agents,
                kind: MessageKind::Text,
                text: "again",
            };
            messages::insert(tx, &message)
        });
        assert_eq!(again, "messages_agent_client");
    }

    fn a_message_is_written_once(world) {
        world.write(|tx| {
            begin(tx)?;
            answer(tx, 30, CONVERSATION)
        });
        let mara = speaker(MARA, id(20), DEVICE, None);
        assert_eq!(
            world.refused(move |tx| say(tx, 30, CONVERSATION, mara, Visibility::All)),
            "messages_pkey"
        );
    }

    fn details_19_a_repeat_is_found_by_whose_client_made_its_id(world) {
        world.write(|tx| {
            let mara = begin(tx)?;
            say(tx, 30, CONVERSATION, mara, Visibility::All)?;
            answer(tx, 31, CONVERSATION)
        });
        let by_device = |device: DeviceId, client_id: &'static str| {
            world.write(move |tx| messages::find_by_device(tx, device, client_id)).map(|message| message.id)
        };
        assert_eq!(by_device(DEVICE, "client-30"), Some(id(30)));
        assert_eq!(by_device(TABLET, "client-30"), None);
        assert_eq!(by_device(DEVICE, "Client-30"), None);
        assert_eq!(by_device(DEVICE, "client-31"), None);
        let by_agent = |agent, client_id: &'static str| {
            world.write(move |tx| messages::find_by_agent(tx, agent, client_id)).map(|message| message.id)
        };
        assert_eq!(by_agent(AGENT, "client-31"), Some(id(31)));
        assert_eq!(by_agent(AGENT, "client-30"), None);
        assert_eq!(by_agent(id(2), "client-31"), None);
        assert_eq!(world.elsewhere(|tx| messages::find_by_device(tx, DEVICE, "client-30")), None);
        assert_eq!(world.elsewhere(|tx| messages::find_by_agent(tx, AGENT, "client-31")), None);
    }

    fn a_page_is_the_newest_first_and_pages_follow_without_gaps_or_doubles(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            (100..120).try_for_each(|byte| answer(tx, byte, CONVERSATION).map(drop))
        });
        let whole: Vec<_> = (100..120).rev().map(id).collect();
        assert_eq!(page(world, Visibility::All, None, 99), whole);
        assert_eq!(page(world, Visibility::All, Some(id(103)), 2), [id(102), id(101)]);
        assert_eq!(page(world, Visibility::All, Some(id(100)), 9), []);
        assert_eq!(page(world, Visibility::All, None, 0), []);
        for size in [1, 7, 20] {
            let mut pages = Vec::new();
            while pages.len() < whole.len() {
                let next = page(world, Visibility::All, pages.last().copied(), size);
                assert!(!next.is_empty());
                pages.extend(next);
            }
            assert_eq!(pages, whole, "in pages of {size}");
        }
    }

    fn notes_are_in_the_agents_pages_alone_and_a_users_page_is_full_without_them(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            (100..110).try_for_each(|byte| {
                let visibility = if byte % 2 == 0 { Visibility::All } else { Visibility::Agents };
                say(tx, byte, CONVERSATION, Speaker::Agent(AGENT), visibility).map(drop)
            })
        });
        assert_eq!(page(world, Visibility::All, None, 3), [id(108), id(106), id(104)]);
        assert_eq!(page(world, Visibility::Agents, None, 3), [id(109), id(108), id(107)]);
        assert_eq!(page(world, Visibility::All, Some(id(105)), 9), [id(104), id(102), id(100)]);
    }

    fn a_page_is_of_one_conversation_of_one_account(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            answer(tx, 30, CONVERSATION)?;
            answer(tx, 31, id(21))
        });
        assert_eq!(page(world, Visibility::All, None, 9), [id(30)]);
        assert_eq!(world.elsewhere(|tx| messages::page(tx, CONVERSATION, Visibility::Agents, None, 9)), []);
    }

    fn mrg_11_when_the_user_last_wrote_is_asked_and_not_when_agents_did(world) {
        let last = || world.write(|tx| messages::last_written(tx, CONVERSATION));
        assert_eq!(last(), None);
        world.write(|tx| begin(tx).and_then(|_| answer(tx, 29, CONVERSATION)));
        assert_eq!(last(), None);
        let mara = speaker(MARA, id(20), DEVICE, None);
        world.write(move |tx| say(tx, 30, CONVERSATION, mara, Visibility::All));
        world.later(5);
        world.write(move |tx| say(tx, 31, CONVERSATION, mara, Visibility::All));
        world.later(5);
        world.write(|tx| answer(tx, 32, CONVERSATION));
        assert_eq!(last(), Some(Millis::new(BEGIN.as_i64() + 5)));
        assert_eq!(world.elsewhere(|tx| messages::last_written(tx, CONVERSATION)), None);
    }

    fn a_message_is_in_a_conversation_by_someone_who_is_there(world) {
        world.write(begin);
        assert!(world.impossible(|tx| answer(tx, 30, id(99))));
        let nobody = speaker(id(99), id(20), DEVICE, None);
        assert!(world.impossible(move |tx| say(tx, 30, CONVERSATION, nobody, Visibility::All)));
        let no_session = speaker(MARA, id(99), DEVICE, None);
        assert!(world.impossible(move |tx| say(tx, 30, CONVERSATION, no_session, Visibility::All)));
        assert!(world.impossible(|tx| say(tx, 30, CONVERSATION, Speaker::Agent(id(99)), Visibility::All)));
        let kept = world.write(|tx| conversations::find(tx, CONVERSATION)).unwrap();
        assert_eq!(kept.messages, 0);
    }

    fn somebody_waits_since_the_first_message_that_nobody_answered(world) {
        let waiting = || world.write(|tx| messages::waiting_since(tx, CONVERSATION, 3));
        let after = |millis| Some(Millis::new(BEGIN.as_i64() + millis));
        world.write(begin);
        assert_eq!(waiting(), None, "nothing was said");
        let mara = speaker(MARA, id(20), DEVICE, None);
        let says = |byte, speaker, visibility| {
            world.later(1);
            world.write(move |tx| say(tx, byte, CONVERSATION, speaker, visibility));
        };
        says(30, mara, Visibility::All);
        says(31, mara, Visibility::All);
        assert_eq!(waiting(), after(1));
        says(32, Speaker::Agent(AGENT), Visibility::Agents);
        assert_eq!(waiting(), after(1), "a note is no answer");
        says(39, Speaker::System, Visibility::All);
        assert_eq!(waiting(), after(1), "nor is what the server says by itself");
        says(40, Speaker::Agent(AGENT), Visibility::All);
        assert_eq!(waiting(), None);
        says(41, mara, Visibility::All);
        assert_eq!(waiting(), after(6));
        for byte in 42..45 {
            says(byte, mara, Visibility::All);
        }
        assert_eq!(waiting(), after(7), "of the last three messages");
        assert_eq!(world.elsewhere(|tx| messages::waiting_since(tx, CONVERSATION, 3)), None);
        assert_eq!(world.write(|tx| messages::waiting_since(tx, id(99), 3)), None);
    }

    fn mrg_12_a_message_belongs_where_it_was_written_until_an_undoing_puts_it_elsewhere(world) {
        world.write(|tx| {
            conversation(tx, 20, MARA)?;
            conversation(tx, 21, HANNA)?;
            sign_in(tx, 1, MARA, DEVICE)?;
            answer(tx, 30, id(20))?;
            say(tx, 31, id(20), speaker(MARA, id(1), DEVICE, Some(id(1))), Visibility::All)?;
            say(tx, 32, id(20), speaker(MARA, id(1), DEVICE, None), Visibility::All)
        });
        let written = |root| world.write(move |tx| messages::written(tx, root));
        let kept = |byte, home, author, marked| Written { id: id(byte), home, author, marked };
        let of_mara = [
            kept(30, id(20), None, false),
            kept(31, id(20), Some(MARA), true),
            kept(32, id(20), Some(MARA), false),
        ];
        assert_eq!(written(id(20)), of_mara);
        assert_eq!(world.write(|tx| messages::tally(tx, id(20))), (3, Some(id(32))));
        world.elsewhere(|tx| messages::set_root(tx, id(32), id(99)));
        world.write(|tx| messages::settle(tx, id(32), id(21)));
        assert_eq!(written(id(20)), of_mara[..2]);
        assert_eq!(written(id(21)), [kept(32, id(21), Some(MARA), false)]);
        world.write(|tx| messages::settle(tx, id(32), id(20)));
        world.write(|tx| messages::set_root(tx, id(31), id(21)));
        assert_eq!(written(id(20)), [of_mara[0], of_mara[2]]);
        assert_eq!(written(id(21)), [of_mara[1]], "found elsewhere, it belongs where it did");
        assert_eq!(world.write(|tx| messages::tally(tx, id(21))), (1, Some(id(31))));
        assert_eq!(world.write(|tx| messages::tally(tx, id(99))), (0, None));
        assert_eq!(world.elsewhere(|tx| messages::written(tx, id(20))), []);
        assert!(world.impossible(|tx| messages::settle(tx, id(31), id(99))));
    }
}
