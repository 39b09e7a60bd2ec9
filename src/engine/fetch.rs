//! `fetch`, `fetch_one`, `fetch_optional` and `stream`, on everything that has rows.
//!
//! They are here and not beside the clauses, so that the builder does not depend on engines.

use super::{Engine, RowStream};
use crate::{
    error::Result,
    query::{
        Grouped, Query, Rows, Select,
        typing::{Scope, Uncorrelated},
    },
    row::{AthenaRow, FromRow},
};

macro_rules! fetches {
    ([$($generics:tt)*] $of:ty, $outer_refs:ty, [$($row:tt)*] $r:ty, |$me:ident| $query:expr) => {
        /// Methods that run the query on an engine.
        impl<$($generics)*> $of {
            /// Runs the query and returns all rows.
            ///
            /// # Errors
            /// - what [`Query::sql`] finds wrong, before anything is sent;
            /// - what the engine finds wrong with the statement;
            /// - [`ErrorKind::Schema`](crate::ErrorKind::Schema) and [`ErrorKind::Decode`](crate::ErrorKind::Decode) when the
            ///   rows do not fit their type.
            pub async fn fetch<$($row)*>(self, engine: &(impl Engine + ?Sized)) -> Result<Vec<$r>>
            where
                $outer_refs: Uncorrelated,
            {
                let $me = self;
                engine.execute(&$query.into_statement()?).await?.fetch().await
            }

            /// Runs the query and returns its only row.
            ///
            /// # Errors
            /// As [`fetch`](Self::fetch), [`ErrorKind::NoRows`](crate::ErrorKind::NoRows) and [`ErrorKind::TooManyRows`](crate::ErrorKind::TooManyRows).
            pub async fn fetch_one<$($row)*>(self, engine: &(impl Engine + ?Sized)) -> Result<$r>
            where
                $outer_refs: Uncorrelated,
            {
                let $me = self;
                engine.execute(&$query.into_statement()?).await?.fetch_one().await
            }

            /// Runs the query and returns its only row, if it has one.
            ///
            /// # Errors
            /// As [`fetch`](Self::fetch), and [`ErrorKind::TooManyRows`](crate::ErrorKind::TooManyRows).
            pub async fn fetch_optional<$($row)*>(self, engine: &(impl Engine + ?Sized)) -> Result<Option<$r>>
            where
                $outer_refs: Uncorrelated,
            {
                let $me = self;
                engine.execute(&$query.into_statement()?).await?.fetch_optional().await
            }

            /// Runs the query and returns a stream of its rows. Dropping the stream stops the query.
            ///
            /// # Errors
            /// As [`fetch`](Self::fetch); errors in rows come through the stream.
            pub async fn stream<$($row)*>(self, engine: &(impl Engine + ?Sized)) -> Result<RowStream<$r>>
            where
                $outer_refs: Uncorrelated,
            {
                let $me = self;
                engine.execute(&$query.into_statement()?).await?.rows()
            }
        }
    };
}

fetches!([S: Scope] Select<S>, S::OuterRefs, [R: AthenaRow<S, I>, I] R, |select| select.rows::<R, I>());
fetches!([S: Scope, O: FromRow] Select<S, Rows<O>>, S::OuterRefs, [] O, |select| select.rows());
fetches!([S: Scope, K, O: FromRow] Grouped<S, K, Rows<O>>, S::OuterRefs, [] O, |grouped| grouped.rows());
fetches!([O: FromRow] Query<O>, (), [] O, |query| query);
