//! `sql!` and `sql_query!`.

mod pieces;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Expr, ExprReference, LitStr, Token, Type,
    parse::{Parse, ParseStream},
};

use pieces::SqlPiece;

/// `"…"`, or `"…" as Type`.
pub(crate) struct SqlInput {
    text: LitStr,
    data_type: Option<Type>,
}

impl Parse for SqlInput {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text = text(input)?;
        let data_type = match input.parse::<Option<Token![as]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        end(input, "expected the end, or `as` and the type that it gives")?;
        Ok(Self { text, data_type })
    }
}

/// `"…"`
pub(crate) struct SqlQueryInput(LitStr);

impl Parse for SqlQueryInput {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text = text(input)?;
        end(input, "expected the end")?;
        Ok(Self(text))
    }
}

fn text(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let help =
        "expected SQL as a literal, as in `\"lower({p.user}) = {user}\"`: SQL that is made at run time is not accepted";
    input.parse().map_err(|error| syn::Error::new(error.span(), help))
}

/// Nothing more, but for a comma.
fn end(input: ParseStream<'_>, expected: &str) -> syn::Result<()> {
    input.parse::<Option<Token![,]>>()?;
    if input.is_empty() {
        return Ok(());
    }
    Err(input.error(format!("{expected}: a literal with quotes in it is written `r#\"…\"#`, or each of them `\\\"`")))
}

pub(crate) fn expand_sql(input: &SqlInput) -> syn::Result<TokenStream> {
    let steps = steps(&input.text)?;
    let of = input.data_type.as_ref().map_or_else(|| quote!(::core::primitive::bool), |of| quote!(#of));
    Ok(quote!(::quilt_athena::__private::RawFragment::new()#steps.of::<#of>()))
}

pub(crate) fn expand_sql_query(input: &SqlQueryInput) -> syn::Result<TokenStream> {
    let steps = steps(&input.0)?;
    Ok(quote!(::quilt_athena::__private::RawStatement::new()#steps.done()))
}

/// `.text("lower(").operand(&p.user).text(")")`
fn steps(text: &LitStr) -> syn::Result<TokenStream> {
    let wrong = |why: String| syn::Error::new(text.span(), why);
    let pieces = pieces::parse(&text.value()).map_err(wrong)?;
    let mut steps = TokenStream::new();
    for piece in pieces {
        steps.extend(match piece {
            SqlPiece::Sql(sql) => quote!(.text(#sql)),
            SqlPiece::Operand(operand) => {
                let operand = reference(&operand, text.span()).map_err(|error| {
                    wrong(format!("`{{{operand}}}` is not a Rust expression between braces: {error}"))
                })?;
                quote!(.operand(#operand))
            }
        });
    }
    Ok(steps)
}

/// `&operand`, as if it appeared at `span`: stable Rust has no spans inside a literal.
fn reference(operand: &str, span: Span) -> syn::Result<Expr> {
    let expr: Expr = LitStr::new(operand, span).parse()?;
    Ok(Expr::Reference(ExprReference {
        attrs: Vec::new(),
        and_token: Token![&](span),
        mutability: None,
        expr: Box::new(expr),
    }))
}
