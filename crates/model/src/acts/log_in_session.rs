//! The session and the evidence of a login.

use bonafide_domain::{
    id::{ChannelId, DeviceId, EvidenceId, KeyId, SessionId, SettingId},
    login::{self, On},
    session::{EndReason, Proof, Session},
};

use super::{end, log_in::Scene, log_in_address, open_session::end_last};
use crate::{Evidence, Kept, KeptSession, world::LoggedIn};

/// SES-10: the same user again. The session goes on with new evidence and a new end.
pub(super) fn renew(kept: &mut Kept, scene: &Scene<'_>, id: SessionId) -> LoggedIn {
    let device = kept.sessions[id].session.device;
    let proof = prove(kept, scene, id, device);
    let epoch = kept.users[scene.author].epoch;
    let renewed = &mut kept.sessions[id];
    renewed.epoch = epoch;
    renewed.session.proof = Some(proof);
    renewed.session.expires_at = scene.expires_at;
    let asked = kept.open_question(id, scene.now).map(|question| question.written_at);
    LoggedIn { is_new: false, asked, ..logged_in(kept, scene, id, device) }
}

/// A new session, nothing joined. Whoever was signed in on the device is logged out first (SES-10).
pub(super) fn open(kept: &mut Kept, scene: &Scene<'_>, another: Option<SessionId>) -> LoggedIn {
    if let Some(another) = another {
        end(kept, another, EndReason::Login);
    }
    let (session, device) = begin(kept, scene);
    logged_in(kept, scene, session, device)
}

/// Opens the session of a login on its device. Any other that the device still has is replaced.
pub(super) fn begin(kept: &mut Kept, scene: &Scene<'_>) -> (SessionId, DeviceId) {
    let device = match login::device(scene.presented.as_ref()) {
        On::Device(device) => {
            end_last(kept, device);
            device
        }
        On::NewDevice => kept.devices.add(false),
    };
    let id = kept.sessions.next();
    let proof = prove(kept, scene, id, device);
    let session = Session {
        id,
        device,
        user: scene.author,
        channel: ChannelId::ZERO,
        proof: Some(proof),
        opened_at: scene.now,
        expires_at: scene.expires_at,
        ended: None,
    };
    let epoch = kept.users[scene.author].epoch;
    kept.sessions.add(KeptSession { session, epoch });
    (id, device)
}

/// Keeps the evidence of this login, about who holds its external id, and the name that the token gave.
fn prove(kept: &mut Kept, scene: &Scene<'_>, session: SessionId, device: DeviceId) -> Proof {
    let evidence: EvidenceId = kept.evidence.add(Evidence {
        user: scene.author,
        session,
        device,
        x: Some(scene.token.x),
        email: scene.token.email,
        rule: scene.resolution.who.rule(),
        accepted_at: scene.now,
    });
    log_in_address::apply(kept, scene, evidence);
    kept.users[scene.author].name = Some(scene.token.x);
    Proof { evidence, setting: SettingId::ZERO, key: Some(KeyId::ZERO) }
}

/// What the device is told.
pub(super) fn logged_in(kept: &Kept, scene: &Scene<'_>, session: SessionId, device: DeviceId) -> LoggedIn {
    LoggedIn {
        session,
        user: scene.author,
        device,
        conversation: kept.conversation_of(scene.user),
        joined: false,
        asked: None,
        is_new: true,
        expires_at: scene.expires_at,
    }
}
