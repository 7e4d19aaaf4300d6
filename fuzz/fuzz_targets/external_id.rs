#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bonafide_fuzz::an_external_id_is_as_it_was_given(bytes));
