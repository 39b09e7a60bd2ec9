//! OVER: window functions, their windows and frames.

use std::{fmt, marker::PhantomData};

use super::{
    Aggregate, Expr, Expression, Literal,
    ast::Ast,
    expr::BaseOf,
    typing::{SortKey, Windowed},
};
use crate::{
    error::Error,
    schema::SqlType,
    sql::{
        self,
        window::{self, Bound, Call, Frame},
    },
};

/// The rows that a window function sees from the current row: `PARTITION BY … ORDER BY …` and a frame.
pub struct Window<R = ()> {
    spec: window::WindowSpec,
    name: Option<char>,
    of: PhantomData<fn() -> R>,
}

/// A window of all rows. Narrow it with [`partition_by`](Window::partition_by) and [`order_by`](Window::order_by).
///
/// ```
/// use quilt_athena::{prelude::*, query::{row_number, window}, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// let newest_first = window().partition_by(p.name).order_by(p.timestamp.desc());
/// assert_eq!(
///     select().from(&p).select((p.name, row_number().over(newest_first))).sql()?,
///     "SELECT \"named_package\".\"name\", row_number() OVER (PARTITION BY \"named_package\".\"name\" \
///      ORDER BY \"named_package\".\"timestamp\" DESC) FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn window() -> Window {
    Window::of(window::WindowSpec::default(), None)
}

impl<R> Window<R> {
    fn of(spec: window::WindowSpec, name: Option<char>) -> Self {
        Self { spec, name, of: PhantomData }
    }

    /// `PARTITION BY e`: rows with the same value see each other. Once more for the next expression.
    pub fn partition_by<E: Expression>(mut self, e: E) -> Window<(R, E::Reads)> {
        self.spec.partitions.push(e.ast());
        Window::of(self.spec, self.name)
    }

    /// `ORDER BY key` within the partition; once more for the next key.
    pub fn order_by<K: SortKey>(mut self, key: K) -> Window<(R, K::Reads)> {
        self.spec.orders.push(key.into_sort().0);
        Window::of(self.spec, self.name)
    }

    /// `ROWS BETWEEN start AND end`: a frame of rows before and after the current one.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::{FrameBound, count, window}, quilt::NamedPackage};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// let w = window().order_by(p.timestamp).rows(FrameBound::preceding(2), FrameBound::CURRENT_ROW);
    /// assert!(select().from(&p).select(count().over(w)).sql()?.contains(
    ///     "COUNT(*) OVER (ORDER BY \"named_package\".\"timestamp\" ASC ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)"
    /// ));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn rows(self, start: FrameBound, end: FrameBound) -> Self {
        self.frame("ROWS", start, end)
    }

    /// `RANGE BETWEEN start AND end`: a frame of rows by the distance of their sort keys; rows with equal keys are peers.
    pub fn range(self, start: FrameBound, end: FrameBound) -> Self {
        self.frame("RANGE", start, end)
    }

    /// `GROUPS BETWEEN start AND end`: a frame of groups of rows with equal sort keys.
    pub fn groups(self, start: FrameBound, end: FrameBound) -> Self {
        self.frame("GROUPS", start, end)
    }

    fn frame(mut self, unit: &'static str, start: FrameBound, end: FrameBound) -> Self {
        self.spec.frame = Some(Frame { unit, start: start.0, end: end.0 });
        self
    }

    /// Gives the window a name of one letter: the query declares it once, in its WINDOW clause, however many functions use it.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::{rank, row_number, window}, quilt::NamedPackage};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// let w = window().order_by(p.timestamp.desc()).named::<'w'>();
    /// assert_eq!(
    ///     select().from(&p).select((rank().over(&w), row_number().over(&w))).sql()?,
    ///     "SELECT rank() OVER \"w\", row_number() OVER \"w\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      WINDOW \"w\" AS (ORDER BY \"named_package\".\"timestamp\" DESC)"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn named<const A: char>(self) -> Self {
        const { assert!(A.is_ascii_lowercase(), "a window's name is one lower-case letter, such as 'w'") };
        Window::of(self.spec, Some(A))
    }

    fn apply(self, call: Ast) -> Ast {
        let spec = self.spec.done();
        match self.name {
            Some(name) => window::over_named(call, name, spec),
            None => window::over(call, spec),
        }
    }
}

impl<R> Clone for Window<R> {
    fn clone(&self) -> Self {
        Self::of(self.spec.clone(), self.name)
    }
}

impl<R> fmt::Debug for Window<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window").field("spec", &self.spec).field("name", &self.name).finish()
    }
}

impl<R> From<&Window<R>> for Window<R> {
    fn from(window: &Window<R>) -> Self {
        window.clone()
    }
}

/// One end of a frame.
#[derive(Debug, Clone)]
pub struct FrameBound(Bound);

impl FrameBound {
    /// The partition's first row.
    pub const UNBOUNDED_PRECEDING: Self = Self(Bound::UnboundedPreceding);
    /// The row itself; for `range` and `groups`, with all rows of the same sort key.
    pub const CURRENT_ROW: Self = Self(Bound::CurrentRow);
    /// The partition's last row.
    pub const UNBOUNDED_FOLLOWING: Self = Self(Bound::UnboundedFollowing);

    /// `n PRECEDING`: a number of rows or groups; for `range`, a value that can be subtracted from the sort key, such as a number or an interval.
    pub fn preceding<L: Literal>(by: L) -> Self {
        Self(Bound::Preceding(by.literal()))
    }

    /// `n FOLLOWING`; see [`preceding`](Self::preceding).
    pub fn following<L: Literal>(by: L) -> Self {
        Self(Bound::Following(by.literal()))
    }
}

/// A function that only makes sense over a window: `row_number()`. It becomes an expression by [`over`](Self::over).
#[must_use = "a window function is not an expression without `.over(..)`"]
pub struct WindowFunction<R, T> {
    call: Call,
    of: PhantomData<fn() -> (R, T)>,
}

impl<R, T> fmt::Debug for WindowFunction<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WindowFunction").field(&self.call).finish()
    }
}

impl<R, T> WindowFunction<R, T> {
    fn new(name: &'static str, arguments: Vec<Ast>) -> Self {
        Self { call: Call { name, arguments, ..Call::default() }, of: PhantomData }
    }

    /// `… IGNORE NULLS`: rows where the argument is NULL are passed over. For `lag`, `lead`, `first_value`, `last_value` and `nth_value`.
    pub fn ignore_nulls(mut self) -> Self {
        self.call.ignore_nulls = true;
        self
    }

    /// `… OVER (window)`
    pub fn over<W>(self, window: impl Into<Window<W>>) -> Expr<Windowed<(R, W)>, T> {
        Expr::new(window.into().apply(self.call.done()))
    }
}

impl<R, T: SqlType> Aggregate<R, T> {
    /// `aggregate(…) OVER (window)`: the aggregate of the rows around each row. It groups nothing.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::{max, window}, quilt::NamedPackage};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// assert_eq!(
    ///     select().from(&p).select((p.timestamp, max(p.timestamp).over(window().partition_by(p.name)))).sql()?,
    ///     "SELECT \"named_package\".\"timestamp\", MAX(\"named_package\".\"timestamp\") OVER (PARTITION BY \"named_package\".\"name\") \
    ///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// # Errors
    /// Athena has no DISTINCT, FILTER or ORDER BY in an aggregate over a window: an error when the query is printed or sent.
    pub fn over<W>(self, window: impl Into<Window<W>>) -> Expr<Windowed<(R, W)>, T> {
        let Call { distinct, orders, filter, .. } = &self.call;
        if *distinct || filter.is_some() || !orders.is_empty() {
            return Expr::new(sql::mistake(&Error::invalid_query(
                "an aggregate over a window takes no DISTINCT, FILTER or ORDER BY of its own: use `if_(..)` for the filter",
            )));
        }
        Expr::new(window.into().apply(self.call.done()))
    }
}

macro_rules! numbering {
    ($($(#[$doc:meta])+ $name:ident -> $of:ty;)+) => {$(
        $(#[$doc])+
        pub fn $name() -> WindowFunction<(), $of> {
            WindowFunction::new(stringify!($name), Vec::new())
        }
    )+};
}

numbering! {
    /// `row_number()`: 1, 2, 3, … in the window's order.
    row_number -> i64;
    /// `rank()`: as `row_number`, but rows that tie share a number, and the numbers after them are left out.
    rank -> i64;
    /// `dense_rank()`: as `rank`, and no number is left out.
    dense_rank -> i64;
    /// `percent_rank()`: `(rank - 1) / (rows - 1)`, from 0 to 1.
    percent_rank -> f64;
    /// `cume_dist()`: the share of rows up to this one, ties included.
    cume_dist -> f64;
}

/// `ntile(buckets)`: the number of the bucket that the row falls into, from 1, of `buckets` of equal size.
pub fn ntile(buckets: i64) -> WindowFunction<(), i64> {
    WindowFunction::new("ntile", vec![Ast::val(buckets)])
}

/// `lag(e, offset)`: the value `offset` rows before; NULL where there is none. The window needs an order, and no frame.
pub fn lag<E: Expression>(e: E, offset: u32) -> WindowFunction<E::Reads, Option<BaseOf<E>>> {
    WindowFunction::new("lag", vec![e.ast(), Ast::val(i64::from(offset))])
}

/// `lead(e, offset)`: the value `offset` rows after; NULL where there is none. The window needs an order, and no frame.
pub fn lead<E: Expression>(e: E, offset: u32) -> WindowFunction<E::Reads, Option<BaseOf<E>>> {
    WindowFunction::new("lead", vec![e.ast(), Ast::val(i64::from(offset))])
}

/// `first_value(e)`: the value in the frame's first row.
pub fn first_value<E: Expression>(e: E) -> WindowFunction<E::Reads, Option<BaseOf<E>>> {
    WindowFunction::new("first_value", vec![e.ast()])
}

/// `last_value(e)`: the value in the frame's last row, which is the current row unless the window has a frame.
pub fn last_value<E: Expression>(e: E) -> WindowFunction<E::Reads, Option<BaseOf<E>>> {
    WindowFunction::new("last_value", vec![e.ast()])
}

/// `nth_value(e, n)`: the value in the frame's row `n`, from 1; NULL where there is none.
pub fn nth_value<E: Expression>(e: E, n: u32) -> WindowFunction<E::Reads, Option<BaseOf<E>>> {
    WindowFunction::new("nth_value", vec![e.ast(), Ast::val(i64::from(n))])
}
