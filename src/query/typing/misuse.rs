//! What is used where it cannot be: a window function without its window, ANY and ALL outside a comparison.
//!
//! Both implement the traits of expressions, under a bound that nothing meets. Without these implementations the message would be
//! that the type "cannot be selected"; with them, it names what is missing.

use std::marker::PhantomData;

use super::{Argument, GroupSelection, Operand, Selection, SortKey, seal::Seal};
use crate::{
    query::{
        Condition, Expr, Expression, Predicate, Quantified, Sort, WindowFunction, ast::Ast, order_by::Sorted,
        select_list::SelectList,
    },
    schema::{SqlBaseType, SqlType},
};

/// Implemented by no type: the bound that fails when a window function is used without `.over(..)`.
#[diagnostic::on_unimplemented(
    message = "a window function needs `.over(..)`",
    label = "it has no window yet",
    note = "define its window: `row_number().over(window().partition_by(p.name).order_by(p.timestamp.desc()))`"
)]
pub trait HasWindow {
    #[doc(hidden)]
    const SEAL: Seal;
}

/// What can be used outside a comparison: all but `.any()` and `.all()`.
#[diagnostic::on_unimplemented(
    message = "ANY and ALL can only be used on the right of a comparison",
    label = "this is not a value",
    note = "`m.size.gt(query.all())`; a scalar subquery is `query.limit(1).scalar()`"
)]
pub trait NotQuantified {
    #[doc(hidden)]
    const SEAL: Seal;
}

impl NotQuantified for () {
    const SEAL: Seal = Seal;
}

/// A [`WindowFunction`] without `.over(..)`, used as an expression.
// The bounds are on a type of their own: on the function itself, the compiler would show the message of the trait that is required.
#[derive(Debug)]
pub struct WithoutOver<R>(PhantomData<R>);

/// A [`Quantified`] query outside a comparison, used as an expression.
#[derive(Debug)]
pub struct QuantifiedAsValue<Vs>(PhantomData<Vs>);

/// The body of what no program can call.
fn never() -> Ast {
    Ast::Constant(false.into())
}

macro_rules! refused {
    ([$($generics:tt)*] $of:ty, $type:ty, $marker:ty: $bound:ident) => {
        impl<$($generics)*> Expression for $of where $marker: $bound {
            const SEAL: Seal = Seal;

            type Reads = ();
            type Type = $type;

            fn ast(self) -> Ast {
                never()
            }
        }

        impl<$($generics)*> Predicate for $of where $marker: $bound {
            const SEAL: Seal = Seal;

            type Reads = ();

            fn into_ast(self) -> Ast {
                never()
            }
        }

        impl<$($generics)*> SortKey for $of where $marker: $bound {
            const SEAL: Seal = Seal;

            type Reads = ();

            fn into_sort(self) -> Sorted {
                Sort::<()>::new(never(), false).into_sort()
            }
        }

        impl<S, $($generics)*> Selection<S, (), ()> for $of where $marker: $bound {
            const SEAL: Seal = Seal;

            fn items(self, _: &mut SelectList) {}
        }

        impl<S, K, $($generics)*> GroupSelection<S, K, (), ()> for $of where $marker: $bound {
            const SEAL: Seal = Seal;

            fn items(self, _: &mut SelectList) {}
        }

        impl<B: SqlBaseType, $($generics)*> Argument<B, (), B> for $of where $marker: $bound {
            const SEAL: Seal = Seal;

            fn argument(self) -> Ast {
                never()
            }
        }
    };
}

refused!([R, T: SqlType] WindowFunction<R, T>, T, WithoutOver<R>: HasWindow);
refused!([Vs, O] Quantified<Vs, O>, bool, QuantifiedAsValue<Vs>: NotQuantified);

impl<B: SqlBaseType, R, T> Operand<B, (), B> for WindowFunction<R, T>
where
    WithoutOver<R>: HasWindow,
{
    const SEAL: Seal = Seal;

    type Form = ();

    fn into_ast(self) -> Ast {
        never()
    }
}

macro_rules! comparisons {
    ($($name:ident)+) => {
        /// Without a method of that name the message would be "not an iterator".
        impl<R, T: SqlType> WindowFunction<R, T> {
            $(
                #[doc(hidden)]
                pub fn $name<E>(self, _: E) -> Condition<()>
                where
                    WithoutOver<R>: HasWindow,
                {
                    Expr::new(never())
                }
            )+
        }
    };
}

comparisons!(eq ne lt le gt ge);
