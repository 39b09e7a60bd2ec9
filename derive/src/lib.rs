//! The macros of [quilt-athena](https://docs.rs/quilt-athena), which re-exports and documents them.
//!
//! Attributes are read (`attrs`), then checked as a whole (`model`), then turned into code (`expand`, which only quotes). All
//! mistakes of one struct are reported together. `raw` is `sql!` and `sql_query!`.

mod attrs;
mod expand;
mod model;
mod raw;
mod template;

use darling::FromDeriveInput;
use proc_macro::TokenStream;
use syn::DeriveInput;

/// See the documentation of quilt-athena.
#[proc_macro_derive(AthenaView, attributes(athena))]
pub fn athena_view(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    let code = attrs::ViewInput::from_derive_input(&input)
        .and_then(model::ViewModel::try_from)
        .map(|view| expand::view::expand(&view))
        .unwrap_or_else(|error| error.with_span(&input.ident).write_errors());
    code.into()
}

/// See the documentation of quilt-athena.
#[proc_macro_derive(AthenaRow, attributes(athena))]
pub fn athena_row(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    let code = attrs::RowInput::from_derive_input(&input)
        .and_then(model::RowModel::try_from)
        .map(|row| expand::row::expand(&row))
        .unwrap_or_else(|error| error.with_span(&input.ident).write_errors());
    code.into()
}

/// See the documentation of quilt-athena.
#[proc_macro]
pub fn sql(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as raw::SqlInput);
    raw::expand_sql(&input).unwrap_or_else(|error| error.into_compile_error()).into()
}

/// See the documentation of quilt-athena.
#[proc_macro]
pub fn sql_query(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as raw::SqlQueryInput);
    raw::expand_sql_query(&input).unwrap_or_else(|error| error.into_compile_error()).into()
}
