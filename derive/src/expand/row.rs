//! `#[derive(AthenaRow)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::RowModel;

/// Everything the derive emits.
pub(crate) fn expand(row: &RowModel) -> TokenStream {
    let reading = reading(row);
    let selecting = if row.views.is_empty() { TokenStream::new() } else { selecting(row) };
    quote!(#reading #selecting)
}

/// How a row is read from a result.
fn reading(row: &RowModel) -> TokenStream {
    let (krate, ident, count) = (&row.krate, &row.ident, row.fields.len());
    let named = row.fields.iter().map(|field| {
        let (ty, name) = (&field.ty, &field.name);
        quote_spanned!(ty.span()=> resolver.named::<#ty>(#name)?;)
    });
    let readers = row.fields.iter().map(|field| {
        let ty = &field.ty;
        quote_spanned!(ty.span()=> <#ty as #krate::__private::FromRow>::readers(columns)?)
    });
    let values = row.fields.iter().enumerate().map(|(i, field)| {
        let (name, ty) = (&field.ident, &field.ty);
        quote_spanned!(ty.span()=> #name: <#ty as #krate::__private::FromRow>::read(&readers[#i], row)?)
    });
    quote! {
        #[automatically_derived]
        impl #krate::__private::FromRow for #ident {
            type Readers = [#krate::__private::ColumnReader; #count];
            fn resolve_columns(resolver: &mut #krate::__private::ColumnResolver<'_>) -> #krate::__private::Result<()> {
                #(#named)*
                ::core::result::Result::Ok(())
            }
            fn readers(columns: &mut #krate::__private::BatchColumns<'_>) -> #krate::__private::Result<Self::Readers> {
                ::core::result::Result::Ok([#(#readers),*])
            }
            fn read(readers: &Self::Readers, row: ::core::primitive::usize) -> #krate::__private::Result<Self> {
                ::core::result::Result::Ok(Self { #(#values),* })
            }
        }
    }
}

/// What a query selects for it: views and nullability in the bounds, names and types in the body.
fn selecting(row: &RowModel) -> TokenStream {
    let (krate, ident) = (&row.krate, &row.ident);
    let proofs: Vec<_> = (0..row.views.len()).map(|i| format_ident!("__I{i}")).collect();
    let views = row
        .views
        .iter()
        .zip(&proofs)
        .map(|(view, proof)| quote_spanned!(view.span()=> #view: #krate::__private::InScope<__S, #proof>));
    let held = row.fields.iter().filter_map(|field| {
        let (index, _) = field.source.as_ref()?;
        let (ty, view, proof) = (&field.ty, &row.views[*index], &proofs[*index]);
        let null = quote!(<#view as #krate::__private::InScope<__S, #proof>>::Null);
        Some(quote_spanned!(ty.span()=> #ty: #krate::__private::HoldsNull<#null>))
    });
    let items = row.fields.iter().filter_map(|field| {
        let (index, column) = field.source.as_ref()?;
        let (ty, name, view) = (&field.ty, &field.name, &row.views[*index]);
        let column = quote_spanned!(field.ident.span()=> <#view as #krate::__private::AthenaView>::columns().#column);
        Some(match &field.path {
            Some(path) => quote_spanned!(field.ident.span()=> #column.json_field::<#ty>(#path, #name, out);),
            None => quote_spanned!(field.ident.span()=> #column.into_field::<#ty>(#name, out);),
        })
    });
    quote! {
        #[automatically_derived]
        impl<__S, #(#proofs),*> #krate::__private::AthenaRow<__S, (#(#proofs,)*)> for #ident
        where
            #(#views,)*
            #(#held,)*
        {
            fn items(out: &mut #krate::__private::SelectList) {
                #(#items)*
            }
        }
    }
}
