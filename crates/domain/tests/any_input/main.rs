//! What must hold for any input, on inputs that are nearly good. The bodies are those of the fuzz targets (`fuzz/`), which
//! look further than there is time for here.
#![cfg(test)]

#[path = "../../../../fuzz/src/lib.rs"]
mod bodies;
mod nearly;

use bonafide_domain::{outbound::OutboundUrl, token::code::Handed};
use proptest::{collection::vec, prelude::*};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn only_what_the_secret_signed_is_accepted(token in nearly::token()) {
        bodies::only_what_the_secret_signed_is_accepted(&token);
    }

    #[test]
    fn what_is_accepted_says_so(header in nearly::header(), payload in nearly::json()) {
        bodies::what_is_accepted_says_so(&nearly::two_parts(&header, &payload));
    }

    #[test]
    fn json_is_read_as_by_anybody_else(json in prop_oneof![
        nearly::json().prop_map(String::into_bytes),
        nearly::json().prop_flat_map(nearly::changed),
        vec(any::<u8>(), 0..64),
    ]) {
        bodies::json_is_read_as_by_anybody_else(&json);
    }

    #[test]
    fn a_set_names_each_usable_key_once(body in nearly::key_set()) {
        bodies::a_set_names_each_usable_key_once(&body);
    }

    #[test]
    fn an_address_is_compared_by_one_form(address in nearly::address()) {
        bodies::an_address_is_compared_by_one_form(address.as_bytes());
    }

    #[test]
    fn an_external_id_is_as_it_was_given(id in nearly::words()) {
        bodies::an_external_id_is_as_it_was_given(id.as_bytes());
    }

    #[test]
    fn an_id_has_one_spelling(id in nearly::id()) {
        bodies::an_id_has_one_spelling(&id);
    }

    #[test]
    fn a_code_is_handed_over_in_one_way(handed in nearly::handed()) {
        bodies::a_code_is_handed_over_in_one_way(&handed);
    }

    #[test]
    fn context_variables_are_those_of_their_claim(text in nearly::contexts()) {
        bodies::context_variables_are_those_of_their_claim(&text);
    }

    #[test]
    fn a_key_of_the_rest_api_lets_in_only_what_it_signed(token in nearly::program()) {
        bodies::a_key_of_the_rest_api_lets_in_only_what_it_signed(&token);
    }

    #[test]
    fn an_address_to_be_called_leads_to_one_origin(url in nearly::url()) {
        bodies::an_address_to_be_called_leads_to_one_origin(&url);
    }

    #[test]
    fn a_record_is_as_it_was_written(record in nearly::record()) {
        bodies::a_record_is_as_it_was_written(record.as_bytes());
    }

    #[test]
    fn an_origin_stays_within_its_header(origin in nearly::origin()) {
        bodies::an_origin_stays_within_its_header(&origin);
    }
}

/// What is made nearly good must be good often enough, or the properties say nothing.
#[test]
fn many_of_the_inputs_are_good() {
    let good = nearly::two_parts(&bodies::header(), r#"{"scope":"user","external_id":"u1"}"#);
    bodies::what_is_accepted_says_so(&good);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut drawn = |strategy: BoxedStrategy<bool>| {
        let draws = (0..500).filter(|_| strategy.new_tree(&mut runner).unwrap().current());
        draws.count()
    };
    let payload = nearly::json().prop_map(|json| bodies::is_accepted(&bodies::sign(bodies::header(), json)));
    assert!(drawn(payload.boxed()) > 50, "payloads");
    let address = nearly::address().prop_map(|text| bonafide_domain::email::EmailAddress::new(&text).is_ok());
    assert!(drawn(address.boxed()) > 50, "addresses");
    let of = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap_or_default();
    let handed = nearly::handed().prop_map(move |bytes| Handed::read(&of(bytes)).is_ok());
    assert!(drawn(handed.boxed()) > 50, "codes");
    let contexts = nearly::contexts().prop_map(move |bytes| bodies::are_taken(&of(bytes)));
    assert!(drawn(contexts.boxed()) > 50, "context variables");
    let program = nearly::program().prop_map(move |bytes| bodies::is_let_in(&of(bytes)));
    assert!(drawn(program.boxed()) > 50, "programs");
    let url = nearly::url().prop_map(move |bytes| of(bytes).parse::<OutboundUrl>().is_ok());
    assert!(drawn(url.boxed()) > 50, "addresses to be called");
    let record = nearly::record().prop_map(|record| record.contains("\nactive\n"));
    assert!(drawn(record.boxed()) > 50, "records");
}
