#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bonafide_fuzz::an_address_to_be_called_leads_to_one_origin(bytes));
