//! The table, from which both the tests and the page are made.

use bonafide_domain::identity::EmailPolicy;

use super::{
    addresses, chats, codes, devices, doors, forms, live_chats, messages, questions, sessions, stage::Stage,
    tokens,
};

/// What somebody tries.
pub(crate) struct Attack {
    /// The name of its tests.
    pub(crate) name: &'static str,
    /// It in words.
    pub(crate) tries: &'static str,
    /// What they get under each policy, in the policies' order, or under all of them.
    pub(crate) gets: &'static [&'static str],
}

/// Makes the table, and for each of its cells a test on both databases.
macro_rules! attacks {
    ($($tries:literal: $file:ident::$name:ident => $gets:expr;)*) => {
        /// All attacks.
        pub(crate) const TABLE: &[Attack] =
            &[$(Attack { name: stringify!($name), tries: $tries, gets: &$gets }),*];

        $(mod $name {
            cells! { $file::$name:
                verified_only VerifiedOnly
                verified_and_unverified VerifiedAndUnverified
                anyone_may_claim AnyoneMayClaim
            }
        })*
    };
}

/// The cells of an attack.
macro_rules! cells {
    ($file:ident::$name:ident: $($policy:ident $variant:ident)*) => {
        $(mod $policy {
            use super::super::{EmailPolicy, $file, Stage};
            use crate::world::Engine;

            fn play(engine: Engine) {
                let stage = Stage::set(engine, EmailPolicy::$variant);
                $file::$name(&stage);
                stage.marks_are_true();
            }

            #[test]
            fn on_sqlite() {
                play(Engine::Sqlite);
            }

            #[test]
            fn on_postgresql() {
                play(Engine::Postgresql);
            }
        })*
    };
}

attacks! {
    "Gives the victim's address by form, without signing in, before the victim has ever signed in":
        forms::form_before => [
            "No identity: what was typed stays in the transcript",
            "The address, shown as given by form, until the victim signs in: then it is the victim's (EML-2)",
            "The address, shown as given by form, until the victim signs in: then it is the victim's (EML-2)",
        ];
    "The same while the victim is signed in":
        forms::form_after => ["No identity, and the same answer as for any address (EML-3, EML-9)"];
    "The same after the victim's sessions ended":
        forms::form_after_the_victims_session_ended => [
            "No identity",
            "No identity",
            "The address, shown as unreliable, until the victim signs in again; no history, no mark (EML-5)",
        ];
    "Signs in with a token of their own that has the victim's address, not verified, before the victim has ever signed in":
        addresses::address_before => [
            "No identity: the address is the victim's as soon as the victim signs in",
            "The address, shown as not verified, until the victim signs in: then it is the victim's",
            "The address, shown as not verified, until the victim signs in: then it is the victim's",
        ];
    "The same after the victim has signed in":
        addresses::address_after => ["A refusal (`email_conflict`), and an anonymous conversation of their own"];
    "Both sign in at the same moment with that address":
        addresses::address_raced => ["Nothing that lasts: when both are done it is the victim's, whoever was first"];
    "Brings the address, not verified, of a victim who never signed in and for whom an agent attached it":
        addresses::address_that_an_agent_attached => ["A user of their own without the address"];
    "Attaches the victim's address to an anonymous user of their own, with a key of the REST API that leaked":
        addresses::address_that_a_program_attached => [
            "The address, shown as added by that key. As soon as the victim signs in, it is the victim's, and so is what was written there before, unmarked; every session of the attacker's has ended (EML-10, RES-2). Once the victim has it, a refusal (`address_held`)"
        ];
    "Brings an address of their own, verified, that looks like the victim's":
        addresses::address_that_looks_the_same => ["That address: it is another one"];
    "Has an external id that differs from the victim's in case alone":
        addresses::external_id_in_other_letters => ["A user of their own"];
    "Has the victim's name at the company":
        addresses::name_of_the_victim => ["That name, as the company says it, beside their own external id"];

    "Forges a token: unsigned, with another secret, with the claims exchanged, with a key that it brings along":
        tokens::forged_token => ["A refusal (`alg_not_allowed`, `signature_invalid`)"];
    "Has a token for the victim's external id from another account of the same server":
        tokens::token_of_another_account => ["A refusal (`kid_unknown`)"];
    "Uses the victim's token on a channel that does not accept its key":
        tokens::token_of_another_channel => ["A refusal (`channel_mismatch`)"];
    "Uses the victim's token after its key was deleted":
        tokens::token_of_a_deleted_key => ["A refusal (`kid_unknown`)"];
    "Uses the victim's token after its end":
        tokens::token_after_its_end => ["A refusal (`token_expired`)"];
    "Uses the victim's token after the victim was banned":
        tokens::token_after_a_ban => ["A refusal (`user_banned`), and no anonymous conversation on a device of the victim's"];
    "Uses the victim's token after an administrator ended the sessions and refused earlier tokens":
        tokens::token_after_they_were_refused => ["A refusal (`token_revoked`); the victim's next token is good"];
    "The same after the victim was deleted":
        tokens::token_after_they_were_refused_and_deleted => [
            "A refusal (`token_revoked`), also once the victim has signed in again as somebody new"
        ];
    "Uses the victim's token, stolen, after the victim logged out":
        tokens::token_after_a_logout => [
            "**All that the token proves, until its `exp`**: see below what to do about it"
        ];

    "Uses the victim's token of a chat on another chat, or on the messenger":
        chats::chat_token_of_another_channel => ["A refusal (`channel_mismatch`)"];
    "Makes a chat's token with a secret of their own":
        chats::chat_token_of_a_secret_of_their_own => ["A refusal (`signature_invalid`)"];
    "Makes a chat's token with a secret that leaked, after an administrator made a new one":
        chats::chat_token_of_the_secret_before => ["A refusal (`signature_invalid`); the victim's running chat goes on"];
    "Uses the victim's token of a chat again after two minutes, or stretches one beyond seven":
        chats::chat_token_that_is_replayed => ["A refusal (`iat_out_of_range`, `token_expired`, `lifetime_too_long`)"];
    "Uses the victim's token of a chat after the victim was banned":
        chats::chat_token_after_a_ban => ["A refusal (`user_banned`), and no anonymous conversation on a device of the victim's"];
    "Makes a portal's token with a key of their own, also one that the token brings along":
        live_chats::portal_token_of_another_key => ["A refusal (`signature_invalid`)"];
    "Makes a portal's token with the public key as a shared secret, without a signature, or with a signing key":
        live_chats::portal_token_of_a_shared_secret => ["A refusal (`alg_not_allowed`)"];
    "Uses a portal's token of another authentication setting, or the victim's own on the messenger":
        live_chats::portal_token_of_another_setting => ["A refusal (`kid_unknown`, `signature_invalid`, `alg_not_allowed`); where it is taken, the same id is somebody else"];
    "Makes a portal's token with a key whose expiry has passed":
        live_chats::portal_token_of_a_key_that_ended => ["A refusal (`kid_unknown`)"];
    "Makes a portal's token with a private key or a shared secret that the portal publishes by mistake":
        live_chats::portal_token_of_a_published_private_key => ["A refusal (`kid_unknown`, `alg_not_allowed`)"];
    "Hands over the victim's authorization code after the victim came back with it":
        codes::code_that_was_used => ["A refusal (`code_used`); the victim's session goes on"];
    "Hands over an authorization code of the victim's before the victim does, with a nonce of their own, or none":
        codes::code_of_another_sign_in => ["A refusal (`code_invalid`): the ID token's nonce is the victim's"];
    "The same where no ID token is verified, with a nonce of their own":
        codes::code_with_a_nonce_that_nothing_checks => ["A refusal (`code_invalid`), and nothing is exchanged"];
    "The same where the page used neither PKCE nor a nonce":
        codes::code_that_nothing_protects => [
            "**All that the code proves**: see below what to do about it; the victim is refused (`code_used`)"
        ];
    "Repeats the victim's whole call within five minutes, with its code, nonce, verifier and `login_id`":
        codes::code_call_that_was_overheard => ["**The victim's session**, which the victim's device has no more: see below"];
    "Repeats it later, or with a `login_id` of their own":
        codes::code_call_that_is_another => ["A refusal (`code_used`)"];
    "Hands over a code of the victim's after the victim was banned":
        codes::code_after_a_ban => ["A refusal (`user_banned`)"];
    "Hands over a code whose ID token the identity provider made for another of its clients":
        codes::code_of_another_client => ["A refusal (`audience_mismatch`)"];
    "Hands over an ID token or an access token of the victim's in place of a code":
        codes::token_in_place_of_a_code => ["A refusal (`code_invalid`): nothing but a code is exchanged"];
    "Sends an own answer of an identity provider with the code":
        codes::answer_brought_along => ["A refusal (`code_invalid`): what is exchanged is asked for by the server alone"];

    "Uses the victim's session after the victim logged out":
        sessions::session_after_a_logout => ["A refusal (`session_ended`)"];
    "Uses the victim's session after the victim was banned":
        sessions::session_after_a_ban => ["A refusal (`user_banned`)"];
    "Writes and reads with the victim's session after its token expired":
        sessions::session_after_its_end => ["A refusal (`session_expired`)"];
    "Gets the victim to sign in on a session that the attacker opened (session fixation)":
        sessions::session_fixed_anonymous => ["A session that was replaced; what they wrote with it stays unmarked"];
    "The same with a session on which the attacker is signed in":
        sessions::session_fixed_signed_in => ["A session that was replaced; nothing of the two is joined"];
    "Repeats the victim's login with its `login_id` and a token of their own, with a session that the device had":
        sessions::login_id_of_the_victim => ["A refusal (`login_id_used`)"];
    "Sends a refused token that names the victim, without a session of the victim's":
        sessions::refused_token_that_names_the_victim => ["The end of their own session, and of no other (SES-12)"];
    "Sends a refused token that names somebody else, with the victim's session":
        sessions::refused_token_with_the_victims_session => ["The end of that session, which they had: a logout, and no more"];

    "Writes on a shared device, and the victim signs in there more than half an hour later":
        devices::device_wrote_long_before => ["Nothing: the victim is asked, and nothing is joined without their word (MRG-11)"];
    "Writes on a shared device, and the victim signs in there soon":
        devices::device_wrote_soon_before => ["Their words in the victim's conversation, unmarked, before the line where the victim signed in"];
    "Uses a shared device after the victim logged out":
        devices::device_came_after_a_logout => ["A user, a device and a conversation of their own"];
    "Uses a shared device on which the victim's session expired":
        devices::device_came_after_the_end => ["No history; after signing in, a session of their own"];
    "Signs in on a shared device within half an hour after the victim wrote there without signing in":
        devices::device_signed_in_soon_after => ["**The words that the victim typed there, unmarked and without a name**, in a conversation of their own, and nothing else (MRG-11): see below"];
    "Signs in on a shared device more than half an hour after the victim wrote there without signing in":
        devices::device_signed_in_long_after => ["The question whether it was theirs, with when it was last written to: nothing else (MRG-11)"];
    "The same, and says that it was theirs":
        questions::question_answered_falsely => [
            "**What the victim left on the device**, unmarked and without anything that proves whose it is: see below; agents see who said so, and it can be undone"
        ];
    "Signs in on a shared device after the victim, who was asked there whether an earlier conversation is theirs, and says that it is":
        questions::question_of_who_was_there_before => ["A refusal (`question_over`): the question was the victim's session's, which ended (SES-10)"];
    "Answers the victim's question with a session of their own, signed in or not, on another device":
        questions::question_on_another_device => ["A refusal (`question_over`); the victim can still answer"];
    "Answers the victim's question with the victim's session after the victim logged out":
        questions::question_after_a_logout => ["A refusal (`session_ended`)"];
    "Answers again, otherwise, with the victim's session after the victim has said that it was not theirs":
        questions::question_answered_twice => ["A refusal (`question_over`): it stays with whoever wrote it"];

    "Makes a login token with a key of the REST API that leaked, for the messenger, a chat or a portal's channel":
        doors::token_of_a_rest_key => ["A refusal (`kid_unknown`, `signature_invalid`, `alg_not_allowed`): such a key lets programs read, and proves nobody"];
    "Names the victim's record in what the page says: in fields, as context, or in `portalcontactid` beside a token of their own":
        doors::record_that_the_page_names => ["No record: only what is signed leads to one (OMN-15). Context beside the token is refused (`bad_request`), a token that was added to as well (`signature_invalid`)"];
    "Asks for the victim's thread at the door of the published client, with a chat of their own, or begins one with a forged token":
        doors::thread_of_the_victim => ["A refusal (`not_found`, `signature_invalid`)"];
    "Uses the victim's session at that door after the victim ended the chat, or begins a chat with it":
        doors::session_of_the_victim_at_the_door => ["A refusal (`session_ended`), or a chat of their own without history"];

    "Writes as the victim (`as_user`)":
        messages::as_user_of_the_victim => ["A refusal (`wrong_user`)"];
    "Writes with the `client_id` of a message of the victim's":
        messages::client_id_of_the_victim => ["A message of their own"];
    "Says that a message was composed signed in, without being so":
        messages::mark_that_was_claimed => ["A message without a mark"];
    "Asks for the victim's conversation by its id, and for what is before a message of it":
        messages::conversation_by_its_id => ["Their own conversation, or a refusal"];
    "Writes to the victim's conversation by its id, or reads it, where people may have several":
        messages::several_by_their_ids => ["A refusal (`not_found`), the same as for an id that nobody has (MRG-9)"];
    "Names the message that began the victim's conversation, on a device that the victim used before":
        messages::several_by_what_began_them => ["A refusal (`not_found`)"];
    "Goes on in the victim's conversations on a shared device, after the victim wrote there without signing in and the attacker signed in":
        messages::several_left_on_the_device => ["A refusal (`not_found`): until it is answered whose they are, they are nobody's but the victim's (MRG-11)"];
}
