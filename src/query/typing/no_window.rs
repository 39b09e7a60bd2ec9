//! Where a window function can be used. What implements it is in `reads`; group keys (`scope`) need it, too.

use super::seal::Seal;

/// Without a window function: those are evaluated after WHERE, GROUP BY and HAVING, and can only be in SELECT and ORDER BY.
#[diagnostic::on_unimplemented(
    message = "a window function cannot be used here",
    label = "this is evaluated before window functions",
    note = "use it in `.select(..)` or `.order_by(..)`; to filter by it, select it in a subquery (`.into_view()`) and filter that"
)]
pub trait NoWindow {
    #[doc(hidden)]
    const SEAL: Seal;
}
