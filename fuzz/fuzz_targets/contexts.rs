#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bonafide_fuzz::context_variables_are_those_of_their_claim(bytes));
