//! The attributes checked: what `expand` can rely on.

use darling::{Error, ast::Data, util::Ignored};
use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Generics, Ident, LitStr, Path, Type, Visibility, ext::IdentExt};

use crate::{
    attrs::{InputField, RowInput, ViewInput},
    template::{self, Part},
};

/// A struct that is a view.
pub(crate) struct ViewModel {
    pub(crate) krate: TokenStream,
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// What the view is called inside a query: the struct's name in snake case.
    pub(crate) name: String,
    pub(crate) template: Option<Vec<Part>>,
    pub(crate) fields: Vec<ViewField>,
}

/// One column of a view.
pub(crate) struct ViewField {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) column: String,
    /// It is a partition column of the table.
    pub(crate) partition: bool,
}

/// A struct that is a row.
pub(crate) struct RowModel {
    pub(crate) krate: TokenStream,
    pub(crate) ident: Ident,
    pub(crate) fields: Vec<RowField>,
    /// The views that the fields come from, each once; none when the row is only ever read by name.
    pub(crate) views: Vec<Type>,
}

/// One field of a row.
pub(crate) struct RowField {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) name: String,
    /// Which of the row's views it comes from, and as which field of that view's columns.
    pub(crate) source: Option<(usize, Ident)>,
    /// Its path in the JSON of that column.
    pub(crate) path: Option<LitStr>,
}

impl TryFrom<ViewInput> for ViewModel {
    type Error = Error;

    fn try_from(input: ViewInput) -> Result<Self, Error> {
        let mut errors = Error::accumulator();
        no_generics(&input.generics, &mut errors);
        let template = input.view.as_ref().and_then(|name| {
            errors.handle(template::parse(&name.value()).map_err(|why| Error::custom(why).with_span(name)))
        });
        let fields: Vec<ViewField> = named_fields(input.data)
            .map(|(ident, field)| ViewField {
                column: field.column.as_ref().map_or_else(|| ident.unraw().to_string(), LitStr::value),
                ident,
                ty: field.ty,
                partition: field.partition,
            })
            .collect();
        at_least_one(fields.is_empty(), &mut errors);
        partitions_last(&fields, &mut errors);
        for (i, field) in fields.iter().enumerate() {
            if field.column.is_empty() || field.column.chars().any(char::is_control) {
                errors.push(
                    Error::custom("a column name must not be empty or contain control characters")
                        .with_span(&field.ident),
                );
            }
            if fields[..i].iter().any(|other| other.column.eq_ignore_ascii_case(&field.column)) {
                let twice = format!("column `{}` appears twice (names in Athena are case-insensitive)", field.column);
                errors.push(Error::custom(twice).with_span(&field.ident));
            }
        }
        errors.finish_with(ViewModel {
            krate: krate(input.krate),
            name: snake_case(&input.ident.unraw().to_string()),
            ident: input.ident,
            vis: input.vis,
            template,
            fields,
        })
    }
}

impl TryFrom<RowInput> for RowModel {
    type Error = Error;

    fn try_from(input: RowInput) -> Result<Self, Error> {
        let mut errors = Error::accumulator();
        no_generics(&input.generics, &mut errors);
        let default = input.from.map(|view| view.0);
        let mut views = Vec::new();
        let mut fields = Vec::new();
        for (ident, field) in named_fields(input.data) {
            let path = errors.handle(json_path(&ident, &field)).flatten();
            let from = field.from.map(|view| view.0).or_else(|| default.clone());
            let name = ident.unraw().to_string();
            // In a struct that is its own view, `column` is the name in SQL.
            let own = from.as_ref().is_some_and(|view| is_named(view, &input.ident));
            let column = match field.json.as_ref().or(field.column.as_ref().filter(|_| !own)) {
                Some(name) => errors.handle(column_field(name)).unwrap_or_else(|| ident.clone()),
                None => ident.clone(),
            };
            let source = from.map(|view| (index_of(&mut views, view), column));
            fields.push(RowField { ident, ty: field.ty, name, source, path });
        }
        at_least_one(fields.is_empty(), &mut errors);
        if !views.is_empty() {
            for field in fields.iter().filter(|field| field.source.is_none()) {
                let help = "which view does this field come from? Write `#[athena(from = …)]` on it, or on the struct for all fields";
                errors.push(Error::custom(help).with_span(&field.ident));
            }
        }
        errors.finish_with(RowModel { krate: krate(input.krate), ident: input.ident, fields, views })
    }
}

/// A row names a column by the field of the view's struct, so the compiler finds a wrong one.
fn column_field(name: &LitStr) -> Result<Ident, Error> {
    name.parse_with(Ident::parse_any)
        .map_err(|_| Error::custom("expected the name of a field of the view's struct").with_span(name))
}

/// `json = "meta", path = "$.user_meta.x"`: both or neither.
fn json_path(ident: &Ident, field: &InputField) -> Result<Option<LitStr>, Error> {
    match (&field.json, &field.path) {
        (None, None) => Ok(None),
        (Some(json), _) if field.column.is_some() => {
            Err(Error::custom("`json` names the column already: leave `column` out").with_span(json))
        }
        (Some(_), Some(path)) if path.value().starts_with('$') => Ok(Some(path.clone())),
        (Some(_), Some(path)) => {
            Err(Error::custom("a JSON path begins with `$`, as in `$.user_meta.name`").with_span(path))
        }
        _ => Err(Error::custom("`json` and `path` go together: `json = \"meta\", path = \"$.user_meta.name\"`")
            .with_span(ident)),
    }
}

fn is_named(view: &Type, ident: &Ident) -> bool {
    matches!(view, Type::Path(path) if path.path.is_ident(ident) || path.path.is_ident("Self"))
}

fn index_of(views: &mut Vec<Type>, view: Type) -> usize {
    let tokens = view.to_token_stream().to_string();
    let known = views.iter().position(|other| other.to_token_stream().to_string() == tokens);
    known.unwrap_or_else(|| {
        views.push(view);
        views.len() - 1
    })
}

fn named_fields(data: Data<Ignored, InputField>) -> impl Iterator<Item = (Ident, InputField)> {
    let fields = data.take_struct().map(|fields| fields.fields).unwrap_or_default();
    fields.into_iter().filter_map(|mut field| field.ident.take().map(|ident| (ident, field)))
}

fn no_generics(generics: &Generics, errors: &mut darling::error::Accumulator) {
    if !generics.params.is_empty() {
        errors.push(
            Error::custom("a struct with type parameters or lifetimes cannot be a view or a row").with_span(generics),
        );
    }
}

fn at_least_one(empty: bool, errors: &mut darling::error::Accumulator) {
    if empty {
        errors.push(Error::custom("a view or row needs at least one field"));
    }
}

/// A table has its partition columns after all others, and something besides them.
fn partitions_last(fields: &[ViewField], errors: &mut darling::error::Accumulator) {
    // A hidden column, such as "$path", has no place among the columns.
    let in_table = || fields.iter().filter(|field| !field.column.starts_with('$'));
    for field in fields.iter().filter(|field| field.partition && field.column.starts_with('$')) {
        let hidden = format!("`{}` is a hidden column and cannot be a partition column", field.column);
        errors.push(Error::custom(hidden).with_span(&field.ident));
    }
    let Some(last) = in_table().rfind(|field| !field.partition) else {
        if let Some(first) = in_table().next() {
            errors.push(
                Error::custom("a table needs at least one column that is not a partition column")
                    .with_span(&first.ident),
            );
        }
        return;
    };
    for field in in_table().take_while(|field| field.ident != last.ident).filter(|field| field.partition) {
        let help = format!("partition columns come last: move this field after `{}`", last.ident);
        errors.push(Error::custom(help).with_span(&field.ident));
    }
}

fn krate(path: Option<Path>) -> TokenStream {
    path.map_or_else(|| quote!(::quilt_athena), ToTokens::into_token_stream)
}

/// `NamedPackage` as `named_package`, `HTTPLog` as `http_log`. A name of underscores only has no words, and stays as it is.
fn snake_case(name: &str) -> String {
    let words = name.to_snake_case();
    if words.is_empty() { name.to_owned() } else { words }
}

impl ViewModel {
    /// The struct of the typed columns.
    pub(crate) fn columns(&self) -> Ident {
        format_ident!("{}Columns", self.ident)
    }

    /// The module of the columns' name types.
    pub(crate) fn names(&self) -> Ident {
        format_ident!("__{}_columns", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn names_inside_a_query_are_snake_case() {
        for (from, to) in [
            ("NamedPackage", "named_package"),
            ("HTTPLog", "http_log"),
            ("V2Entry", "v2_entry"),
            ("A", "a"),
            ("__", "__"),
        ] {
            assert_eq!(snake_case(from), to);
        }
    }
}
