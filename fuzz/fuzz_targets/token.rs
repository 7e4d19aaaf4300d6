#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bonafide_fuzz::only_what_the_secret_signed_is_accepted(bytes));
