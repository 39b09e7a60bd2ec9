//! What queries cost.

use std::sync::atomic::{AtomicU64, Ordering};

use super::config::Limits;
use crate::error::{BudgetScope, ErrorKind, Result};

/// Athena bills at least so much for a query that scans anything: ["Amazon Athena pricing"](https://aws.amazon.com/athena/pricing/).
const LEAST_BILLED: u64 = 10 << 20;
/// A terabyte of AWS's bills is 2⁴⁰ bytes.
const TERABYTE: f64 = (1_u64 << 40) as f64;

/// The estimate for one query.
pub(super) fn dollars(bytes: u64, price_per_tb: f64) -> f64 {
    let billed = if bytes == 0 { 0 } else { bytes.max(LEAST_BILLED) };
    billed as f64 / TERABYTE * price_per_tb
}

/// The bytes that a connection has scanned, and may.
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

    /// Counts what a running query has scanned since it was last counted; `counted` is kept by the query.
    pub(super) fn count(&self, counted: &mut u64, scanned: u64) {
        let new = scanned.saturating_sub(*counted);
        self.spent.fetch_add(new, Ordering::Relaxed);
        *counted += new;
    }

    /// Before a query is started.
    pub(super) fn allows_another(&self) -> Result<()> {
        match self.session {
            Some(limit) if self.spent() >= limit => Err(over(BudgetScope::Session, limit, self.spent(), false)),
            _ => Ok(()),
        }
    }

    /// While it runs.
    pub(super) fn allows(&self, scanned: u64) -> Result<()> {
        match (self.query, self.session) {
            (Some(limit), _) if scanned > limit => Err(over(BudgetScope::Query, limit, scanned, true)),
            (_, Some(limit)) if self.spent() > limit => Err(over(BudgetScope::Session, limit, self.spent(), true)),
            _ => Ok(()),
        }
    }
}

fn over(scope: BudgetScope, limit: u64, scanned: u64, started: bool) -> crate::Error {
    ErrorKind::Budget { scope, limit, scanned, started }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_scans_anything_costs_ten_megabytes_at_least() {
        assert_eq!(dollars(0, 5.0), 0.0);
        assert_eq!(dollars(1, 5.0), dollars(LEAST_BILLED, 5.0));
        assert_eq!(dollars(1 << 40, 5.0), 5.0);
    }
}
