//! The one way from a token to a [`VerifiedToken`].

use aws_lc_rs::digest;

use super::{
    check::{Check, Checks},
    claims::{self, Claim, TokenEmail},
    code::CodeTerms,
    compact, context,
    json::{self, Members},
    key::KnownKeys,
    prove::{self, KeyOfSetting, ProvedBy, Signed},
    public::{PublicKeys, TokensAre},
    reason::Reason,
    refused::{Malformed, TokenRefused},
    rules::{self, Profile, Rules},
    times,
    warning::Warning,
};
use crate::{
    code_setting::ActionKind,
    context::ContextVariables,
    id::{KeyId, SettingId},
    mode::Mode,
    namespace::Namespace,
    public_key_setting::Party,
    setting::SettingKind,
    text::{ExternalId, Name},
    time::{Millis, Span},
};

/// What an account asks of tokens beyond the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokenPolicy {
    /// How long ago a token may have been issued; then a token must say when that was (TOK-7).
    pub greatest_age: Option<Span>,
    /// Whether an older token is refused, or only said to be too old.
    pub age_mode: Mode,
}

/// A token that passed every check up to its email. [`verify`] alone makes one: to have it is the proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedToken {
    proved_by: ProvedBy,
    kind: SettingKind,
    setting: SettingId,
    namespace: Namespace,
    external_id: ExternalId,
    name: Option<Name>,
    email: Option<TokenEmail>,
    issued_at: Option<Millis>,
    expires_at: Option<Millis>,
    contexts: ContextVariables,
    sha256: [u8; 32],
    warnings: Vec<Warning>,
    would_refuse: Option<Reason>,
}

/// Verifies a token that was sent to a channel with a setting of this kind: makes every check of details 23 from its size to
/// its email that tokens of its kind go through, in that order, and stops at the first that fails.
///
/// Nothing of the payload is read before the signature is found good, and no signature is computed before
/// size and structure are; where the kid names the key, before that is too (TOK-9). The kind of a token is its key's: one that
/// is good and of another kind than the channel takes is refused by the login (OMN-18).
pub fn verify(
    token: &str,
    kind: SettingKind,
    keys: &(impl KnownKeys + ?Sized),
    policy: &TokenPolicy,
    now: Millis,
    checks: &mut impl Checks,
) -> Result<VerifiedToken, TokenRefused> {
    let mut run = Run::new(checks);

    run.check(Check::Size, compact::size(token, rules::of(kind).bytes))?;
    let parts = run.check(Check::Parts, compact::split(token))?;
    let bytes = run.check(Check::Encoding, parts.decode())?;

    let header = json::members(&bytes.header).map_err(|fault| Malformed::Header(fault).into());
    let header = run.check(Check::HeaderJson, header)?;
    let signed = Signed { parts: &parts, bytes: &bytes };
    let proven = prove::prove(&mut run, kind, &header, &signed, keys, now)?;
    let rules = rules::of(proven.kind);

    let payload = json::members(&bytes.payload).map_err(|fault| Malformed::Payload(fault).into());
    let payload = run.check(Check::PayloadJson, payload)?;
    // Judged in its turn, but named at once: the login log says whose token it was that had expired (SEE-6).
    let external_id = claims::external_id(&payload, rules.subject);
    if let Ok(external_id) = &external_id {
        run.checks.found_external_id(external_id);
    }
    if let Some(scope) = rules.scope {
        run.check(Check::Scope, claims::scope(&payload, scope))?;
    }
    let times = times::read(&mut run, rules, &payload, policy, now)?;
    if let Some(public) = proven.public {
        parties(&mut run, &payload, public)?;
    }
    let external_id = run.check(Check::ExternalId, external_id)?;
    let (name, email) = profile(&mut run, rules, &payload)?;
    let too_old = times.too_old.map(|fault| TokenRefused::TooOld(fault).reason());
    let Brought { contexts, malformed } = match proven.public.map(|public| &public.tokens) {
        Some(TokensAre::Signed { contexts: mode }) => contexts(&mut run, &payload, *mode)?,
        Some(TokensAre::IdTokens { .. }) | None => Brought::default(),
    };

    Ok(VerifiedToken {
        proved_by: proven.by,
        kind: proven.kind,
        setting: proven.setting,
        namespace: proven.namespace,
        external_id,
        name,
        email,
        issued_at: times.issued_at,
        expires_at: times.expires_at,
        contexts,
        sha256: sha256(token),
        warnings: run.warnings,
        would_refuse: too_old.or(malformed),
    })
}

/// Who issued a token that public keys prove, and whom it is for (OMN-5, OMN-12).
fn parties(
    run: &mut Run<'_, impl Checks>,
    payload: &Members,
    public: &PublicKeys,
) -> Result<(), TokenRefused> {
    let (issuer, audience) =
        (public.issuer.as_ref().map(Party::as_str), public.audience.as_ref().map(Party::as_str));
    run.check(Check::Issuer, claims::issuer(payload, issuer))?;
    let is_for = claims::audience(payload, audience);
    match &public.tokens {
        TokensAre::Signed { .. } => run.check(Check::Audience, is_for),
        TokensAre::IdTokens { nonce } => {
            let is_for = is_for.and_then(|()| claims::authorized_party(payload, audience));
            run.check(Check::Audience, is_for)?;
            run.check(Check::Nonce, claims::nonce(payload, nonce.as_deref()))
        }
    }
}

/// The name and the address, which must be there where the kind asks for them (TOK-4, TOK-5, CHT-2).
fn profile(
    run: &mut Run<'_, impl Checks>,
    rules: &Rules,
    payload: &Members,
) -> Result<(Option<Name>, Option<TokenEmail>), TokenRefused> {
    if rules.profile == Profile::Required {
        run.check(Check::NameThere, claims::there(payload, Claim::Name, TokenRefused::NameMissing))?;
    }
    let name = run.claim(Check::Name, |odd| claims::name(payload, odd))?;
    if rules.profile == Profile::Required {
        run.check(Check::EmailThere, claims::there(payload, Claim::Email, TokenRefused::EmailMissing))?;
    }
    let email = run.claim(Check::Email, |odd| claims::email(payload, odd))?;
    Ok((name, email))
}

/// The context variables, and the reason why they are left out where that is only reported.
#[derive(Default)]
struct Brought {
    contexts: ContextVariables,
    malformed: Option<Reason>,
}

/// OMN-7: malformed ones refuse the login, or are left out and reported.
fn contexts(run: &mut Run<'_, impl Checks>, payload: &Members, mode: Mode) -> Result<Brought, TokenRefused> {
    let mut odd = Vec::new();
    let read = context::read(payload, &mut odd);
    let (contexts, verdict) = match read {
        Ok(contexts) => (contexts, Ok(())),
        Err(fault) => (ContextVariables::default(), Err(fault)),
    };
    let left_out = mode.judge(verdict);
    if let Ok(Some(fault)) = left_out {
        odd.push(Warning::ContextsLeftOut(fault));
    }
    for warning in odd {
        run.warn(Check::Contexts, warning);
    }
    let left_out = run.check(Check::Contexts, left_out.map_err(TokenRefused::ContextInvalid))?;
    Ok(Brought { contexts, malformed: left_out.map(|_| Reason::ContextInvalid) })
}

/// Whom the answer of a token action names.
pub(super) struct Person {
    pub external_id: ExternalId,
    pub name: Option<Name>,
    pub email: Option<TokenEmail>,
}

/// From when until when what was exchanged for a code counts.
#[derive(Clone, Copy)]
pub(super) struct Lasts {
    pub issued_at: Millis,
    pub expires_at: Option<Millis>,
}

impl VerifiedToken {
    /// What was exchanged for a code, once the setting's action named somebody.
    pub(super) fn of_code(
        terms: &CodeTerms<'_>,
        proved_by: ProvedBy,
        Person { external_id, name, email }: Person,
        lasts: Lasts,
        sha256: [u8; 32],
        warnings: Vec<Warning>,
    ) -> Self {
        Self {
            proved_by,
            kind: SettingKind::Code,
            setting: terms.setting,
            namespace: terms.namespace,
            external_id,
            name,
            email,
            issued_at: Some(lasts.issued_at),
            expires_at: lasts.expires_at,
            contexts: ContextVariables::default(),
            sha256,
            warnings,
            would_refuse: None,
        }
    }

    /// An ID token, verified, as what was exchanged for a code.
    pub(super) fn by_code(self, action: ActionKind, sha256: [u8; 32]) -> Self {
        Self { proved_by: ProvedBy::Code(action), sha256, ..self }
    }

    /// What proved it.
    pub fn proved_by(&self) -> &ProvedBy {
        &self.proved_by
    }

    /// The key of ours that proved it, if it was one: a signing key, or a chat's secret.
    pub fn key(&self) -> Option<KeyId> {
        match &self.proved_by {
            ProvedBy::Key(key) => Some(*key),
            ProvedBy::PublicKey(_) | ProvedBy::Code(_) => None,
        }
    }

    /// The public key that proved it, if it was one.
    pub fn public_key(&self) -> Option<KeyOfSetting> {
        match &self.proved_by {
            ProvedBy::PublicKey(name) => Some(KeyOfSetting { setting: self.setting, name: name.clone() }),
            ProvedBy::Key(_) | ProvedBy::Code(_) => None,
        }
    }

    /// The kind of setting that it is a token of.
    pub fn kind(&self) -> SettingKind {
        self.kind
    }

    /// The authentication setting that the key belongs to.
    pub fn setting(&self) -> SettingId {
        self.setting
    }

    /// The namespace of the external id (RES-13).
    pub fn namespace(&self) -> Namespace {
        self.namespace
    }

    /// The customer's own id of the user.
    pub fn external_id(&self) -> &ExternalId {
        &self.external_id
    }

    /// The user's name, if the token has one.
    pub fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    /// The user's address, if the token has one.
    pub fn email(&self) -> Option<&TokenEmail> {
        self.email.as_ref()
    }

    /// When it was issued, if it says so.
    pub fn issued_at(&self) -> Option<Millis> {
        self.issued_at
    }

    /// When it ends, without leeway, if it does: by its `exp`, or by the rule of its kind (CHT-3).
    pub fn expires_at(&self) -> Option<Millis> {
        self.expires_at
    }

    /// When it ends with the leeway of its kind, which is how long a session lasts that rests on it (SES-4, CHT-3).
    pub fn counts_until(&self) -> Option<Millis> {
        self.expires_at.map(|end| end.plus(rules::of(self.kind).leeway))
    }

    /// The context variables that it brings (OMN-7).
    pub fn contexts(&self) -> &ContextVariables {
        &self.contexts
    }

    /// The SHA-256 of the whole token as it was sent, or of the code: evidence names it, so that a token found elsewhere can
    /// be recognised without being kept.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// What was odd about it, in the order of the checks (TOK-6, TOK-11).
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Why it would have been refused, by a policy of the account that only reports.
    pub fn would_refuse(&self) -> Option<Reason> {
        self.would_refuse
    }
}

/// The checks being made, and what was odd so far.
pub(super) struct Run<'a, C> {
    pub checks: &'a mut C,
    warnings: Vec<Warning>,
}

impl<'a, C: Checks> Run<'a, C> {
    /// None were made yet.
    pub fn new(checks: &'a mut C) -> Self {
        Self { checks, warnings: Vec::new() }
    }

    /// What was odd.
    pub fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }

    /// Tells whoever watches how a check went.
    pub fn check<T>(&mut self, check: Check, result: Result<T, TokenRefused>) -> Result<T, TokenRefused> {
        match &result {
            Ok(_) => self.checks.passed(check),
            Err(refused) => self.checks.failed(check, refused.reason(), refused.detail()),
        }
        result
    }

    /// Reads an optional claim, which may be odd and good all the same.
    pub fn claim<T>(
        &mut self,
        check: Check,
        read: impl FnOnce(&mut Vec<Warning>) -> Result<T, TokenRefused>,
    ) -> Result<T, TokenRefused> {
        let mut odd = Vec::new();
        let result = read(&mut odd);
        for warning in odd {
            self.warn(check, warning);
        }
        self.check(check, result)
    }

    pub fn warn(&mut self, check: Check, warning: Warning) {
        self.checks.warned(check, warning);
        self.warnings.push(warning);
    }
}

pub(super) fn sha256(token: &str) -> [u8; 32] {
    let mut sha256 = [0; 32];
    sha256.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    sha256
}
