//! Lambdas: `x -> lower(x)`.
//!
//! While a closure runs, its variable is a placeholder that is an error when it is rendered. [`lambda`] replaces it by the variable's name, but
//! only in what the closure returns: a variable that leaves the closure in another way is refused before anything is sent.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_query::ColumnRef;

use crate::{
    error::Error,
    query::{ast::Ast, check},
    sql::{
        self,
        fragment::{self, FragmentKind, SqlFragment},
    },
};

/// The next variable's number: no two placeholders are equal.
static VARIABLES: AtomicU64 = AtomicU64::new(1);

const ARROW: &str = " -> ";

/// `name -> body`, or `(a, b) -> body`. A number is appended to the names if the body uses one of them for something else.
pub(super) fn lambda<const N: usize>(names: [&'static str; N], body: impl FnOnce([Ast; N]) -> Ast) -> Ast {
    let variables = names.map(|_| {
        let number = VARIABLES.fetch_add(1, Ordering::Relaxed);
        sql::mistake(&Error::invalid_query(format!(
            "a lambda's variable is used outside of the lambda (variable {number} of this program): use it only in what its closure returns"
        )))
    });
    let mut body = body(variables.clone());
    if let Some(mistake) = forbidden(&body) {
        return mistake;
    }
    let names = unused(names, &used_names(&body));
    for (variable, name) in variables.iter().zip(&names) {
        replace(&mut body, variable, &SqlFragment::new(FragmentKind::Call).put(name).done());
    }
    let form = SqlFragment::new(FragmentKind::Call);
    let form = match &names[..] {
        [name] => form.put(name),
        names => form.put("(").put(&names.join(", ")).put(")"),
    };
    form.put(ARROW).operand(body).done()
}

/// Trino refuses these in a lambda ("Lambda expression cannot contain …").
fn forbidden(body: &Ast) -> Option<Ast> {
    let mut open = vec![body];
    while let Some(ast) = open.pop() {
        let what = match fragment::kind(ast) {
            Some(FragmentKind::Aggregate) => "an aggregate",
            Some(FragmentKind::Window) => "a window function",
            Some(FragmentKind::Query) => "a query",
            _ => {
                open.extend(check::children(ast));
                continue;
            }
        };
        return Some(sql::mistake(&Error::invalid_query(format!("a lambda cannot contain {what}"))));
    }
    None
}

/// The names that a lambda's body uses: variables of the lambdas in it, columns, and the relations that it reads, since `"x"."name"` would be
/// a field of the variable `x`.
fn used_names(body: &Ast) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![body];
    while let Some(ast) = open.pop() {
        match ast {
            Ast::Column(ColumnRef::Column(column)) => {
                names.extend(column.0.iter().map(|table| table.1.to_string().to_lowercase()));
                // UPDATE and DELETE write a column without its relation.
                names.push(column.1.to_string().to_lowercase());
            }
            // SQL as written may have names of its own.
            Ast::CustomWithExpr(sql, _) if fragment::kind(ast) == Some(FragmentKind::Raw) => {
                let words = sql.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                names.extend(words.map(str::to_ascii_lowercase));
            }
            Ast::CustomWithExpr(sql, _) => {
                let variables = sql.split_once(ARROW).map_or("", |(variables, _)| variables);
                let variables = variables.trim_matches(|c: char| c.is_ascii_control() || matches!(c, '(' | ')'));
                names.extend(variables.split(", ").map(str::to_owned));
            }
            _ => {}
        }
        open.extend(check::children(ast));
    }
    names
}

/// `x`, or `x2`, `x3`, …: the first names that are not used.
fn unused<const N: usize>(names: [&'static str; N], used: &[String]) -> [String; N] {
    let mut number = 1u32;
    loop {
        let numbered = names.map(|name| if number == 1 { name.to_owned() } else { format!("{name}{number}") });
        if !numbered.iter().any(|name| used.contains(name)) {
            return numbered;
        }
        number += 1;
    }
}

fn replace(body: &mut Ast, variable: &Ast, name: &Ast) {
    let mut open = vec![body];
    while let Some(ast) = open.pop() {
        match ast {
            Ast::Custom(_) if ast == variable => *ast = name.clone(),
            Ast::Tuple(items) | Ast::CustomWithExpr(_, items) => open.extend(items),
            Ast::Unary(_, operand) | Ast::AsEnum(_, operand) => open.push(operand),
            Ast::Binary(left, _, right) => open.extend([&mut **left, &mut **right]),
            _ => {}
        }
    }
}

#[cfg(all(test, feature = "derive"))]
mod tests {
    use std::cell::RefCell;

    use expect_test::expect;

    use super::super::{
        array::{any_match, filter, transform},
        string::{concat, lower},
    };
    use crate::{
        query::{Expr, count, max, select},
        schema::View,
    };

    #[derive(crate::AthenaView)]
    #[athena(view = "entries")]
    struct X {
        name: String,
        keys: Vec<String>,
    }

    fn error<T>(sql: crate::Result<T>) -> String {
        sql.err().map_or_else(|| "no error".to_owned(), |error| error.to_string())
    }

    #[test]
    fn a_variable_that_leaves_its_lambda_is_refused_before_anything_is_sent() {
        let x: View<X> = X::view();
        let out: RefCell<Option<Expr<(), String>>> = RefCell::new(None);
        let inside = transform(x.keys, |key| {
            *out.borrow_mut() = Some(key.clone());
            lower(key)
        });
        let leaked = out.into_inner().expect("the body ran");
        assert!(select().from(&x).select(inside.clone()).sql().is_ok());
        let refused = error(select().from(&x).select((inside, leaked.clone())).sql());
        assert!(refused.contains("a lambda's variable is used outside of the lambda"), "{refused}");
        let refused = error(select().from(&x).select(transform(x.keys, |key| concat(key, leaked))).sql());
        assert!(refused.contains("a lambda's variable is used outside of the lambda"), "{refused}");
    }

    #[test]
    fn a_variable_has_no_name_of_another_variable_or_of_a_relation() {
        let x: View<X> = X::view();
        let plain = any_match(x.keys, |key| key.eq("a"));
        let with_column = filter(x.keys, |key| key.eq(x.name));
        let made_outside = any_match(x.keys, |key| key.eq("b"));
        let around = filter(x.keys, |key| made_outside.and(key.eq("c")));
        let all = select().from(&x).filter(plain).select((with_column, around)).sql().expect("a query");
        expect![[r#"
            SELECT json_format(CAST(filter("x"."keys", x2 -> x2 = "x"."name") AS JSON)), json_format(CAST(filter("x"."keys", x2 -> any_match("x"."keys", x -> x = 'b') AND x2 = 'c') AS JSON)) FROM "entries" AS "x" WHERE any_match("x"."keys", x -> x = 'a')"#]]
        .assert_eq(&all);
    }

    #[test]
    fn aggregates_and_queries_in_a_lambda_are_refused() {
        let x: View<X> = X::view();
        let aggregate = transform(x.keys, |key| concat(key, max(x.name)));
        let refused = error(select().from(&x).group_by(x.keys).select((count(), aggregate)).sql());
        assert!(refused.contains("a lambda cannot contain an aggregate"), "{refused}");
        let query = filter(x.keys, |key| key.in_query(select().from(&x).select(x.name)));
        let refused = error(select().from(&x).select(query).sql());
        assert!(refused.contains("a lambda cannot contain a query"), "{refused}");
    }
}
