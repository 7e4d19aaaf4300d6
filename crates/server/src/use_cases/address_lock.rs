//! The lock of an email address (details 3): an address that nobody holds yet has no row that could be taken.

use bonafide_store::LockKey;

/// The lock of the address that is compared as `key`. Whoever decides who holds it has this lock, before they take a user.
pub(super) fn address_lock(key: &str) -> LockKey<'_> {
    LockKey { kind: "email", value: key.as_bytes() }
}

/// The lock of the policies on addresses and on joining: whatever rests on one shares it, and whoever changes one has it
/// alone (EML-6, MRG-11). So does whoever decides about an address that was claimed without taking its claimer: each who may
/// give one back has this lock (EML-5).
pub(super) const POLICY_LOCK: LockKey<'_> = LockKey { kind: "policies", value: &[] };
