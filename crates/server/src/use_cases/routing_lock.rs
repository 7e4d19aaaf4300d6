//! Who waits for whom in routing.

use bonafide_store::LockKey;

/// The lock of an account's queues and workstreams: whoever changes them holds it alone, and whoever routes by them beside
/// others.
pub(super) const ROUTING_LOCK: LockKey<'static> = LockKey { kind: "routing", value: b"" };

/// The lock of giving out: one ticket after the other, so that nobody is given more than they have room for (ROU-4).
pub(super) const GIVING_LOCK: LockKey<'static> = LockKey { kind: "giving out", value: b"" };
