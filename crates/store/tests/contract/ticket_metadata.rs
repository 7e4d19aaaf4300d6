//! The contract of `ticket_metadata`.

use bonafide_domain::{
    metadata::{FieldValue, Metadata},
    text::{FieldId, Tag},
};
use bonafide_store::{StoreError, params, ticket_metadata};

use crate::{
    furnish::{MARA, conversation, id, ticket},
    world::{HOME, World, on_both},
};

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

fn metadata<const F: usize, const T: usize>(fields: [(&str, FieldValue); F], tags: [&str; T]) -> Metadata {
    Metadata {
        fields: fields.map(|(id, value)| (FieldId::new(id).unwrap(), value)).into(),
        tags: tags.map(|tag| Tag::new(tag).unwrap()).into(),
    }
}

/// A ticket of Mara's, with the id 40.
fn begin(world: &World) {
    world.write(|tx| {
        conversation(tx, 20, MARA)?;
        ticket(tx, 40, id(20), MARA)
    });
}

fn add(world: &World, metadata: &Metadata) {
    let metadata = metadata.clone();
    world.write(move |tx| ticket_metadata::add(tx, id(40), &metadata));
}

fn find(world: &World) -> Metadata {
    world.write(|tx| ticket_metadata::find(tx, id(40)))
}

on_both! {
    fn key_7_what_a_page_sets_is_read_as_it_was_written(world) {
        begin(world);
        assert_eq!(find(world), Metadata::default());
        let set = metadata(
            [
                ("cart", text("3 \"items\"\nZoë \u{1f469}")),
                ("empty", text("")),
                ("total", FieldValue::Number((-7).into())),
                ("rate", FieldValue::Number(serde_json::Number::from_f64(1.5).unwrap())),
                ("vip", FieldValue::Truth(true)),
                ("Vip", text("true")),
            ],
            ["checkout", "Zoë", "Checkout"],
        );
        add(world, &set);
        assert_eq!(find(world), set);
        assert_eq!(world.write(|tx| ticket_metadata::find(tx, id(99))), Metadata::default());
        assert_eq!(world.elsewhere(|tx| ticket_metadata::find(tx, id(40))), Metadata::default());
    }

    fn key_7_fields_of_one_id_are_replaced_and_tags_united(world) {
        begin(world);
        add(world, &metadata([("cart", text("1")), ("plan", text("gold"))], ["vip"]));
        add(world, &metadata([("cart", FieldValue::Number(2.into()))], ["vip", "checkout"]));
        let both = metadata(
            [("cart", FieldValue::Number(2.into())), ("plan", text("gold"))],
            ["vip", "checkout"],
        );
        assert_eq!(find(world), both);
        add(world, &Metadata::default());
        assert_eq!(find(world), both);
    }

    fn what_is_set_belongs_to_a_ticket_that_is_there(world) {
        assert!(world.impossible(|tx| ticket_metadata::add(tx, id(99), &metadata([], ["vip"]))));
        assert!(world.impossible(|tx| ticket_metadata::add(tx, id(99), &metadata([("a", text(""))], []))));
    }

    fn a_value_that_no_page_can_set_is_corrupt(world) {
        begin(world);
        add(world, &metadata([("cart", text("1"))], []));
        world.write(|tx| tx.execute("UPDATE ticket_fields SET value = '[]' WHERE account_id = $1", params![&HOME]));
        let read = world.try_in(HOME, |tx| ticket_metadata::find(tx, id(40)));
        assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
    }

    fn a_tag_that_no_page_can_set_is_corrupt(world) {
        begin(world);
        add(world, &metadata([], ["vip"]));
        world.write(|tx| tx.execute("UPDATE ticket_tags SET tag = 'a b' WHERE account_id = $1", params![&HOME]));
        let read = world.try_in(HOME, |tx| ticket_metadata::find(tx, id(40)));
        assert!(matches!(read, Err(StoreError::Corrupt(_))), "{read:?}");
    }
}
