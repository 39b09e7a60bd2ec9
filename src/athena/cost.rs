//! What queries cost, and the budgets that limit it.

use std::sync::atomic::{AtomicU64, Ordering};

use super::config::Limits;
use crate::error::{BudgetScope, ErrorKind, Result};

/// The minimum that Athena bills for a query that scans anything: ["Amazon Athena pricing"](https://aws.amazon.com/athena/pricing/).
const MIN_BILLED_BYTES: u64 = 10 << 20;
/// A terabyte on AWS's bills is 2⁴⁰ bytes.
const TERABYTE: f64 = (1_u64 << 40) as f64;

/// The estimated price of one query.
pub(super) fn dollars(bytes: u64, price_per_tb: f64) -> f64 {
    let billed = if bytes == 0 { 0 } else { bytes.max(MIN_BILLED_BYTES) };
    billed as f64 / TERABYTE * price_per_tb
}

/// The bytes that a connection has scanned, and may scan.
#[derive(Debug)]
pub(super) struct Budget {
    query: Option<u64>,
    session: Option<u64>,
    spent: AtomicU64,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { query: limits.query_budget, session: limits.session_budget, spent: AtomicU64::new(0) }
    }

    pub(super) fn spent(&self) -> u64 {
        self.spent.load(Ordering::Relaxed)
    }

    /// Adds what a running query has scanned since the last call; `counted` is the query's own state.
    pub(super) fn count(&self, counted: &mut u64, scanned: u64) {
        let new = scanned.saturating_sub(*counted);
        self.spent.fetch_add(new, Ordering::Relaxed);
        *counted += new;
    }

    /// Checked before a query is started.
    pub(super) fn allows_another(&self) -> Result<()> {
        match self.session {
            Some(limit) if self.spent() >= limit => Err(budget_error(BudgetScope::Session, limit, self.spent(), false)),
            _ => Ok(()),
        }
    }

    /// Checked while a query runs.
    pub(super) fn allows(&self, scanned: u64) -> Result<()> {
        match (self.query, self.session) {
            (Some(limit), _) if scanned > limit => Err(budget_error(BudgetScope::Query, limit, scanned, true)),
            (_, Some(limit)) if self.spent() > limit => {
                Err(budget_error(BudgetScope::Session, limit, self.spent(), true))
            }
            _ => Ok(()),
        }
    }
}

fn budget_error(scope: BudgetScope, limit: u64, scanned: u64, started: bool) -> crate::Error {
    ErrorKind::Budget { scope, limit, scanned, started }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_scans_anything_costs_ten_megabytes_at_least() {
        assert_eq!(dollars(0, 5.0), 0.0);
        assert_eq!(dollars(1, 5.0), dollars(MIN_BILLED_BYTES, 5.0));
        assert_eq!(dollars(1 << 40, 5.0), 5.0);
    }
}
