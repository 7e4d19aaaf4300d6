//! The secret of a chat, on one node and on many (CHT-1, CHT-3).

use bonafide_domain::{
    email::EmailAddress,
    id::ChannelId,
    setting::SettingKind,
    text::Name,
    time::Span,
    token::{self, Claims, KeySecret, Reason},
};
use bonafide_server::{
    key_making,
    use_cases::{
        Refused, admission,
        channels::{self, NewChannel},
        chat_secrets::{self, Grace},
    },
};

use crate::{
    tokens::claims,
    world::{World, on_both, refusal, run},
};

/// Makes a channel whose people prove who they are in this way.
pub(crate) fn make_channel(world: &World, proof: SettingKind) -> ChannelId {
    let new = NewChannel {
        proof,
        name: Name::new("Chat").unwrap(),
        public_key: channels::public_key(&*world.nodes[0].random),
        origins: Vec::new(),
        login_required: false,
        asks_for_contact: false,
        multiple_conversations: false,
        color: None,
    };
    world.write(move |tx| channels::create_channel(tx, None, &new)).unwrap().channel.id
}

pub(crate) fn make_chat(world: &World) -> ChannelId {
    make_channel(world, SettingKind::SharedSecret)
}

pub(crate) fn make_secret(world: &World, node: usize, chat: ChannelId, grace: u32) -> KeySecret {
    let (sealed, secret) = run(key_making::make_secret(&world.nodes[node], world.account)).unwrap();
    let (by, grace) = (world.administrator.clone(), Grace::seconds(grace).unwrap());
    let made = world.write_on(node, move |tx| {
        let by = admission::admit_administrator(tx, &by)?;
        chat_secrets::make_secret(tx, Some(by.id), chat, &sealed, grace)
    });
    made.unwrap();
    KeySecret::new(secret.as_bytes().to_vec()).unwrap()
}

pub(crate) fn signed(world: &World, secret: &KeySecret) -> String {
    let claims = Claims {
        name: Some(Name::new("Mara").unwrap()),
        email: Some(EmailAddress::new("mara@shop.example").unwrap()),
        iat: Some(world.nodes[0].now()),
        ..claims("usr_1")
    };
    token::sign_for_chat(&claims, secret)
}

/// How a node judges a token that this secret makes now.
fn judged(world: &World, node: usize, chat: ChannelId, secret: &KeySecret) -> Result<(), Reason> {
    let token = signed(world, secret);
    let judged = run(world.nodes[node].judge(world.account, chat, &token)).unwrap();
    judged.outcome.map(drop).map_err(|refused| refused.reason())
}

on_both! {
    fn cht_1_a_secret_that_was_revoked_a_moment_ago_is_refused_by_the_login_itself(world) {
        let chat = make_chat(world);
        let first = make_secret(world, 0, chat, 0);
        let token = run(world.nodes[0].judge(world.account, chat, &signed(world, &first))).unwrap();
        let token = token.outcome.unwrap();
        let mut device = world.device();
        device.channel = chat;
        device.log_in(&token).unwrap();
        make_secret(world, 0, chat, 0);
        // The token was verified before: the login itself asks for the secret again.
        assert_eq!(refusal(device.log_in(&token)), Refused::Login(Reason::SignatureInvalid));
        device.say("A running chat goes on").unwrap();
        world.clock.forward(Span::seconds(540));
        device.say("until its token has ended").unwrap_err();
    }
}

#[test]
fn cht_1_a_new_secret_is_known_and_the_one_before_refused_on_every_node_at_once() {
    let world = World::on_many_nodes();
    let chat = make_chat(&world);
    let first = make_secret(&world, 0, chat, 0);
    for node in 0..world.nodes.len() {
        assert_eq!(judged(&world, node, chat, &first), Ok(()), "a new chat and its secret, on node {node}");
    }
    let second = make_secret(&world, 0, chat, 0);
    for node in 0..world.nodes.len() {
        assert_eq!(judged(&world, node, chat, &second), Ok(()), "the new one, on node {node}");
        assert_eq!(
            judged(&world, node, chat, &first),
            Err(Reason::SignatureInvalid),
            "the old one, on node {node}"
        );
    }
    let third = make_secret(&world, 1, chat, 600);
    for node in 0..world.nodes.len() {
        for secret in [&second, &third] {
            assert_eq!(judged(&world, node, chat, secret), Ok(()), "both live, on node {node}");
        }
    }
}
