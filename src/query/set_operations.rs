//! UNION, INTERSECT and EXCEPT.

use super::{
    Grouped, Query, Rows, Select,
    body::Body,
    typing::{Scope, Subquery, Uncorrelated},
};
use crate::sql::{relation::SetOperator, select::Limit};

macro_rules! operations {
    ([$($generics:tt)*] $of:ty, $row:ty, $outer_refs:ty) => {
        /// Set operations. Whole rows are compared; two NULLs count as equal.
        impl<$($generics)*> $of {
            /// `UNION`: the rows of both, without duplicates.
            ///
            /// ```
            /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
            /// let (a, b) = (NamedPackage::view("bucket-a"), NamedPackage::view("bucket-b"));
            /// let users = select().from(&a).select((a.user,)).union(select().from(&b).select((b.user,)));
            /// assert_eq!(
            ///     users.sort_by(1).sql()?,
            ///     "(SELECT \"named_package\".\"user\" FROM \"quilt_named_packages_bucket-a_view\" AS \"named_package\") \
            ///      UNION (SELECT \"named_package\".\"user\" FROM \"quilt_named_packages_bucket-b_view\" AS \"named_package\") \
            ///      ORDER BY 1 ASC"
            /// );
            /// # Ok::<(), quilt_athena::Error>(())
            /// ```
            pub fn union(self, other: impl Subquery<$row, OuterRefs: Uncorrelated>) -> Query<$row>
            where
                $outer_refs: Uncorrelated,
            {
                Query::new(Body::set(SetOperator::Union, self.into_body(), other.into_body()))
            }

            /// `UNION ALL`: the rows of both.
            pub fn union_all(self, other: impl Subquery<$row, OuterRefs: Uncorrelated>) -> Query<$row>
            where
                $outer_refs: Uncorrelated,
            {
                Query::new(Body::set(SetOperator::UnionAll, self.into_body(), other.into_body()))
            }

            /// `INTERSECT`: the rows that are in both, without duplicates.
            pub fn intersect(self, other: impl Subquery<$row, OuterRefs: Uncorrelated>) -> Query<$row>
            where
                $outer_refs: Uncorrelated,
            {
                Query::new(Body::set(SetOperator::Intersect, self.into_body(), other.into_body()))
            }

            /// `INTERSECT ALL`: the rows that are in both, as often as in the one that has fewer.
            pub fn intersect_all(self, other: impl Subquery<$row, OuterRefs: Uncorrelated>) -> Query<$row>
            where
                $outer_refs: Uncorrelated,
            {
                Query::new(Body::set(SetOperator::IntersectAll, self.into_body(), other.into_body()))
            }

            /// `EXCEPT`: the rows that are not in the other, without duplicates.
            pub fn except(self, other: impl Subquery<$row, OuterRefs: Uncorrelated>) -> Query<$row>
            where
                $outer_refs: Uncorrelated,
            {
                Query::new(Body::set(SetOperator::Except, self.into_body(), other.into_body()))
            }

            /// `EXCEPT ALL`: the rows of this one, less one for each in the other.
            pub fn except_all(self, other: impl Subquery<$row, OuterRefs: Uncorrelated>) -> Query<$row>
            where
                $outer_refs: Uncorrelated,
            {
                Query::new(Body::set(SetOperator::ExceptAll, self.into_body(), other.into_body()))
            }
        }
    };
}

operations!([S: Scope, O] Select<S, Rows<O>>, O, S::OuterRefs);
operations!([S: Scope, K, O] Grouped<S, K, Rows<O>>, O, S::OuterRefs);
operations!([O] Query<O>, O, ());

impl<O> Query<O> {
    /// `ORDER BY position`: sorts the rows of the result by a column, counted from 1, smallest first; once more for the next key.
    ///
    /// # Errors
    /// A position that the query does not have is an error when it is printed or sent.
    pub fn sort_by(self, position: usize) -> Self {
        Query::new(self.body.into_tailed(|set| set.order(position, (false, None))))
    }

    /// `ORDER BY position DESC`: as [`sort_by`](Self::sort_by), largest first.
    pub fn sort_by_desc(self, position: usize) -> Self {
        Query::new(self.body.into_tailed(|set| set.order(position, (true, None))))
    }

    /// `LIMIT rows`: at most `rows` rows of the result.
    pub fn limit(self, rows: u64) -> Self {
        Query::new(self.body.into_tailed(|set| set.limit(Limit::Rows(rows))))
    }

    /// `OFFSET rows`: skips the first `rows` rows of the result.
    pub fn offset(self, rows: u64) -> Self {
        Query::new(self.body.into_tailed(|set| set.offset(rows)))
    }
}
