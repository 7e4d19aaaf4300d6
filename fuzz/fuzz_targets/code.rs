#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bonafide_fuzz::a_code_is_handed_over_in_one_way(bytes));
