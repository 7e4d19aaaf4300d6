//! The contract of `evidence`.

use bonafide_domain::{code_setting::ActionKind, id::EvidenceId, namespace::Namespace, time::Millis};
use bonafide_store::evidence::{self, Evidence};

use crate::{
    furnish::{DEVICE, HANNA, MARA, SETTING, TABLET, evidence_of, id, open, texts},
    world::on_both,
};

on_both! {
    fn see_3_it_says_all_that_there_is_to_know(world) {
        for (number, text) in (20_u8..).zip(texts()) {
            let full = Evidence {
                key_name: text.clone(),
                rule: text.clone(),
                issued_at: Some(Millis::new(i64::MIN)),
                expires_at: Some(Millis::new(i64::MAX)),
                accepted_at: Millis::new(0),
                namespace: Namespace::Setting(SETTING),
                external_id: Some(text.clone()),
                name: Some(text.clone()),
                email: Some(text),
                email_verified: true,
                ..evidence_of(number, MARA, DEVICE)
            };
            let kept = full.clone();
            let found = world.write(move |tx| {
                evidence::insert(tx, &kept)?;
                evidence::find(tx, kept.id)
            });
            assert_eq!(found, Some(full));
        }
    }

    fn what_a_token_left_out_is_not_there(world) {
        let least = Evidence { key: None, external_id: None, ..evidence_of(20, MARA, DEVICE) };
        let kept = least.clone();
        let found = world.write(move |tx| {
            evidence::insert(tx, &kept)?;
            evidence::find(tx, kept.id)
        });
        assert_eq!(found, Some(least));
    }

    fn omn_12_what_was_exchanged_for_a_code_names_its_action(world) {
        for (number, action) in (20_u8..).zip(ActionKind::ALL) {
            let made = Evidence { key: None, action: Some(action), ..evidence_of(number, MARA, DEVICE) };
            let kept = made.clone();
            let found = world.write(move |tx| {
                evidence::insert(tx, &kept)?;
                evidence::find(tx, kept.id)
            });
            assert_eq!(found.as_ref().map(Evidence::method), Some("oauth2_code"));
            assert_eq!(found, Some(made));
        }
        assert_eq!(evidence_of(20, MARA, DEVICE).method(), "signed_token");
    }

    fn unknown_evidence_is_not_found(world) {
        world.write(|tx| evidence::insert(tx, &evidence_of(20, MARA, DEVICE)));
        assert_eq!(world.write(|tx| evidence::find(tx, EvidenceId::ZERO)), None);
        assert_eq!(world.elsewhere(|tx| evidence::find(tx, id(20))), None);
    }

    fn evidence_is_kept_once(world) {
        world.write(|tx| evidence::insert(tx, &evidence_of(20, MARA, DEVICE)));
        assert_eq!(
            world.refused(|tx| evidence::insert(tx, &evidence_of(20, HANNA, DEVICE))),
            "evidence_pkey"
        );
    }

    fn evidence_is_about_what_is_there(world) {
        assert!(world.impossible(|tx| evidence::insert(tx, &evidence_of(20, id(99), DEVICE))));
        assert!(world.impossible(|tx| evidence::insert(tx, &evidence_of(20, MARA, id(99)))));
        let strange = |change: fn(&mut Evidence)| {
            world.impossible(move |tx| {
                let mut evidence = evidence_of(20, MARA, DEVICE);
                change(&mut evidence);
                evidence::insert(tx, &evidence)
            })
        };
        assert!(strange(|evidence| evidence.channel = id(99)));
        assert!(strange(|evidence| evidence.setting = id(99)));
        assert!(strange(|evidence| evidence.key = Some(id(99))));
    }

    fn res_11_what_is_blank_does_not_count(world) {
        world.write(|tx| {
            let session = open(tx, 20, MARA, DEVICE)?;
            open(tx, 22, HANNA, TABLET)?;
            evidence::insert(tx, &evidence_of(20, MARA, DEVICE))?;
            evidence::insert(tx, &Evidence { session, external_id: None, ..evidence_of(21, MARA, DEVICE) })?;
            evidence::insert(tx, &evidence_of(22, HANNA, TABLET))
        });
        assert_eq!(world.write(|tx| evidence::count_of(tx, MARA)), 1);
    }
}
