//! The attributes, as written.
//!
//! A struct may derive both macros, so each accepts the other's attributes and leaves them alone.

use darling::{FromDeriveInput, FromField, FromMeta, ast::Data, util::Ignored};
use syn::{Expr, ExprLit, Generics, Ident, Lit, LitStr, Path, Type, Visibility};

#[derive(FromDeriveInput)]
#[darling(attributes(athena), supports(struct_named))]
pub(crate) struct ViewInput {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    pub(crate) data: Data<Ignored, InputField>,
    #[darling(default)]
    pub(crate) view: Option<LitStr>,
    #[darling(default, rename = "crate")]
    pub(crate) krate: Option<Path>,
    #[darling(default, rename = "from")]
    pub(crate) _from: Option<ViewType>,
}

#[derive(FromDeriveInput)]
#[darling(attributes(athena), supports(struct_named))]
pub(crate) struct RowInput {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) data: Data<Ignored, InputField>,
    #[darling(default)]
    pub(crate) from: Option<ViewType>,
    #[darling(default, rename = "crate")]
    pub(crate) krate: Option<Path>,
    #[darling(default, rename = "view")]
    pub(crate) _view: Option<LitStr>,
}

#[derive(FromField)]
#[darling(attributes(athena))]
pub(crate) struct InputField {
    pub(crate) ident: Option<Ident>,
    pub(crate) ty: Type,
    #[darling(default)]
    pub(crate) column: Option<LitStr>,
    #[darling(default)]
    pub(crate) from: Option<ViewType>,
    #[darling(default)]
    pub(crate) json: Option<LitStr>,
    #[darling(default)]
    pub(crate) path: Option<LitStr>,
    #[darling(default)]
    pub(crate) partition: bool,
}

/// The type of a view: `from = Manifest`, or in quotes `from = "Alias<Manifest, 'q'>"`.
pub(crate) struct ViewType(pub(crate) Type);

impl FromMeta for ViewType {
    fn from_expr(expr: &Expr) -> darling::Result<Self> {
        match expr {
            Expr::Path(path) => Ok(Self(syn::parse_quote!(#path))),
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.parse().map(Self).map_err(|_| not_a_view(expr)),
            _ => Err(not_a_view(expr)),
        }
    }
}

fn not_a_view(expr: &Expr) -> darling::Error {
    darling::Error::custom("expected the struct of a view: `from = Manifest`, or `from = \"Alias<Manifest, 'q'>\"`")
        .with_span(expr)
}
