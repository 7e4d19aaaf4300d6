//! The contract of `workstreams`.

use bonafide_domain::{
    context::{ContextName, ContextType},
    id::{ChannelId, WorkstreamId},
    routing::{Condition, Draft, Rule, Variable},
};
use bonafide_store::{
    Result, Tx, channels,
    workstreams::{self, Workstream},
};

use crate::{
    furnish::{CHANNEL, SETTING, channel, id},
    world::on_both,
};

const STREAM: WorkstreamId = id(70);

fn stream(byte: u8, name: &str) -> Workstream {
    let variable = Variable { name: ContextName::new("Tier ü").unwrap(), kind: ContextType::Text };
    let conditions = vec![Condition::Authenticated { is: true }];
    let rule = Rule { name: "first".into(), conditions, queue: id(50), priority: 3 };
    let draft = Draft { variables: vec![variable], rules: vec![rule], fallback: id(51) };
    Workstream { id: id(byte), name: name.into(), draft }
}

/// Another channel.
fn second(tx: &mut Tx<'_>) -> Result<ChannelId> {
    channels::insert(tx, &channel(2, "second"), SETTING)?;
    Ok(id(2))
}

on_both! {
    fn rou_1_a_workstream_is_read_back_as_it_was_written(world) {
        world.write(|tx| workstreams::insert(tx, &stream(70, "Shop")));
        assert_eq!(world.write(|tx| workstreams::find(tx, STREAM)), Some(stream(70, "Shop")));
        assert_eq!(world.elsewhere(|tx| workstreams::find(tx, STREAM)), None);
        let mut other = stream(70, "Bank");
        other.draft.rules.clear();
        let changed = other.clone();
        assert!(world.write(move |tx| workstreams::update(tx, &changed)));
        assert_eq!(world.write(|tx| workstreams::find(tx, STREAM)), Some(other));
        assert!(!world.write(|tx| workstreams::update(tx, &stream(71, "none"))));
        assert!(!world.elsewhere(|tx| workstreams::update(tx, &stream(70, "theirs"))));
    }

    fn rou_1_workstreams_come_by_name_and_a_name_is_one_workstreams(world) {
        world.write(|tx| {
            workstreams::insert(tx, &stream(70, "b"))?;
            workstreams::insert(tx, &stream(71, "a"))
        });
        let names: Vec<_> = world.write(workstreams::all).into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(world.write(workstreams::names), [(id(71), "a".to_owned()), (STREAM, "b".to_owned())]);
        assert_eq!(world.elsewhere(workstreams::all), []);
        assert_eq!(world.elsewhere(workstreams::names), []);
        assert_eq!(world.refused(|tx| workstreams::insert(tx, &stream(72, "a"))), "workstreams_name");
        assert_eq!(world.refused(|tx| workstreams::update(tx, &stream(70, "a")).map(drop)), "workstreams_name");
    }

    fn rou_1_a_channel_is_routed_by_one_workstream_at_most(world) {
        world.write(|tx| {
            second(tx)?;
            workstreams::insert(tx, &stream(70, "b"))?;
            workstreams::insert(tx, &stream(71, "a"))?;
            workstreams::set_channels(tx, STREAM, &[CHANNEL, id(2)])
        });
        assert_eq!(world.write(workstreams::channels), [(STREAM, CHANNEL), (STREAM, id(2))]);
        assert_eq!(world.elsewhere(workstreams::channels), []);
        let taken = world.refused(|tx| workstreams::set_channels(tx, id(71), &[CHANNEL]));
        assert_eq!(taken, "workstream_channels_pkey");
        world.write(|tx| workstreams::set_channels(tx, STREAM, &[id(2)]));
        world.write(|tx| workstreams::set_channels(tx, id(71), &[CHANNEL]));
        assert_eq!(world.write(workstreams::channels), [(STREAM, id(2)), (id(71), CHANNEL)]);
        assert!(world.impossible(|tx| workstreams::set_channels(tx, STREAM, &[id(99)])));
    }

    fn rou_1_the_version_of_a_channels_workstream_grows_with_each_change(world) {
        world.write(|tx| {
            workstreams::insert(tx, &stream(70, "Shop"))?;
            workstreams::set_channels(tx, STREAM, &[CHANNEL])
        });
        assert_eq!(world.write(|tx| workstreams::of_channel(tx, CHANNEL)), Some((STREAM, 1)));
        world.write(|tx| workstreams::update(tx, &stream(70, "Shop")));
        assert_eq!(world.write(|tx| workstreams::of_channel(tx, CHANNEL)), Some((STREAM, 2)));
        assert_eq!(world.write(|tx| workstreams::of_channel(tx, id(2))), None);
        assert_eq!(world.elsewhere(|tx| workstreams::of_channel(tx, CHANNEL)), None);
    }

    fn rou_1_a_deleted_workstream_routes_no_channel(world) {
        world.write(|tx| {
            workstreams::insert(tx, &stream(70, "Shop"))?;
            workstreams::set_channels(tx, STREAM, &[CHANNEL])
        });
        assert!(!world.elsewhere(|tx| workstreams::delete(tx, STREAM)));
        assert!(world.write(|tx| workstreams::delete(tx, STREAM)));
        assert!(!world.write(|tx| workstreams::delete(tx, STREAM)));
        assert_eq!(world.write(|tx| workstreams::of_channel(tx, CHANNEL)), None);
        assert_eq!(world.write(|tx| workstreams::find(tx, STREAM)), None);
        assert_eq!(world.write(workstreams::all), []);
        assert_eq!(world.write(workstreams::names), []);
        world.write(|tx| workstreams::insert(tx, &stream(71, "Shop")));
    }
}
