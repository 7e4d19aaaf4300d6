//! Administrators who change one channel at once (SES-6, SEE-5, MRG-9).

use bonafide_domain::{changed::Changed, mode::Mode, text::Name};
use bonafide_server::use_cases::{
    admission,
    channels::{self, Change},
};

use super::{everywhere, race, settled};
use crate::world::World;

/// What one of them changes: each something else.
fn change(number: usize) -> Change {
    let nothing = Change::default();
    match number {
        0 => Change { login_required: Some(true), ..nothing },
        1 => Change { login_required_mode: Some(Mode::ReportOnly), ..nothing },
        2 => Change { asks_for_contact: Some(true), ..nothing },
        3 => Change { multiple_conversations: Some(true), ..nothing },
        4 => Change { color: Changed::To("#0a7d5a".parse().unwrap()), ..nothing },
        _ => Change { name: Some(Name::new("Another name").unwrap()), ..nothing },
    }
}

everywhere! {
    fn ses_6_what_one_administrator_changes_of_a_channel_no_other_change_undoes(world) {
        let channel = world.make_channel("For customers", false);
        race(|n| {
            let (by, change) = (world.administrator.clone(), change(n));
            let changed = world.write_on(n, move |tx| {
                let by = admission::admit_administrator(tx, &by)?.id;
                channels::change_channel(tx, by, channel, &change)
            });
            settled(changed).unwrap();
        });
        let now = world.read(move |tx| channels::find_channel(tx, channel)).unwrap().channel;
        let switched = [now.login_required, now.asks_for_contact, now.multiple_conversations];
        assert_eq!((switched, now.login_required_mode), ([true; 3], Mode::ReportOnly));
        assert_eq!((now.color, now.name.as_str()), (Some("#0a7d5a".parse().unwrap()), "Another name"));
    }
}
