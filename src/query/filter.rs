//! WHERE.

use super::{Predicate, Reads, Select};

impl<S, O> Select<S, O> {
    /// `WHERE condition`; once more, and both must hold.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// # let p = NamedPackage::view("my-bucket");
    /// let query = select().from(&p).filter(p.user.eq("alice").or(p.user.eq("bob"))).filter(p.timestamp.ne("latest"));
    /// assert_eq!(
    ///     query.select((p.name,)).sql()?,
    ///     "SELECT \"named_package\".\"name\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      WHERE (\"named_package\".\"user\" = 'alice' OR \"named_package\".\"user\" = 'bob') \
    ///      AND \"named_package\".\"timestamp\" <> 'latest'"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn filter<P: Predicate, I>(self, condition: P) -> Self
    where
        P::Reads: Reads<S, I>,
    {
        self.with(|draft| draft.filters.push(condition.into_ast()))
    }
}
