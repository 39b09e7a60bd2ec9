//! `sql!` and `sql_query!`.

mod pieces;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    Expr, ExprReference, LitStr, Token, Type,
    parse::{Parse, ParseStream},
};

use pieces::Piece;

/// `"…"`, or `"…" as Type`.
pub(crate) struct Fragment {
    text: LitStr,
    of: Option<Type>,
}

impl Parse for Fragment {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text = text(input)?;
        let of = match input.parse::<Option<Token![as]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        end(input, "expected the end, or `as` and the type that it gives")?;
        Ok(Self { text, of })
    }
}

/// `"…"`
pub(crate) struct Statement(LitStr);

impl Parse for Statement {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text = text(input)?;
        end(input, "expected the end")?;
        Ok(Self(text))
    }
}

fn text(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let help =
        "expected SQL as a literal, as in `\"lower({p.user}) = {user}\"`: only what stands in the program can be SQL";
    input.parse().map_err(|error| syn::Error::new(error.span(), help))
}

/// Nothing more, but for a comma.
fn end(input: ParseStream<'_>, expected: &str) -> syn::Result<()> {
    input.parse::<Option<Token![,]>>()?;
    if input.is_empty() {
        return Ok(());
    }
    Err(input.error(format!("{expected}: a text with quotes in it is written `r#\"…\"#`, or each of them `\\\"`")))
}

pub(crate) fn fragment(fragment: &Fragment) -> syn::Result<TokenStream> {
    let steps = steps(&fragment.text)?;
    let of = fragment.of.as_ref().map_or_else(|| quote!(::core::primitive::bool), |of| quote!(#of));
    Ok(quote!(::quilt_athena::__private::RawFragment::new()#steps.of::<#of>()))
}

pub(crate) fn statement(statement: &Statement) -> syn::Result<TokenStream> {
    let steps = steps(&statement.0)?;
    Ok(quote!(::quilt_athena::__private::RawStatement::new()#steps.done()))
}

/// `.text("lower(").operand(&p.user).text(")")`
fn steps(text: &LitStr) -> syn::Result<TokenStream> {
    let wrong = |why: String| syn::Error::new(text.span(), why);
    let pieces = pieces::parse(&text.value()).map_err(wrong)?;
    let mut steps = TokenStream::new();
    for piece in pieces {
        steps.extend(match piece {
            Piece::Sql(sql) => quote!(.text(#sql)),
            Piece::Operand(operand) => {
                let operand = reference(&operand, text.span()).map_err(|error| {
                    wrong(format!("`{{{operand}}}` is not a Rust expression between braces: {error}"))
                })?;
                quote!(.operand(#operand))
            }
        });
    }
    Ok(steps)
}

/// `&operand`, as if it stood at `span`: stable Rust knows no place inside of a literal.
fn reference(operand: &str, span: Span) -> syn::Result<Expr> {
    let expr: Expr = LitStr::new(operand, span).parse()?;
    Ok(Expr::Reference(ExprReference {
        attrs: Vec::new(),
        and_token: Token![&](span),
        mutability: None,
        expr: Box::new(expr),
    }))
}
