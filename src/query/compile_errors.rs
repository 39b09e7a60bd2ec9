#![doc = include_str!("compile_errors.md")]
