//! Arbitrary deliveries of `waha`.

#![no_main]

use nascente_wire::Provider;

libfuzzer_sys::fuzz_target!(|delivery: &[u8]| nascente_fuzz::check(Provider::Waha, delivery));
