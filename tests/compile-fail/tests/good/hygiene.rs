//! Why: what the derives write must not lean on the names around it: no prelude, the crate under another name, names
//! that it uses itself taken, and a column that is a keyword.
#![no_implicit_prelude]
#![expect(dead_code, reason = "names that the derives must not meet")]

extern crate quilt_athena as qa;

struct Result;
struct Option;
struct String;
struct Column;
struct View;

#[derive(qa::AthenaView, qa::AthenaRow)]
#[athena(view = "packages_{bucket}_{kind}", from = Package, crate = qa)]
struct Package {
    user: ::std::string::String,
    r#type: ::std::option::Option<::std::string::String>,
    view: ::std::primitive::i64,
    row: ::std::primitive::bool,
    readers: ::std::vec::Vec<::std::primitive::u8>,
}

fn main() {
    let p = Package::view("my-bucket", "raw");
    let query = qa::query::select().from(&p).filter(p.user.eq("alice").and(p.row)).rows::<Package, _>();
    ::std::assert!(query.sql().is_ok());
}
