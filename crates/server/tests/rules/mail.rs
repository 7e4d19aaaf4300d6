//! Mail as a real mail server gets it (EML-11).

use bonafide_domain::{
    email::EmailAddress,
    follow_up::Obstacle,
    id::{ConversationId, MessageId},
    mark::EmailMark,
    text::{Name, Subject, TextRefused, Words},
    time::Span,
};
use bonafide_server::{mail, use_cases::follow_up::Draft};
use bonafide_store::follow_ups::State;
use bonafide_testkit::mail::{Mail, MailServer, PLAIN, Protection, Wanted};

use crate::world::{World, run};

const MARA: &str = "Mara@shop.example";

/// A server that hands its mail to this one.
fn settings(server: &MailServer, security: &str) -> Vec<(&'static str, String)> {
    vec![
        ("mail.host", "localhost".to_owned()),
        ("mail.port", server.port().to_string()),
        ("mail.security", security.to_owned()),
        ("mail.from", "support@büro.example".to_owned()),
        ("mail.from_name", "Büro & Co.".to_owned()),
    ]
}

fn trusting(server: &MailServer, security: &str) -> Vec<(&'static str, String)> {
    let file = server.certificate().display().to_string();
    settings(server, security).into_iter().chain([("mail.ca_file", file)]).collect()
}

/// Somebody anonymous to whom an agent attached an address.
fn conversation(world: &World, address: &str) -> ConversationId {
    let mut device = world.device();
    let conversation = device.say("Where is my order?").unwrap().conversation.0;
    world.attaches(device.user(), address, None).unwrap();
    conversation
}

/// What an agent writes to that address.
fn draft(world: &World, address: &str) -> Draft {
    let conversation = conversation(world, address);
    let confirmed = Some(EmailMark::AddedByAgent);
    Draft { confirmed, ..world.mail_draft(conversation, world.email_id(address)) }
}

/// An agent writes to an address.
fn written(world: &World, address: &str) -> MessageId {
    world.writes_mail(draft(world, address)).unwrap().message.id
}

/// How far a mail is: the word, what hindered it, and how often it was tried.
fn state(world: &World, mail: MessageId) -> (&'static str, Option<Obstacle>, i64) {
    let mail = world.mail(mail);
    let obstacle = match mail.state {
        State::Waiting { obstacle, .. } => obstacle,
        State::Sent { .. } => None,
        State::Failed { obstacle, .. } => Some(obstacle),
    };
    (mail.state.as_str(), obstacle, mail.attempts)
}

/// What comes of one attempt with these settings.
fn tried(settings: &[(&'static str, String)]) -> (&'static str, Option<Obstacle>, i64) {
    let world = World::set(settings);
    let mail = written(&world, MARA);
    world.sends_mail();
    state(&world, mail)
}

fn one(server: &mut MailServer) -> Mail {
    let mut mails = server.mails();
    assert_eq!(mails.len(), 1, "{mails:?}");
    mails.remove(0)
}

#[test]
fn eml_11_a_mail_says_what_its_agent_wrote_and_nothing_else() {
    let mut server = MailServer::start(PLAIN);
    let more = ("mail.reply_to", "answers@shop.example".to_owned());
    let world = World::set(&settings(&server, "plain").into_iter().chain([more]).collect::<Vec<_>>());
    let words = "Dear Mara,\n\nyour order has left.\n.\nBest wishes\nBen";
    let draft = Draft {
        subject: Subject::new("Your order").unwrap(),
        words: Words::new(words).unwrap(),
        ..draft(&world, MARA)
    };
    let mail = world.writes_mail(draft).unwrap().message.id;
    world.sends_mail();
    assert_eq!(state(&world, mail), ("sent", None, 1));

    let came = one(&mut server);
    assert_eq!(
        (came.from.as_str(), came.to.as_slice()),
        ("support@xn--bro-hoa.example", &[MARA.to_owned()][..])
    );
    assert_eq!(came.hello, "xn--bro-hoa.example", "the name of this machine is nobody's affair");
    let expected = format!(
        "From: =?utf-8?b?QsO8cm8gJiBDby4=?= <support@xn--bro-hoa.example>\r\nTo: {MARA}\r\nSubject: Your order\r\n\
         Date: Fri, 15 Jan 2027 08:00:00 +0000\r\nMessage-ID: <{mail}@xn--bro-hoa.example>\r\nAuto-Submitted: no\r\n\
         Content-Type: text/plain; charset=utf-8\r\nReply-To: answers@shop.example\r\n\
         Content-Transfer-Encoding: 7bit\r\n\r\n{}\r\n",
        words.replace('\n', "\r\n")
    );
    assert_eq!(came.text(), expected);
    world.sends_mail();
    one(&mut server);
}

#[test]
fn eml_11_letters_of_every_script_arrive() {
    let mut server = MailServer::start(PLAIN);
    let world = World::set(&settings(&server, "plain"));
    let words = Words::new("Grüße, 你好, \u{1f469}\u{200d}\u{1f4bb}").unwrap();
    let subject = Subject::new("Ihre Bestellung für Zoë \u{1f469}\u{200d}\u{1f4bb}").unwrap();
    world.writes_mail(Draft { subject, words, ..draft(&world, "用户@bücher.example") }).unwrap();
    world.sends_mail();
    let came = one(&mut server);
    assert_eq!(
        came.to,
        ["用户@xn--bcher-kva.example"],
        "the domain is written in letters that every server knows"
    );
    assert_eq!(came.headers("Subject"), ["Ihre Bestellung =?utf-8?b?ZsO8ciBab8OrIPCfkanigI3wn5K7?="]);
    assert_eq!(came.headers("Content-Type"), ["text/plain; charset=utf-8"]);
}

#[test]
fn eml_11_a_server_that_knows_no_such_address_ends_it() {
    let server = MailServer::start(Wanted { utf8: false, ..PLAIN });
    let world = World::set(&settings(&server, "plain"));
    let mail = written(&world, "用户@shop.example");
    world.sends_mail();
    assert_eq!(state(&world, mail), ("failed", Some(Obstacle::Unsupported), 1));
}

#[test]
fn eml_11_nothing_that_somebody_writes_becomes_a_header() {
    for text in ["Hello\r\nBcc: all@shop.example", "Hello\nX: y", "Hello\0", "a\u{85}b"] {
        assert_eq!(Subject::new(text), Err(TextRefused::Character), "{text:?}");
        assert!(Name::new(text).is_err() && EmailAddress::new(&format!("{text}@shop.example")).is_err());
    }
    for text in ["Verified \u{2705}", "\u{2713}", "\u{2714}\u{fe0f} Hello", "\u{2611}"] {
        assert_eq!(Subject::new(text), Err(TextRefused::Character), "no check mark passes to mail: {text:?}");
    }
    let mut server = MailServer::start(PLAIN);
    let world = World::set(&settings(&server, "plain"));
    let subject = Subject::new("Hello\u{2028}Bcc: all@shop.example =?utf-8?q?=0D=0ABcc:_all?=").unwrap();
    let words = Words::new("\r\nBcc: all@shop.example\r\n.\r\nRCPT TO:<all@shop.example>\r\n").unwrap();
    world.writes_mail(Draft { subject, words, ..draft(&world, "o'brien+{x}@shop.example") }).unwrap();
    world.sends_mail();
    let came = one(&mut server);
    assert_eq!(came.to, ["o'brien+{x}@shop.example"]);
    assert_eq!((came.headers("Bcc").len(), came.headers("Subject").len()), (0, 1));
}

#[test]
fn eml_11_mail_goes_over_tls_from_the_beginning_or_after_starttls() {
    for (protection, security) in [(Protection::Tls, "tls"), (Protection::Starttls, "starttls")] {
        let login = Some(("bonafide", "correct horse battery"));
        let mut server = MailServer::start(Wanted { protection, login, ..PLAIN });
        let mut settings = trusting(&server, security);
        settings.push(("mail.user", "bonafide".to_owned()));
        settings.push(("mail.password", "correct horse battery".to_owned()));
        assert_eq!(tried(&settings), ("sent", None, 1), "{security}");
        let came = one(&mut server);
        assert!(came.encrypted && came.signed_in, "{security}: {came:?}");
    }
}

#[test]
fn eml_11_without_the_encryption_that_is_set_nothing_is_sent() {
    let mut plain = MailServer::start(PLAIN);
    let mut starttls = MailServer::start(Wanted { protection: Protection::Starttls, ..PLAIN });
    let mut tls = MailServer::start(Wanted { protection: Protection::Tls, ..PLAIN });
    let hindered = |obstacle| ("waiting", Some(obstacle), 1);
    assert_eq!(tried(&settings(&plain, "starttls")), hindered(Obstacle::Insecure), "it offers none");
    assert_eq!(tried(&settings(&plain, "tls")), hindered(Obstacle::Insecure), "it speaks none");
    // Signed by nobody whom the system trusts.
    assert_eq!(tried(&settings(&starttls, "starttls")), hindered(Obstacle::Insecure));
    assert_eq!(tried(&settings(&tls, "tls")), hindered(Obstacle::Insecure));
    for server in [&mut plain, &mut starttls, &mut tls] {
        assert_eq!(server.mails(), []);
    }
}

#[test]
fn eml_11_a_password_that_is_wrong_is_no_fault_of_the_mail() {
    let login = Some(("bonafide", "correct horse battery"));
    let server = MailServer::start(Wanted { protection: Protection::Tls, login, ..PLAIN });
    let mut settings = trusting(&server, "tls");
    settings.push(("mail.user", "bonafide".to_owned()));
    settings.push(("mail.password", "wrong".to_owned()));
    assert_eq!(tried(&settings), ("waiting", Some(Obstacle::SignIn), 1));
}

#[test]
fn eml_11_a_mail_that_is_not_taken_now_is_taken_later_and_is_the_same() {
    let mut server = MailServer::start(PLAIN);
    let world = World::set(&settings(&server, "plain"));
    let mail = written(&world, MARA);
    server.refuse("451 4.3.0 Greylisted");
    world.sends_mail();
    assert_eq!(state(&world, mail), ("waiting", Some(Obstacle::Later), 1));
    server.accept();
    world.sends_mail();
    assert_eq!(server.mails(), [], "not before a minute is over");
    world.clock.forward(Span::minutes(1));
    world.sends_mail();
    assert_eq!(state(&world, mail), ("sent", None, 2));
    let came = one(&mut server);
    assert_eq!(came.headers("Message-ID"), [format!("<{mail}@xn--bro-hoa.example>")]);
    assert_eq!(came.headers("Date"), ["Fri, 15 Jan 2027 08:00:00 +0000"], "when it was written");
}

#[test]
fn eml_11_a_mail_that_is_never_taken_fails_after_a_day() {
    let mut server = MailServer::start(PLAIN);
    let world = World::set(&settings(&server, "plain"));
    let mail = written(&world, MARA);
    server.refuse("451 4.3.0 Greylisted");
    for _ in 0..24 * 60 {
        world.sends_mail();
        world.clock.forward(Span::minutes(1));
    }
    assert_eq!(state(&world, mail), ("failed", Some(Obstacle::Later), 8));
}

#[test]
fn eml_11_a_mail_that_is_refused_fails_at_once_and_keeps_no_other_from_being_sent() {
    let mut server = MailServer::start(PLAIN);
    let world = World::set(&settings(&server, "plain"));
    let refused = written(&world, MARA);
    server.refuse("550 5.1.1 Mara@shop.example: there is nobody of this name");
    world.sends_mail();
    assert_eq!(state(&world, refused), ("failed", Some(Obstacle::Refused), 1));
    server.accept();
    let sent = written(&world, "other@shop.example");
    world.sends_mail();
    assert_eq!(state(&world, sent), ("sent", None, 1));
    assert_eq!(state(&world, refused), ("failed", Some(Obstacle::Refused), 1));
    assert_eq!(one(&mut server).to, ["other@shop.example"]);
}

#[test]
fn eml_11_while_the_mail_server_is_down_mails_wait_and_are_not_all_tried() {
    let server = MailServer::start(PLAIN);
    let world = World::set(&settings(&server, "plain"));
    drop(server);
    let mails = [MARA, "other@shop.example"].map(|address| written(&world, address));
    world.sends_mail();
    let states = mails.map(|mail| state(&world, mail));
    assert_eq!(states, [("waiting", Some(Obstacle::Unreachable), 1), ("waiting", None, 0)]);
}

#[test]
fn eml_11_several_servers_send_a_mail_once() {
    let mut server = MailServer::start(PLAIN);
    let world = World::many_nodes_set(&settings(&server, "plain"));
    let conversation = conversation(&world, MARA);
    let id = world.email_id(MARA);
    for _ in 0..10 {
        let confirmed = Some(EmailMark::AddedByAgent);
        world.writes_mail(Draft { confirmed, ..world.mail_draft(conversation, id) }).unwrap();
    }
    run(async { tokio::join!(mail::all(&world.nodes[0]), mail::all(&world.nodes[1])) });
    let mut ids: Vec<_> = server.mails().iter().flat_map(|mail| mail.headers("Message-ID")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), server.mails().len()), (10, 10));
}
