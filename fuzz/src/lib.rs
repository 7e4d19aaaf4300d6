//! What must hold for any input: the bodies of the fuzz targets, which the tests of the domain run as well, on inputs that
//! are nearly good (`crates/domain/tests/any_input`).
//!
//! Each takes bytes and panics where something does not hold. What they hold is in their names.

mod account;
mod key_sets;
mod texts;
mod tokens;

pub use account::{KEY, NOW, encode, good, header, is_accepted, sign};
pub use key_sets::a_set_names_each_usable_key_once;
pub use texts::{
    an_address_is_compared_by_one_form, an_external_id_is_as_it_was_given, an_id_has_one_spelling,
    an_origin_stays_within_its_header,
};
pub use tokens::{
    json_is_read_as_by_anybody_else, only_what_the_secret_signed_is_accepted, what_is_accepted_says_so,
};
