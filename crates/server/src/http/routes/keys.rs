//! The rows about signing keys and the secrets of chats.

use axum::http::StatusCode;

use crate::{
    http::{
        ErrorCode::{BadRequest, KeyLimitReached, KeyLinkSpent, NameTaken, RateLimited},
        Route,
        Who::Administrator,
        delete, get,
        handlers::{chat, keys},
        post,
    },
    wire,
};

pub(super) fn keys() -> Vec<Route> {
    use wire::{
        admin::{CreateKey, CreatedKey, DeleteKey, DeletedKey, Keys},
        chat::{MadeChatSecret, MakeChatSecret},
        key_link::{KeyHandedOver, MadeKeyLink, MakeKeyLink, OpenKeyLink},
    };
    vec![
        get("/admin/v1/keys", keys::keys)
            .who(Administrator)
            .summary("Lists the signing keys, oldest first")
            .gives::<Keys>(),
        post("/admin/v1/keys", keys::create_key)
            .who(Administrator)
            .summary("Makes a signing key; the whole secret is in this answer and never again")
            .takes::<CreateKey>()
            .gives::<CreatedKey>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest, NameTaken, KeyLimitReached]),
        delete("/admin/v1/keys/{kid}", keys::delete_key)
            .who(Administrator)
            .summary("Deletes a signing key: its tokens are refused from now on")
            .asks::<DeleteKey>()
            .gives::<DeletedKey>(),
        delete("/admin/v1/keys/{kid}/sessions", keys::end_sessions)
            .who(Administrator)
            .summary("Ends all sessions that were opened with a key, deleted or not")
            .gives::<wire::Empty>(),
        post("/admin/v1/keys/{kid}/links", keys::make_link)
            .who(Administrator)
            .summary("Makes a link that hands the key's id and secret to a developer, once and within a day")
            .takes::<MakeKeyLink>()
            .gives::<MadeKeyLink>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest]),
        delete("/admin/v1/keys/{kid}/links/{id}", keys::revoke_link)
            .who(Administrator)
            .summary("Revokes a link that nobody has opened")
            .gives::<wire::Empty>(),
        post("/admin/v1/channels/{id}/secret", chat::make_secret)
            .who(Administrator)
            .summary("Makes a chat's secret in the place of the one before; the whole of it is in this answer and never again")
            .takes::<MakeChatSecret>()
            .gives::<MadeChatSecret>()
            .status(StatusCode::CREATED)
            .fails(&[BadRequest]),
        post("/admin/v1/key-links/open", keys::open_link)
            .summary("Opens a link to a signing key, which can be done once")
            .takes::<OpenKeyLink>()
            .gives::<KeyHandedOver>()
            .fails(&[BadRequest, KeyLinkSpent, RateLimited]),
    ]
}
