//! LIMIT and OFFSET.

use super::Select;
use crate::sql::select::Limit;

impl<S, O> Select<S, O> {
    /// `LIMIT rows`: at most `rows` rows. Without `order_by`, which ones is up to the engine.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// # let p = NamedPackage::view("my-bucket");
    /// assert_eq!(
    ///     select().from(&p).order_by(p.name).limit(10).offset(20).select((p.name,)).sql()?,
    ///     "SELECT \"named_package\".\"name\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      ORDER BY \"named_package\".\"name\" ASC OFFSET 20 LIMIT 10"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn limit(self, rows: u64) -> Self {
        self.with(|draft| draft.limit = Some(Limit::Rows(rows)))
    }

    /// `FETCH FIRST rows ROWS WITH TIES`: at most `rows` rows, and those that tie with the last of them. It needs an `order_by`.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// # let p = NamedPackage::view("my-bucket");
    /// assert!(select().from(&p).order_by(p.timestamp.desc()).limit_with_ties(1).select(p.name).sql()?
    ///     .ends_with("ORDER BY \"named_package\".\"timestamp\" DESC FETCH FIRST 1 ROWS WITH TIES"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn limit_with_ties(self, rows: u64) -> Self {
        self.with(|draft| draft.limit = Some(Limit::WithTies(rows)))
    }

    /// `OFFSET rows`: skips the first `rows` rows. See [`limit`](Self::limit).
    pub fn offset(self, rows: u64) -> Self {
        self.with(|draft| draft.offset = Some(rows))
    }
}
