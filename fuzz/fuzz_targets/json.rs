#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bonafide_fuzz::json_is_read_as_by_anybody_else(bytes));
