//! The one way from a code to a [`VerifiedToken`].

use super::{
    super::{
        check::{Check, Checks, Unwatched},
        claims::{self, TokenEmail},
        json::{Json, Members},
        key::{KnownKeys, TokenKey},
        prove::ProvedBy,
        public::PublicKeys,
        refused::TokenRefused,
        rules::Subject,
        times,
        unproven::UnprovenId,
        verify::{self, Run, TokenPolicy, VerifiedToken},
        warning::Warning,
    },
    action, exchange,
    exchange::Exchanged,
    fault::{EndpointFault, NoUser, Place},
    handed::Handed,
};
use crate::{
    call::Answer,
    code_setting::{ActionKind, CodeFields, IdField, TokenAction},
    email::EmailVerified,
    id::{KeyId, SettingId},
    limits::LEEWAY,
    namespace::Namespace,
    setting::SettingKind,
    time::Millis,
};

/// What a code is judged by.
#[derive(Debug, Clone, Copy)]
pub struct CodeTerms<'a> {
    /// The setting.
    pub setting: SettingId,
    /// The namespace of its external ids (RES-13).
    pub namespace: Namespace,
    /// Its fields.
    pub fields: &'a CodeFields,
}

/// A code that is being judged: each step tells whoever watches how it went, and none is made after one that failed.
pub struct CodeJudge<'a, C> {
    run: Run<'a, C>,
    terms: CodeTerms<'a>,
    sha256: [u8; 32],
}

impl<'a, C: Checks> CodeJudge<'a, C> {
    /// OMN-11: what was handed over has the form of a code, and nothing in it that is not looked at.
    pub fn begin(
        text: &str,
        terms: CodeTerms<'a>,
        checks: &'a mut C,
    ) -> Result<(Self, Handed), TokenRefused> {
        let mut run = Run::new(checks);
        let read = Handed::read(text).and_then(|handed| handed.for_action(terms.fields.action.kind()));
        let handed = run.check(Check::Code, read.map_err(TokenRefused::CodeInvalid))?;
        let sha256 = verify::sha256(handed.code());
        Ok((Self { run, terms, sha256 }, handed))
    }

    /// The SHA-256 of the code, by which it is known again (OMN-13).
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// OMN-13: it was not used before.
    pub fn unused(&mut self, is_new: bool) -> Result<(), TokenRefused> {
        self.run.check(Check::CodeUnused, if is_new { Ok(()) } else { Err(TokenRefused::CodeUsed) })
    }

    /// OMN-11: the identity provider takes it.
    pub fn exchanged(
        &mut self,
        answer: Result<Answer, EndpointFault>,
        now: Millis,
    ) -> Result<Exchanged, TokenRefused> {
        let read = exchange::read(answer, self.terms.fields.scope.as_ref(), now);
        self.run.check(Check::Exchange, read)
    }

    /// Whether another key than these may have made the ID token: its issuer may have just begun to use it (OMN-4).
    pub fn wants_newer_keys(&self, exchanged: &Exchanged, keys: &PublicKeys) -> bool {
        let (Some(token), Some(set)) = (&exchanged.id_token, &keys.set) else { return false };
        let verified = verify_id_token(token, keys, exchanged.at, &mut Unwatched);
        verified.is_err_and(|refused| set.may_be_behind(&refused))
    }

    /// OMN-12: the ID token is verified, and names the user. `keys` are those of ID tokens.
    pub fn id_token(
        mut self,
        exchanged: &Exchanged,
        keys: &PublicKeys,
    ) -> Result<VerifiedToken, TokenRefused> {
        let token = exchanged.id_token.as_ref();
        let token =
            self.run.check(Check::Action, token.ok_or(TokenRefused::UserNotFound(NoUser::NoIdToken)))?;
        let verified = verify_id_token(token, keys, exchanged.at, self.run.checks)?;
        Ok(verified.by_code(ActionKind::IdToken, self.sha256))
    }

    /// OMN-12: the setting's action was asked, and its answer names the user.
    pub fn told(
        mut self,
        exchanged: &Exchanged,
        answer: Result<Answer, EndpointFault>,
    ) -> Result<VerifiedToken, TokenRefused> {
        let fields = self.terms.fields;
        let kind = fields.action.kind();
        let read = action::read(kind, answer, fields).and_then(|answer| {
            is_about_the_same(kind, exchanged, &answer, self.terms.namespace)?;
            let own_end = own_end(kind, &answer, exchanged.at)?;
            Ok((answer, own_end))
        });
        let (answer, own_end) = self.run.check(Check::Action, read)?;
        let external_id = claims::external_id(&answer, id_of(&fields.action));
        if let Ok(external_id) = &external_id {
            self.run.checks.found_external_id(external_id);
        }
        let external_id = self.run.check(Check::ExternalId, external_id)?;
        let name = self.run.claim(Check::Name, |odd| claims::name(&answer, odd))?;
        let email = self.run.claim(Check::Email, |odd| {
            let email = claims::email(&answer, odd)?;
            Ok(email.map(|email| believed(kind, email, odd)))
        })?;
        let expires_at = [exchanged.expires_at, own_end].into_iter().flatten().min();
        Ok(VerifiedToken::of_code(
            &self.terms,
            ProvedBy::Code(kind),
            verify::Person { external_id, name, email },
            verify::Lasts { issued_at: exchanged.at, expires_at },
            self.sha256,
            self.run.into_warnings(),
        ))
    }
}

/// RES-12: what an action's word is worth that an address is verified. The user information's counts, if the setting is trusted;
/// introspection speaks of a token, and an endpoint of the customer's is no provider of identities.
fn believed(kind: ActionKind, email: TokenEmail, odd: &mut Vec<Warning>) -> TokenEmail {
    let counts = match kind {
        ActionKind::IdToken | ActionKind::UserInfo => true,
        ActionKind::Introspection | ActionKind::Endpoint => false,
    };
    if counts || email.verified != EmailVerified::Yes {
        return email;
    }
    odd.push(Warning::AddressOfAction);
    TokenEmail { verified: EmailVerified::Unsaid, ..email }
}

/// Where an action's answer has the id.
fn id_of(action: &TokenAction) -> Subject<'_> {
    match action {
        TokenAction::UserInfo { id_field, .. } | TokenAction::Introspection { id_field, .. } => {
            Subject::OfAction(IdField::as_str(id_field))
        }
        TokenAction::Endpoint { .. } => Subject::OfAction("id"),
        TokenAction::IdToken { .. } => Subject::SubOfIdToken,
    }
}

/// When what an action said ends by its own word: an access token that was introspected (RFC 7662, section 2.2).
fn own_end(kind: ActionKind, answer: &Members, now: Millis) -> Result<Option<Millis>, TokenRefused> {
    let exp = match kind {
        ActionKind::Introspection => answer.get("exp").filter(|exp| **exp != Json::Null),
        ActionKind::IdToken | ActionKind::UserInfo | ActionKind::Endpoint => None,
    };
    let Some(exp) = exp else { return Ok(None) };
    let end = times::seconds(exp)
        .map_err(|_| TokenRefused::TokenEndpointFailed(Place::Action, EndpointFault::Exp))?;
    if end.plus(LEEWAY) <= now { Err(TokenRefused::UserNotFound(NoUser::NotActive)) } else { Ok(Some(end)) }
}

/// `OpenID` Connect Core 1.0, section 5.3.2: the user information is used only if its `sub` is that of the ID token, where one came with
/// the access token. Nothing else of that ID token is looked at: it can refuse somebody here, and never name anybody.
fn is_about_the_same(
    kind: ActionKind,
    exchanged: &Exchanged,
    answer: &Members,
    namespace: Namespace,
) -> Result<(), TokenRefused> {
    let (ActionKind::UserInfo, Some(id_token)) = (kind, &exchanged.id_token) else { return Ok(()) };
    let named = UnprovenId::of(id_token, SettingKind::Code, namespace);
    let sub = answer.get("sub").and_then(|sub| sub.text().ok());
    match (named, sub) {
        (Some(named), Some(sub)) if named.is(namespace, sub) => Ok(()),
        (Some(_) | None, Some(_) | None) => {
            Err(TokenRefused::TokenEndpointFailed(Place::Action, EndpointFault::OtherSubject))
        }
    }
}

fn verify_id_token(
    token: &str,
    keys: &PublicKeys,
    now: Millis,
    checks: &mut impl Checks,
) -> Result<VerifiedToken, TokenRefused> {
    verify::verify(token, SettingKind::Code, &OnlyThese(keys), &TokenPolicy::default(), now, checks)
}

/// The keys of the issuer, and no key of ours.
struct OnlyThese<'a>(&'a PublicKeys);

impl KnownKeys for OnlyThese<'_> {
    fn find(&self, _: KeyId) -> Option<&TokenKey> {
        None
    }

    fn all(&self) -> impl Iterator<Item = &TokenKey> {
        [].into_iter()
    }

    fn public(&self) -> Option<&PublicKeys> {
        Some(self.0)
    }
}
