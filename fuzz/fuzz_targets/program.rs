#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bonafide_fuzz::a_key_of_the_rest_api_lets_in_only_what_it_signed(bytes));
