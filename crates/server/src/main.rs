//! Starts `nascente`.

fn main() {}
