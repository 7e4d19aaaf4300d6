//! A wrong, an expired and a tampered token: the device stays anonymous, can go on writing, and is told why.

use super::{MARA, Scene, done, refused, token_of};
use crate::{backend::Key, client::Client};

pub(super) async fn leave_them_anonymous(scene: &Scene, laptop: &mut Client) {
    let narrator = scene.narrator;
    narrator.chapter("6. Tokens that prove nothing");
    let stranger = laptop.user_id().to_owned();
    let key = &scene.company.key;
    let wrong_secret = Key { id: key.id.clone(), secret: "somebody else's guess at the secret".to_owned() };
    let unknown_key = Key { id: "app_000000000000000000000000".to_owned(), secret: key.secret.clone() };
    let tokens = [
        ("a token of another secret", token_of(&wrong_secret, MARA.0, MARA.1, 3600), "signature_invalid"),
        ("a token of an unknown key", token_of(&unknown_key, MARA.0, MARA.1, 3600), "kid_unknown"),
        ("an expired token", token_of(key, MARA.0, MARA.1, -3600), "token_expired"),
        ("a tampered token", tampered(key), "signature_invalid"),
    ];
    for (what, token, reason) in tokens {
        let failed = refused(what, laptop.login(&token).await);
        assert_eq!((failed.code(), failed.reason()), ("invalid_auth", Some(reason)), "{what}");
        assert_eq!(laptop.user_id(), stranger, "{what} changes nothing");
        narrator.line("laptop", &format!("{what} is refused: {reason}"));

        let said = done("an anonymous message", laptop.write(&format!("After {what}.")).await);
        let page = done("the conversation", laptop.conversation().await);
        assert_eq!(page.messages.last().map(|message| &message.id), Some(&said.id), "SES-6");
        let read = done("the agent reads", scene.agent.person(&stranger).await);
        assert_eq!(read.mark, "not_verified", "{what}");
    }
    narrator.line("laptop", "goes on anonymously");
}

/// A good token whose claims were exchanged for those of somebody else, under the signature of the first.
fn tampered(key: &Key) -> String {
    let (own, wanted) = (token_of(key, "usr_7", "Mallory", 3600), token_of(key, MARA.0, MARA.1, 3600));
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    match (parts(&own).as_slice(), parts(&wanted).as_slice()) {
        ([header, _, signature], [_, claims, _]) => format!("{header}.{claims}.{signature}"),
        _ => panic!("a token has three parts"),
    }
}
