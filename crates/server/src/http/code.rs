//! Every way in which our own APIs say no.

use axum::http::StatusCode;

macro_rules! codes {
    ($($name:ident: $status:ident, $code:literal, $says:literal;)*) => {
        /// Why a request was not carried out: a word for programs, a status, a sentence for people.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $(#[doc = $says] $name,)*
        }

        impl ErrorCode {
            /// All of them, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word for programs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status it is answered with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// What was wrong and what to do, in one sentence.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$name => $says,)* }
            }
        }
    };
}

codes! {
    BadRequest: BAD_REQUEST, "bad_request",
        "The request is not what this endpoint takes: correct it where the description says.";
    InvalidAuth: UNAUTHORIZED, "invalid_auth",
        "The proof of identity was not accepted: the reason names the check that failed.";
    SessionMissing: UNAUTHORIZED, "session_missing",
        "The request needs a session's token in the header `Authorization: Bearer bfs_…`: send it along.";
    SessionUnknown: UNAUTHORIZED, "session_unknown",
        "The session's token is not one of this server's: wipe it and begin anew.";
    SessionEnded: UNAUTHORIZED, "session_ended",
        "The session has ended: log in again, or go on without signing in.";
    SessionExpired: UNAUTHORIZED, "session_expired",
        "The session has expired: log in with a new token, or go on without signing in.";
    SessionReplaced: UNAUTHORIZED, "session_replaced",
        "A newer session took this one's place on the device: repeat with the newer one and the same client id.";
    LinkSpent: UNAUTHORIZED, "link_spent",
        "The one-time link is unknown, used or older than a day: restart the server to get another.";
    SignInRequired: UNAUTHORIZED, "sign_in_required",
        "The request needs an agent's token in the header `Authorization: Bearer bfa_…`: sign in first.";
    SignInRefused: UNAUTHORIZED, "sign_in_refused",
        "The email address and the password do not belong together: correct one of them.";
    KeyRequired: UNAUTHORIZED, "key_required",
        "No key of this app was proven: send its id and secret, or a token that is signed with it (HS256, `kid`, and the scope `app`, `account` or `integration`).";
    AdministratorRequired: FORBIDDEN, "administrator_required",
        "Only an administrator may do this: ask one.";
    SecretsNotPermitted: FORBIDDEN, "secrets_not_permitted",
        "This needs the permission to change secrets: ask an administrator who has it.";
    MergeNeedsAdministrator: FORBIDDEN, "merge_needs_administrator",
        "Both users have an external id, and each would be handed the other's history: ask an administrator to merge them.";
    LoginRequired: FORBIDDEN, "login_required",
        "This channel takes messages only from people who are signed in: log in first.";
    UserBanned: FORBIDDEN, "user_banned",
        "This user or device was banned: an administrator can lift the ban.";
    NotFound: NOT_FOUND, "not_found",
        "There is nothing at this address, or nothing that you may see: check the path and the ids in it.";
    ChannelNotFound: NOT_FOUND, "channel_not_found",
        "There is no channel with this public key: copy the snippet again from the channel's page.";
    MethodNotAllowed: METHOD_NOT_ALLOWED, "method_not_allowed",
        "This address does not take this method: the header Allow names those it takes.";
    WrongUser: CONFLICT, "wrong_user",
        "The message was composed as another user and was not sent: discard it, or sign in as that user.";
    LoginIdUsed: CONFLICT, "login_id_used",
        "This device used the login id before, for a session that is over: make a new one for each login.";
    StillSignedIn: CONFLICT, "still_signed_in",
        "The device is signed in, so it cannot begin an anonymous session: log out first.";
    AlreadySignedIn: CONFLICT, "already_signed_in",
        "The person is signed in already: there is nothing to ask them for.";
    QuestionOver: CONFLICT, "question_over",
        "This session is not asked whether an earlier conversation is theirs, or no more: read the conversation again.";
    TicketClosed: CONFLICT, "ticket_closed",
        "The ticket is closed and stays as it is: what the user writes next opens a new one.";
    AddressTaken: CONFLICT, "address_taken",
        "An agent with this email address is there already: use another address.";
    AddressHeld: CONFLICT, "address_held",
        "The user named by `holder` has this email address: merge the two if they are one person, or detach it from them.";
    AddressClaimed: CONFLICT, "address_claimed",
        "A token verified this email address for the user, and the user named by `holder` claimed it by a form since: it goes back when the user signs in with it, or when it is detached from the claimer.";
    AddressFromToken: CONFLICT, "address_from_token",
        "A token gave this email address to the user: change what the tokens say, or move it by its conflict.";
    AddressNotVerified: CONFLICT, "address_not_verified",
        "The address is not verified as the user's, so the mail may reach somebody else: look at `standing`, and send it as `confirmed` to write nevertheless.";
    MailOff: CONFLICT, "mail_off",
        "This installation sends no mail: whoever runs the server sets up `[mail]` in its configuration.";
    UserMerged: CONFLICT, "user_merged",
        "The user was merged into another in the meantime: look at who that is, and at what would go, before you go on.";
    AlreadyOne: CONFLICT, "already_one",
        "The two are one user already: there is nothing to merge.";
    MergeTooLong: CONFLICT, "merge_too_long",
        "Merging would move more messages than may be moved at once: merge the other way round.";
    MergeUndone: CONFLICT, "merge_undone",
        "The merge was undone before: read the user's merges again.";
    NotNewestMerge: CONFLICT, "not_newest_merge",
        "A user's merges are undone newest first: undo the newer ones before this one.";
    PreviewOutdated: CONFLICT, "preview_outdated",
        "The change would not be what the preview named: look at `preview`, and confirm that one.";
    ConfirmationRequired: CONFLICT, "confirmation_required",
        "This carries a risk and was not done: read what it risks, and send `confirmed` along.";
    AlreadySetUp: CONFLICT, "already_set_up",
        "The account has an administrator already: ask them for an account of your own.";
    NameTaken: CONFLICT, "name_taken",
        "The name is already in use: choose another.";
    QueueInUse: CONFLICT, "queue_in_use",
        "A workstream sends tickets to the queue, or some wait in it: change the workstreams, and move the tickets elsewhere.";
    KeyLimitReached: CONFLICT, "key_limit_reached",
        "The account has all the signing keys it may have: delete one that is no longer used.";
    SettingInUse: CONFLICT, "setting_in_use",
        "The authentication setting is attached to a channel: detach it there first.";
    KeyLinkSpent: GONE, "key_link_spent",
        "The link was opened before, was revoked, is older than a day, or never was one: ask whoever sent it for another key.";
    TooLarge: PAYLOAD_TOO_LARGE, "too_large",
        "The body is larger than this endpoint takes: send less.";
    UnsupportedMediaType: UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type",
        "The body must be JSON: send it with the header `Content-Type: application/json`.";
    ConversationFull: UNPROCESSABLE_ENTITY, "conversation_full",
        "The conversation holds as many messages as it may: nothing more fits into it.";
    TooManyConversations: UNPROCESSABLE_ENTITY, "too_many_conversations",
        "There are as many conversations as one may begin: go on in one of them.";
    RateLimited: TOO_MANY_REQUESTS, "rate_limited",
        "There were too many attempts: wait as many seconds as the header Retry-After says.";
    Internal: INTERNAL_SERVER_ERROR, "internal",
        "The server failed; the fault is in its log under the answer's X-Request-Id.";
    Busy: SERVICE_UNAVAILABLE, "busy",
        "The server has too much to do and changed nothing: repeat after as many seconds as Retry-After says.";
    Unavailable: SERVICE_UNAVAILABLE, "unavailable",
        "The database cannot be reached or cannot write, and nothing was changed: repeat later.";
    OutcomeUnknown: SERVICE_UNAVAILABLE, "outcome_unknown",
        "Whether the change was made is not known: repeat with the same client id, which does it at most once.";
}
