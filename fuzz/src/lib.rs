//! What must hold for any input: the bodies of the fuzz targets, which the tests of the domain run as well, on inputs that
//! are nearly good (`crates/domain/tests/any_input`).
//!
//! Each takes bytes and panics where something does not hold. What they hold is in their names.

mod account;
mod codes;
mod contexts;
mod key_sets;
mod programs;
mod texts;
mod tokens;

pub use account::{KEY, NOW, encode, good, header, is_accepted, sign};
pub use codes::a_code_is_handed_over_in_one_way;
pub use contexts::{are_taken, context_variables_are_those_of_their_claim};
pub use key_sets::a_set_names_each_usable_key_once;
pub use programs::{a_key_of_the_rest_api_lets_in_only_what_it_signed, is_let_in};
pub use texts::{
    a_record_is_as_it_was_written, an_address_is_compared_by_one_form,
    an_address_to_be_called_leads_to_one_origin, an_external_id_is_as_it_was_given, an_id_has_one_spelling,
    an_origin_stays_within_its_header,
};
pub use tokens::{
    json_is_read_as_by_anybody_else, only_what_the_secret_signed_is_accepted, what_is_accepted_says_so,
};
