//! Every reason why a login is refused.

use super::table::table;

table! {
    /// Why a login was refused: the word that the page, the login log, the debugger and the error reference
    /// all use.
    ///
    /// The [`description`](Self::description) is for the page: what was wrong and what to do. It never says
    /// more about a key or a signature than the name does; the rest is for administrators.
    Reason {
        TokenMalformed "token_malformed" "TOK-1"
            "The token is not one signed JWT in its compact form, or a time in it is not in whole seconds: \
             pass on the token exactly as your backend made it."
        TokenTooLarge "token_too_large" "TOK-1"
            "The token is longer than the channel allows: leave out the claims that are not needed for the \
             login."
        AlgNotAllowed "alg_not_allowed" "TOK-1"
            "The token's alg is not one that the channel allows: sign with the algorithm that its setting \
             names."
        KidMissing "kid_missing" "TOK-1"
            "The token's header has no kid: put the id of the signing key there, as a string."
        KidUnknown "kid_unknown" "TOK-1"
            "The token's kid names no key."
        SignatureInvalid "signature_invalid" "TOK-1"
            "The token's signature is not valid."
        TokenExpired "token_expired" "TOK-7"
            "The token's exp has passed: make a new token for each login."
        TokenNotYetValid "token_not_yet_valid" "TOK-7"
            "The token's nbf or iat lies in the future: set the clock of the machine that signs."
        TokenTooOld "token_too_old" "TOK-7"
            "The token was issued longer ago than the account allows, or does not say when: make a new \
             token with iat for each login."
        TokenRevoked "token_revoked" "SES-14"
            "Tokens of this user from before a certain moment are refused: make a new token with iat."
        ScopeInvalid "scope_invalid" "TOK-3"
            "The token's scope is not the string user: set it."
        ExternalIdMissing "external_id_missing" "TOK-2"
            "The token has no external_id: put your own id of the user there, as a string."
        ExternalIdInvalid "external_id_invalid" "TOK-2"
            "The token's external_id is not a string of 1 to 255 characters with a letter or digit and \
             without white space: change it."
        NameInvalid "name_invalid" "TOK-4"
            "The token's name is not a string of at most 255 characters without control characters: change \
             it or leave it out."
        EmailInvalid "email_invalid" "TOK-5"
            "The token's email is not a valid address of at most 254 characters: change it or leave it out."
        EmailConflict "email_conflict" "RES-4"
            "The token's email belongs to another user: an administrator finds both under conflicts and can \
             settle it."
        UserBanned "user_banned" "SES-13"
            "The user is banned: an agent can lift the ban."
        ChannelMismatch "channel_mismatch" "OMN-18"
            "The token was made with a key or setting that this channel does not accept: use one of the \
             channel's own."
        IatMissing "iat_missing" "CHT-2"
            "The token has no iat: put the time of signing there, in seconds."
        IatOutOfRange "iat_out_of_range" "CHT-3"
            "The token's iat is too far from the present: make the token when it is asked for, and set the \
             clock of the machine that signs."
        LifetimeTooLong "lifetime_too_long" "CHT-3"
            "The token's exp is too long after its iat: at most seven minutes are allowed."
        NameMissing "name_missing" "CHT-2"
            "The token has no name: put the user's name there, as a string."
        EmailMissing "email_missing" "CHT-2"
            "The token has no email: put the user's address there, as a string."
        SubMissing "sub_missing" "OMN-5"
            "The token has no sub: put your own id of the user there, as a string."
        ExpMissing "exp_missing" "OMN-5"
            "The token has no exp: put the time when it ends there, in seconds."
        IssuerMismatch "issuer_mismatch" "OMN-5"
            "The token's iss is not the one that the setting names: change one of the two."
        AudienceMismatch "audience_mismatch" "OMN-5"
            "The token's aud is not the one that the setting names: change one of the two."
        KeysUnavailable "keys_unavailable" "OMN-4"
            "The public keys could not be fetched: the setting shows how the last try went."
        ContextInvalid "context_invalid" "OMN-7"
            "The token's context variables are not a string with a JSON object of plain values: change them."
        CodeInvalid "code_invalid" "OMN-11"
            "The code is not valid or no longer valid: sign in again."
        CodeUsed "code_used" "OMN-13"
            "The code was used before: sign in again."
        TokenEndpointFailed "token_endpoint_failed" "OMN-11"
            "The sign-in server did not answer as expected: try again, and see the login log."
        UserNotFound "user_not_found" "OMN-12"
            "The sign-in server named no user: see the setting's token action or user field."
        StateInvalid "state_invalid" "APL-3"
            "The sign-in was not begun in this conversation, or too long ago: begin again."
        RateLimited "rate_limited" "SES-9"
            "Too many attempts failed: wait as long as Retry-After says."
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The reasons of 2-identity, as the rules have them.
    const OF_THE_RULES: &str = "token_malformed token_too_large alg_not_allowed kid_missing kid_unknown \
        signature_invalid token_expired token_not_yet_valid token_too_old token_revoked scope_invalid \
        external_id_missing external_id_invalid name_invalid email_invalid email_conflict user_banned \
        channel_mismatch iat_missing iat_out_of_range lifetime_too_long name_missing email_missing \
        sub_missing exp_missing issuer_mismatch audience_mismatch keys_unavailable context_invalid \
        code_invalid code_used token_endpoint_failed user_not_found state_invalid rate_limited";

    #[test]
    fn the_reasons_are_those_of_the_rules_in_their_order() {
        let ours: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(ours, OF_THE_RULES.split_whitespace().collect::<Vec<_>>());
    }

    #[test]
    fn every_reason_says_what_is_wrong_in_one_sentence_of_its_own() {
        let sentences: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.description()).collect();
        assert_eq!(sentences.len(), Reason::ALL.len());
        for sentence in sentences {
            assert!(sentence.ends_with('.') && sentence.matches(". ").count() == 0, "{sentence}");
        }
    }

    #[test]
    fn every_reason_names_a_rule_that_exists() {
        let rules = concat!(
            include_str!("../../../../docs/rules/2-identity.md"),
            include_str!("../../../../docs/rules/4-chat.md"),
            include_str!("../../../../docs/rules/5-omnichannel.md"),
        );
        for reason in Reason::ALL {
            assert!(rules.contains(&format!("| {} |", reason.rule())), "{reason}: {}", reason.rule());
        }
    }
}
