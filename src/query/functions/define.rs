//! How most functions are declared: a doc comment, an example with its exact SQL, and the types.

/// A function with its doc comment and its examples, each a Rust expression and the SQL that it becomes.
macro_rules! documented {
    ($module:literal $name:ident $setup:literal { $(#[$doc:meta])+ } { $([$example:expr => $sql:literal])+ } $function:item) => {
        $(#[$doc])+
        #[doc = ""]
        #[doc = "```"]
        #[doc = include_str!($setup)]
        #[doc = concat!("use quilt_athena::query::functions::", $module, "::", stringify!($name), ";")]
        #[doc = ""]
        $(#[doc = concat!("assert_eq!(sql!(", stringify!($example), "), r#\"", $sql, "\"#);")])+
        #[doc = "```"]
        $function
    };
}

/// Functions of Trino's by their own names. `-> like T` is a `T` that is NULL when an argument can be; `-> maybe T` can be NULL by itself.
macro_rules! functions {
    ($module:literal; $(
        $(#[$doc:meta])+
        $([$example:expr => $sql:literal])+
        $name:ident $args:tt -> $null:ident $of:ty;
    )+) => {$(
        function! {
            { $module $name "example.txt" { $(#[$doc])+ } { $([$example => $sql])+ } }
            $name $args -> $null $of
        }
    )+};
}

macro_rules! function {
    ({ $($documented:tt)+ } $name:ident() -> $null:ident $of:ty) => {
        documented! {
            $($documented)+
            pub fn $name() -> Expr<(), $of> {
                call(stringify!($name), [])
            }
        }
    };
    ({ $($documented:tt)+ } $name:ident($a:ident: $A:ty) -> $null:ident $of:ty) => {
        documented! {
            $($documented)+
            pub fn $name<E: Argument<$A, R, T>, R, T: SqlType>($a: E) -> Expr<R, nullness!($null $of, Like<T>)> {
                call(stringify!($name), [$a.argument()])
            }
        }
    };
    ({ $($documented:tt)+ } $name:ident($a:ident: $A:ty, $b:ident: $B:ty) -> $null:ident $of:ty) => {
        documented! {
            $($documented)+
            pub fn $name<E, F, R, T, Q, U>($a: E, $b: F) -> Expr<(R, Q), nullness!($null $of, Like2<T, U>)>
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
    ({ $($documented:tt)+ } $name:ident($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty) -> $null:ident $of:ty) => {
        documented! {
            $($documented)+
            pub fn $name<E, F, G, R, T, Q, U, P, V>(
                $a: E,
                $b: F,
                $c: G,
            ) -> Expr<(R, (Q, P)), nullness!($null $of, Like3<T, U, V>)>
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

macro_rules! nullness {
    (like $of:ty, $like:ident<$($of_arguments:ident),+>) => { $like<$($of_arguments,)+ $of> };
    (maybe $of:ty, $like:ident<$($of_arguments:ident),+>) => { Option<$of> };
}
