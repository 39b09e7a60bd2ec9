//! WINDOW: the windows that a query names.

use super::{ast::Ast, check::children};
use crate::{
    error::{Error, Result},
    sql::window::named_window,
};

/// The named windows that expressions use, each once.
///
/// # Errors
/// Two windows of one name.
pub(super) fn named_windows<'a>(asts: impl Iterator<Item = &'a Ast>) -> Result<Vec<(String, Ast)>> {
    let mut found: Vec<(char, &Ast)> = Vec::new();
    let mut open: Vec<&Ast> = asts.collect();
    while let Some(ast) = open.pop() {
        if let Some((name, window)) = named_window(ast) {
            match found.iter().find(|(other, _)| *other == name) {
                None => found.push((name, window)),
                Some((_, other)) if *other == window => {}
                Some(_) => {
                    return Err(Error::invalid_query(format!(
                        "two different windows are called '{name}': rename one of them"
                    )));
                }
            }
        }
        open.extend(children(ast));
    }
    found.sort_by_key(|(name, _)| *name);
    Ok(found.into_iter().map(|(name, window)| (name.to_string(), window.clone())).collect())
}
