//! They sign in: verified, resolved, joined with what was written before, and every new message carries the mark.

use super::{MARA, Scene, done};
use crate::{client::Client, wire::agent::Evidence};

pub(super) async fn they_sign_in(scene: &mut Scene, laptop: &mut Client) {
    let narrator = scene.narrator;
    narrator
        .chapter("3. They sign in on the shop's site; its backend signs a token, the messenger passes it on");
    let stranger = laptop.user_id().to_owned();
    let opened = done("the login", laptop.login(&scene.token()).await);
    assert_eq!(opened.user.external_id.as_deref(), Some(MARA.0));
    assert_eq!(opened.user.name.as_deref(), Some(MARA.1));
    assert!(opened.session.is_authenticated());
    assert_ne!(opened.user.id, stranger, "MRG-7 (a): a new user with the external id");
    assert_eq!(
        laptop.conversation_id(),
        Some(scene.conversation.as_str()),
        "MRG-2: the conversation goes on"
    );
    laptop.closed().await;
    laptop.connect().await.expect("the laptop's socket opens with the new session");
    narrator.line("laptop", &format!("signed in as {} ({})", MARA.1, MARA.0));

    let signed_in = scene.agent.next("signed_in").await;
    let seam = signed_in.evidence.expect("agents see how somebody signed in");
    assert_eq!((seam.session.as_str(), seam.external_id.as_str()), (opened.session.id.as_str(), MARA.0));
    narrator.line("agent sees", &format!("{} signed in", MARA.1));

    let said = done("the first message signed in", laptop.write("It is really me: order 1042.").await);
    narrator.line("laptop", &said.text);
    let seen = scene.agent_sees(&said.id).await;
    assert!(seen.is_verified(), "SEE-1");
    let evidence = seen.evidence.expect("a mark rests on evidence");
    check_evidence(scene, &evidence, &opened.session.id, &opened.device.id);
    assert_eq!(seen.session.as_deref(), Some(opened.session.id.as_str()));
    assert_eq!(done("the evidence", scene.agent.evidence(&evidence.id).await), evidence);

    let id = scene.conversation.clone();
    let page = done("the conversation", scene.agent.conversation(&id).await);
    let marks: Vec<_> = page.messages.iter().map(|message| message.mark.as_deref()).collect();
    let (unmarked, marked) = (Some("not_verified"), Some("verified_when_written"));
    assert_eq!(marks, [unmarked, None, unmarked, marked], "MRG-6: what was written before stays unmarked");
    assert_eq!((page.user.mark.as_str(), page.user.id.as_str()), ("verified_now", laptop.user_id()));
    assert_eq!(done("the stranger", scene.agent.person(&stranger).await).id, laptop.user_id(), "MRG-5");
    let numbers: Vec<_> = page.tickets.iter().map(|ticket| ticket.number).collect();
    assert_eq!(numbers, [1], "MRG-2: the ticket goes on");
    narrator.line("agent sees", &format!("{} ({}) is verified now", MARA.1, MARA.0));
    narrator.line("", "what was written before the login stays not verified");
}

/// SEE-3: key, session, device, when the token was issued and accepted.
fn check_evidence(scene: &Scene, evidence: &Evidence, session: &str, device: &str) {
    let key = evidence.key.as_ref().expect("a signed token has a key");
    assert_eq!((key.id.as_str(), key.name.as_str()), (scene.company.key.id.as_str(), "Shop backend"));
    assert_eq!((evidence.method.as_str(), evidence.external_id.as_str()), ("signed_token", MARA.0));
    assert_eq!((evidence.session.as_str(), evidence.device.as_str()), (session, device));
    let issued = evidence.issued_at.as_deref().expect("the backend's library adds iat");
    let narrator = scene.narrator;
    narrator.line("why", &format!("key \u{201c}{}\u{201d} ({})", key.name, key.id));
    narrator.line("", &format!("session {session} on device {device}"));
    narrator.line("", &format!("token issued {issued}, accepted {}", evidence.accepted_at));
}
