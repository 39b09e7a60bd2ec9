//! How most functions are declared: a doc comment, an example with its exact SQL, and the types.
//!
//! The documentation shows a whole query, so that a reader can paste it. The view that it reads and the lines that are hidden are the files of
//! `src/doctest`, which hand each expression on to a real Trino.

/// The examples of a function as a literal for `#[doc = …]`: each an expression and its SQL. `json` goes before the SQL of an array, a map or
/// a row, which a query selects as JSON.
///
/// A second form names what the example imports, where that is more than the function: `example!(array "query::{case, functions::…}"; …)`.
macro_rules! example {
    ($module:ident::$name:ident; $($examples:tt)+) => {
        examples!($module "" { "query::functions::", stringify!($module), "::", stringify!($name) } $($examples)+)
    };
    ($module:ident $imports:literal; $($examples:tt)+) => { examples!($module "" { $imports } $($examples)+) };
}

/// The same for an aggregate.
macro_rules! aggregate_example {
    ($module:ident::$name:ident; $($examples:tt)+) => {
        examples!(
            $module ".aggregate()" { "query::functions::", stringify!($module), "::", stringify!($name) } $($examples)+
        )
    };
    ($module:ident $imports:literal; $($examples:tt)+) => {
        examples!($module ".aggregate()" { $imports } $($examples)+)
    };
}

macro_rules! examples {
    (
        $module:ident $clause:literal { $($imports:tt)+ }
        $($example:expr => $($json:ident)? $sql:literal);+
    ) => {
        concat!(
            "With the view [`Entry`](crate::query::functions::", stringify!($module), "#the-view-of-the-examples):\n\n",
            "```\n",
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest/opening.txt")),
            "use quilt_athena::", $($imports)+, ";\n\n",
            "let e = Entry::view();\n",
            $(
                "let query = select().from(&e)", $clause, ".select(", stringify!($example), ");\n",
                "assert_eq!(query.sql()?, r#\"SELECT ", selected!($($json)? $sql), " FROM \"entries\" AS \"entry\"\"#);\n",
                "# recorded(query.rows())?;\n",
            )+
            "# Ok(())\n# }\n```"
        )
    };
}

/// How an expression appears in a SELECT list.
macro_rules! selected {
    ($sql:literal) => {
        $sql
    };
    (json $sql:literal) => {
        concat!("json_format(CAST(", $sql, " AS JSON))")
    };
}

/// A function with its doc comment and its examples.
macro_rules! documented {
    ($macro:ident $module:ident::$name:ident { $(#[$doc:meta])+ } { $([$($example:tt)+])+ } $function:item) => {
        $(#[$doc])+
        #[doc = ""]
        #[doc = $macro!($module::$name; $($($example)+);+)]
        $function
    };
}

/// Functions under their names in Trino. `-> like T` is a `T` that is nullable if an argument is; `-> nullable T` is always nullable.
macro_rules! functions {
    ($module:ident; $(
        $(#[$doc:meta])+
        $([$($example:tt)+])+
        $name:ident $args:tt -> $null:ident $ty:ty;
    )+) => {$(
        function! {
            { example $module::$name { $(#[$doc])+ } { $([$($example)+])+ } }
            $name $args -> $null $ty
        }
    )+};
}

macro_rules! function {
    ({ $($documented:tt)+ } $name:ident() -> $null:ident $ty:ty) => {
        documented! {
            $($documented)+
            pub fn $name() -> Expr<(), $ty> {
                call(stringify!($name), [])
            }
        }
    };
    ({ $($documented:tt)+ } $name:ident($a:ident: $A:ty) -> $null:ident $ty:ty) => {
        documented! {
            $($documented)+
            pub fn $name<E: Argument<$A, R, T>, R, T: SqlType>($a: E) -> Expr<R, nullability!($null $ty, NullableLike<T>)> {
                call(stringify!($name), [$a.argument()])
            }
        }
    };
    ({ $($documented:tt)+ } $name:ident($a:ident: $A:ty, $b:ident: $B:ty) -> $null:ident $ty:ty) => {
        documented! {
            $($documented)+
            pub fn $name<E, F, R, T, Q, U>($a: E, $b: F) -> Expr<(R, Q), nullability!($null $ty, NullableLike2<T, U>)>
            where
                E: Argument<$A, R, T>,
                F: Argument<$B, Q, U>,
                T: SqlType,
                U: SqlType,
            {
                call(stringify!($name), [$a.argument(), $b.argument()])
            }
        }
    };
    ({ $($documented:tt)+ } $name:ident($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty) -> $null:ident $ty:ty) => {
        documented! {
            $($documented)+
            pub fn $name<E, F, G, R, T, Q, U, P, V>(
                $a: E,
                $b: F,
                $c: G,
            ) -> Expr<(R, (Q, P)), nullability!($null $ty, NullableLike3<T, U, V>)>
            where
                E: Argument<$A, R, T>,
                F: Argument<$B, Q, U>,
                G: Argument<$C, P, V>,
                T: SqlType,
                U: SqlType,
                V: SqlType,
            {
                call(stringify!($name), [$a.argument(), $b.argument(), $c.argument()])
            }
        }
    };
}

macro_rules! nullability {
    (like $ty:ty, $like:ident<$($arguments:ident),+>) => { $like<$($arguments,)+ $ty> };
    (nullable $ty:ty, $like:ident<$($arguments:ident),+>) => { Option<$ty> };
}
