//! What agents, administrators and programs do that is written down (SEE-8).

macro_rules! actions {
    ($($(#[doc = $doc:literal])* $action:ident => $word:literal $(tells $($detail:literal)+)?;)*) => {
        /// Something that was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action {
            $($(#[doc = $doc])* $action,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$action),*];

            /// The word that is kept, and for programs: what it was done to, and what was done.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$action => $word,)* }
            }

            /// What its line may tell besides, by name, those within others too. A name means the same in every action:
            /// screens have words for each.
            pub const fn details(self) -> &'static [&'static str] {
                match self { $(Self::$action => &[$($($detail),+)?],)* }
            }
        }
    };
}

actions! {
    /// The account got its first administrator.
    AccountSetUp => "account.set_up";
    /// What the account keeps for how long was changed.
    AccountChangeRetention => "account.change_retention" tells "before" "after" "login_log" "audit_log";
    /// Another email policy was put into force (EML-6).
    AccountChangeEmailPolicy => "account.change_email_policy" tells "before" "after" "removed" "returned" "people";
    /// Whether address conflicts refuse logins was changed (RES-4).
    AccountChangeEmailConflicts => "account.change_email_conflicts" tells "mode";
    /// The greatest age of tokens was changed (TOK-7).
    AccountChangeTokenAge => "account.change_token_age" tells "greatest_seconds" "mode";
    /// When what was written before a login is joined without asking was changed (MRG-11).
    AccountChangeJoinPolicy => "account.change_join_policy" tells "before" "after";
    /// Somebody was made an agent or administrator.
    AgentCreate => "agent.create" tells "role";
    /// An administrator was allowed to change secret fields, or no more (OMN-1).
    AgentPermitSecrets => "agent.permit_secrets" tells "may";
    /// How many tickets an agent may be given at once was changed (ROU-4).
    AgentChangeCapacity => "agent.change_capacity" tells "capacity";
    /// A channel was made.
    ChannelCreate => "channel.create" tells "name" "kind";
    /// A channel was changed.
    ChannelChange => "channel.change" tells "name" "origins" "login_required" "asks_for_contact" "multiple_conversations" "login_required_mode" "on_failure" "address_trust" "color" "setting" "sign_in_page";
    /// The secret of a chat was made, in the place of the one before (CHT-1).
    ChannelMakeSecret => "channel.make_secret" tells "name" "old_lives_on_seconds";
    /// A conflict about an address was closed (RES-8).
    ConflictClose => "conflict.close" tells "external_id";
    /// A signing key was made.
    KeyCreate => "key.create" tells "name";
    /// A signing key was deleted.
    KeyDelete => "key.delete" tells "name" "sessions" "sessions_ended";
    /// All sessions that were opened with a key were ended (SES-7).
    KeyEndSessions => "key.end_sessions";
    /// A link that hands a key over was made (KEY-9).
    KeyLink => "key.link" tells "link";
    /// Such a link was opened, by nobody who works here.
    KeyOpenLink => "key.open_link" tells "link";
    /// Such a link was revoked.
    KeyRevokeLink => "key.revoke_link" tells "link";
    /// A queue was made (ROU-4).
    QueueCreate => "queue.create" tells "name";
    /// A queue was changed.
    QueueChange => "queue.change" tells "name";
    /// A queue was deleted.
    QueueDelete => "queue.delete" tells "name";
    /// A record was made (OMN-16).
    RecordCreate => "record.create" tells "record_kind" "record_id" "status";
    /// A record was changed.
    RecordChange => "record.change" tells "record_kind" "record_id" "status";
    /// A record was deleted.
    RecordDelete => "record.delete" tells "record_kind" "record_id";
    /// Records were imported.
    RecordImport => "record.import" tells "made" "changed" "unchanged" "refused";
    /// A key of the REST API was made.
    RestKeyCreate => "rest_key.create" tells "name";
    /// A key of the REST API was deleted.
    RestKeyDelete => "rest_key.delete" tells "name";
    /// An authentication setting was made (OMN-1).
    SettingCreate => "setting.create" tells "name" "kind" "namespace" "url" "client_function" "algorithms" "issuer" "audience" "contexts" "keys_serve_seconds" "token_url" "redirect_url" "client_id" "client_authentication" "scope" "action" "id_field";
    /// An authentication setting was changed.
    SettingChange => "setting.change" tells "name" "owner" "url" "client_function" "algorithms" "issuer" "audience" "contexts" "keys_serve_seconds" "address_trust" "token_url" "redirect_url" "client_id" "client_authentication" "scope" "action" "kind" "id_field";
    /// The client secret of an authentication setting was set (OMN-1, OMN-11).
    SettingSetSecret => "setting.set_secret" tells "name";
    /// An authentication setting that was attached to nothing was deleted (OMN-18).
    SettingDelete => "setting.delete" tells "name";
    /// A session was ended (SES-7).
    SessionEnd => "session.end";
    /// A user was banned (SES-8).
    UserBan => "user.ban";
    /// A ban was lifted.
    UserLiftBan => "user.lift_ban";
    /// All sessions of a user were ended (SES-7).
    UserEndSessions => "user.end_sessions" tells "earlier_tokens_refused";
    /// Earlier tokens of a user are accepted again (SES-14).
    UserAcceptEarlierTokens => "user.accept_earlier_tokens";
    /// An address was attached to a user (EML-4).
    UserAttachEmail => "user.attach_email" tells "address" "checked_how";
    /// An address was detached from a user (EML-4).
    UserDetachEmail => "user.detach_email" tells "address";
    /// An address was taken from the user who had it (RES-8).
    UserReleaseEmail => "user.release_email" tells "address" "conflict" "for";
    /// An agent wrote to an address of a user (EML-11).
    UserFollowUp => "user.follow_up" tells "message" "standing";
    /// Two users were merged by hand (MRG-8).
    UserMerge => "user.merge" tells "merge" "from" "reason";
    /// A merge was undone (MRG-12).
    UserUndoMerge => "user.undo_merge" tells "merge" "from" "addresses_lost";
    /// It was said of two users that they are not one person (RES-9).
    UserDismissSuggestion => "user.dismiss_suggestion" tells "suggestion" "other";
    /// A user lost an address to the email policy (EML-6).
    UserLoseEmail => "user.lose_email" tells "address" "policy" "goes_back_to";
    /// A user was erased (RES-11).
    UserErase => "user.erase" tells "ban_kept" "earlier_tokens_refused";
    /// A workstream was made (ROU-1).
    WorkstreamCreate => "workstream.create" tells "name" "rules";
    /// A workstream was changed.
    WorkstreamChange => "workstream.change" tells "name" "rules";
    /// A workstream was deleted.
    WorkstreamDelete => "workstream.delete" tells "name";
}

/// What something was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// The account itself.
    Account,
    /// An agent or administrator.
    Agent,
    /// A channel.
    Channel,
    /// A conflict about an address.
    Conflict,
    /// A signing key.
    Key,
    /// A queue.
    Queue,
    /// A record, or all of them.
    Record,
    /// A key of the REST API.
    RestKey,
    /// An authentication setting.
    Setting,
    /// A user's session.
    Session,
    /// A user.
    User,
    /// A workstream.
    Workstream,
}

impl Action {
    /// What it was done to.
    pub const fn object(self) -> Object {
        match self {
            Self::AccountSetUp
            | Self::AccountChangeRetention
            | Self::AccountChangeEmailPolicy
            | Self::AccountChangeEmailConflicts
            | Self::AccountChangeTokenAge
            | Self::AccountChangeJoinPolicy => Object::Account,
            Self::AgentCreate | Self::AgentPermitSecrets | Self::AgentChangeCapacity => Object::Agent,
            Self::ChannelCreate | Self::ChannelChange | Self::ChannelMakeSecret => Object::Channel,
            Self::ConflictClose => Object::Conflict,
            Self::KeyCreate
            | Self::KeyDelete
            | Self::KeyEndSessions
            | Self::KeyLink
            | Self::KeyOpenLink
            | Self::KeyRevokeLink => Object::Key,
            Self::QueueCreate | Self::QueueChange | Self::QueueDelete => Object::Queue,
            Self::RecordCreate | Self::RecordChange | Self::RecordDelete | Self::RecordImport => {
                Object::Record
            }
            Self::RestKeyCreate | Self::RestKeyDelete => Object::RestKey,
            Self::SettingCreate | Self::SettingChange | Self::SettingSetSecret | Self::SettingDelete => {
                Object::Setting
            }
            Self::SessionEnd => Object::Session,
            Self::UserBan
            | Self::UserLiftBan
            | Self::UserEndSessions
            | Self::UserAcceptEarlierTokens
            | Self::UserAttachEmail
            | Self::UserDetachEmail
            | Self::UserReleaseEmail
            | Self::UserFollowUp
            | Self::UserMerge
            | Self::UserUndoMerge
            | Self::UserDismissSuggestion
            | Self::UserLoseEmail
            | Self::UserErase => Object::User,
            Self::WorkstreamCreate | Self::WorkstreamChange | Self::WorkstreamDelete => Object::Workstream,
        }
    }
}

impl Object {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Agent => "agent",
            Self::Channel => "channel",
            Self::Conflict => "conflict",
            Self::Key => "key",
            Self::Queue => "queue",
            Self::Record => "record",
            Self::RestKey => "rest_key",
            Self::Setting => "setting",
            Self::Session => "session",
            Self::User => "user",
            Self::Workstream => "workstream",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn see_8_an_action_begins_with_what_it_is_done_to_and_no_two_have_one_word() {
        let mut words: Vec<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
        for (action, word) in Action::ALL.iter().zip(&words) {
            assert_eq!(word.split_once('.').unwrap().0, action.object().as_str());
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Action::ALL.len());
    }

    #[test]
    fn see_8_an_action_tells_each_thing_once() {
        for action in Action::ALL {
            let mut details = action.details().to_vec();
            details.sort_unstable();
            details.dedup();
            assert_eq!(details.len(), action.details().len(), "{}", action.as_str());
        }
        assert_eq!(Action::UserMerge.details(), ["merge", "from", "reason"]);
        assert_eq!(Action::SessionEnd.details(), [""; 0]);
    }
}
