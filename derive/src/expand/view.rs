//! `#[derive(AthenaView)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{ext::IdentExt, spanned::Spanned};

use crate::{model::ViewModel, template::Part};

/// Everything the derive emits.
pub(crate) fn expand(view: &ViewModel) -> TokenStream {
    let parts = [name_types(view), columns(view), traits(view), constructor(view), used(view)];
    quote!(#(#parts)*)
}

/// One type per column, which carries its name. Only the types are in the module: a path to the crate may mean nothing there.
///
/// `allow` and not `expect`: this is code in a user's crate, where most of these lints do not fire.
fn name_types(view: &ViewModel) -> TokenStream {
    let (krate, vis, module) = (&view.krate, &view.vis, view.names());
    let names: Vec<_> = view.fields.iter().map(|field| &field.ident).collect();
    let columns = view.fields.iter().map(|field| &field.column);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_docs, missing_debug_implementations, unreachable_pub, dead_code)]
        #vis mod #module {
            #(pub struct #names;)*
        }
        #(
            #[automatically_derived]
            impl #krate::__private::ColumnName for #module::#names {
                const NAME: &'static ::core::primitive::str = #columns;
            }
        )*
    }
}

/// One struct of typed columns, generic in the view so that aliases share it.
///
/// `allow` and not `expect`, as for the names.
fn columns(view: &ViewModel) -> TokenStream {
    let (krate, vis, module, columns) = (&view.krate, &view.vis, view.names(), view.columns());
    let doc = format!("The typed columns of [`{}`].", view.ident.unraw());
    let fields = view.fields.iter().map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        let doc = format!("Column `{}`.", field.column);
        quote!(#[doc = #doc] pub #ident: #krate::__private::Column<__K, #ty, #module::#ident>)
    });
    quote! {
        #[doc = #doc]
        #[allow(missing_debug_implementations, unreachable_pub, dead_code)]
        #vis struct #columns<__K> {
            #(#fields,)*
        }
        #[automatically_derived]
        impl<__K> ::core::clone::Clone for #columns<__K> {
            fn clone(&self) -> Self {
                *self
            }
        }
        #[automatically_derived]
        impl<__K> ::core::marker::Copy for #columns<__K> {}
    }
}

fn traits(view: &ViewModel) -> TokenStream {
    let (krate, ident, columns, name) = (&view.krate, &view.ident, view.columns(), &view.name);
    let fields: Vec<_> = view.fields.iter().map(|field| &field.ident).collect();
    let labels = view.fields.iter().map(|field| &field.column);
    let partitions = view.fields.iter().filter(|field| field.partition).map(|field| &field.column);
    let types = view.fields.iter().map(|field| &field.ty);
    // A type that no column can have is an error at the field.
    let athena_types = view.fields.iter().map(|field| {
        let ty = &field.ty;
        quote_spanned!(ty.span()=> #krate::__private::column_type::<#ty>())
    });
    quote! {
        #[automatically_derived]
        impl #krate::__private::AthenaView for #ident {
            type Columns = #columns<Self>;
            fn columns() -> Self::Columns {
                <Self as #krate::__private::BaseView>::columns_of::<Self>()
            }
            const NAME: &'static ::core::primitive::str = #name;
        }
        #[automatically_derived]
        impl #krate::__private::BaseView for #ident {
            type ColumnsOf<__K: #krate::__private::AthenaView> = #columns<__K>;
            fn columns_of<__K: #krate::__private::AthenaView>() -> #columns<__K> {
                #columns { #(#fields: #krate::__private::Column::new(),)* }
            }
            const FIELDS: &'static [&'static ::core::primitive::str] = &[#(#labels),*];
            const PARTITIONS: &'static [&'static ::core::primitive::str] = &[#(#partitions),*];
            fn types() -> ::std::vec::Vec<#krate::__private::AthenaType> {
                ::std::vec![#(#athena_types),*]
            }
        }
        #[automatically_derived]
        impl #krate::__private::FromTuple<(#(#types,)*)> for #ident {}
    }
}

/// `NamedPackage::view("my-bucket")`, with one argument per placeholder.
fn constructor(view: &ViewModel) -> TokenStream {
    let Some(template) = &view.template else { return TokenStream::new() };
    let (krate, ident, vis) = (&view.krate, &view.ident, &view.vis);
    let mut arguments = Vec::new();
    let parts: Vec<_> = template
        .iter()
        .map(|part| match part {
            Part::Text(text) => quote!(#krate::__private::NamePart::Text(#text)),
            Part::Placeholder(name) => {
                let argument = format_ident!("{name}");
                let kind = if name == "bucket" { quote!(Bucket) } else { quote!(Word) };
                if !arguments.contains(&argument) {
                    arguments.push(argument.clone());
                }
                quote!(#krate::__private::NamePart::#kind(#argument.as_ref()))
            }
        })
        .collect();
    let doc = "A handle on the view. A name that Athena cannot have is an error of the query that uses it.";
    quote! {
        #[automatically_derived]
        impl #ident {
            #[doc = #doc]
            #vis fn view(#(#arguments: impl ::core::convert::AsRef<str>),*) -> #krate::__private::View<Self> {
                #krate::__private::View::from_template(&[#(#parts),*])
            }
        }
    }
}

/// The fields serve for their names and types; without this the compiler would warn that they are never read.
fn used(view: &ViewModel) -> TokenStream {
    let ident = &view.ident;
    let fields = view.fields.iter().map(|field| &field.ident);
    let again = view.fields.iter().map(|field| &field.ident);
    quote! {
        const _: fn(#ident) -> #ident = |view| {
            let #ident { #(#fields),* } = view;
            #ident { #(#again),* }
        };
    }
}
