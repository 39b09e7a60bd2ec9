//! JOIN.

use sea_query::JoinType;

use super::{Nullable, Predicate, Push, Reads, Scope, Select, scope::assert_new};
use crate::schema::{AthenaView, View};

impl<S: Scope> Select<S> {
    /// `INNER JOIN view ON …`: rows that have a partner. The condition may read the new view and all before it.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage}};
    /// # let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    /// assert_eq!(
    ///     select().from(&p).join(&m, p.hash.eq(m.tophash)).select((m.message,)).sql()?,
    ///     "SELECT \"manifest\".\"message\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      INNER JOIN \"quilt_manifests_my-bucket_view\" AS \"manifest\" ON \"named_package\".\"hash\" = \"manifest\".\"tophash\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn join<V: AthenaView, P: Predicate, I>(mut self, view: &View<V>, on: P) -> Select<S::Out>
    where
        S: Push<V>,
        P::Reads: Reads<S::Out, I>,
    {
        const { assert_new(S::NAMES, V::NAME) };
        self.draft.join(JoinType::InnerJoin, view, on.into_ast());
        Select::of(self.draft)
    }

    /// `LEFT JOIN view ON …`: all rows so far; where there is no partner, the new view's columns are NULL. In the row they are `Option`.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage}};
    /// # let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    /// let query: Query<(String, Option<String>)> =
    ///     select().from(&p).left_join(&m, p.hash.eq(m.tophash)).select((p.hash, m.tophash)).rows();
    /// assert_eq!(
    ///     query.sql()?,
    ///     "SELECT \"named_package\".\"hash\", \"manifest\".\"tophash\" \
    ///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      LEFT JOIN \"quilt_manifests_my-bucket_view\" AS \"manifest\" ON \"named_package\".\"hash\" = \"manifest\".\"tophash\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn left_join<V: AthenaView, P: Predicate, I>(mut self, view: &View<V>, on: P) -> Select<S::Out>
    where
        S: Push<Nullable<V>>,
        P::Reads: Reads<S::Out, I>,
    {
        const { assert_new(S::NAMES, V::NAME) };
        self.draft.join(JoinType::LeftJoin, view, on.into_ast());
        Select::of(self.draft)
    }

    /// `RIGHT JOIN view ON …`: all rows of the new view; where there is no partner, all columns before it are NULL.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage}};
    /// # let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    /// let query: Query<(Option<String>, String)> =
    ///     select().from(&p).right_join(&m, p.hash.eq(m.tophash)).select((p.name, m.tophash)).rows();
    /// assert!(query.sql()?.contains("RIGHT JOIN \"quilt_manifests_my-bucket_view\""));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn right_join<V: AthenaView, P: Predicate, I>(
        mut self,
        view: &View<V>,
        on: P,
    ) -> Select<<S::AllNullable as Push<V>>::Out>
    where
        S::AllNullable: Push<V>,
        P::Reads: Reads<<S::AllNullable as Push<V>>::Out, I>,
    {
        const { assert_new(S::NAMES, V::NAME) };
        self.draft.join(JoinType::RightJoin, view, on.into_ast());
        Select::of(self.draft)
    }
}
