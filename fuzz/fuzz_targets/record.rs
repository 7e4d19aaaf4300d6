#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bonafide_fuzz::a_record_is_as_it_was_written(bytes));
