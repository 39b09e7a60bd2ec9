//! JOIN.

use super::{
    Lateral, Nullable, Predicate, Select,
    ast::Ast,
    typing::{AppendView, NoWindow, Reads, Scope, scope::assert_new_name},
};
use crate::{
    schema::{AthenaView, View},
    sql::select::JoinKind,
};

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
    pub fn join<V: AthenaView, P: Predicate, I>(self, view: &View<V>, on: P) -> Select<S::Out>
    where
        S: AppendView<V>,
        P::Reads: Reads<S::Out, I> + NoWindow,
    {
        const { assert_new_name(S::NAMES, V::NAME) };
        self.joined(JoinKind::Inner, view, Some(on.into_ast()))
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
    pub fn left_join<V: AthenaView, P: Predicate, I>(self, view: &View<V>, on: P) -> Select<S::Out>
    where
        S: AppendView<Nullable<V>>,
        P::Reads: Reads<S::Out, I> + NoWindow,
    {
        const { assert_new_name(S::NAMES, V::NAME) };
        self.joined(JoinKind::Left, view, Some(on.into_ast()))
    }

    /// `RIGHT JOIN view ON …`: all rows of the new view; where there is no partner, the columns of all views before it are NULL.
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
        self,
        view: &View<V>,
        on: P,
    ) -> Select<<S::AllNullable as AppendView<V>>::Out>
    where
        S::AllNullable: AppendView<V>,
        P::Reads: Reads<<S::AllNullable as AppendView<V>>::Out, I> + NoWindow,
    {
        const { assert_new_name(S::NAMES, V::NAME) };
        self.joined(JoinKind::Right, view, Some(on.into_ast()))
    }

    /// `FULL JOIN view ON …`: all rows of both sides; where there is no partner, the other side's columns are NULL. All are `Option` in
    /// the row.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage}};
    /// # let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    /// let query: Query<(Option<String>, Option<String>)> =
    ///     select().from(&p).full_join(&m, p.hash.eq(m.tophash)).select((p.name, m.tophash)).rows();
    /// assert_eq!(
    ///     query.sql()?,
    ///     "SELECT \"named_package\".\"name\", \"manifest\".\"tophash\" \
    ///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      FULL JOIN \"quilt_manifests_my-bucket_view\" AS \"manifest\" ON \"named_package\".\"hash\" = \"manifest\".\"tophash\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn full_join<V: AthenaView, P: Predicate, I>(
        self,
        view: &View<V>,
        on: P,
    ) -> Select<<S::AllNullable as AppendView<Nullable<V>>>::Out>
    where
        S::AllNullable: AppendView<Nullable<V>>,
        P::Reads: Reads<<S::AllNullable as AppendView<Nullable<V>>>::Out, I> + NoWindow,
    {
        const { assert_new_name(S::NAMES, V::NAME) };
        self.joined(JoinKind::Full, view, Some(on.into_ast()))
    }

    /// `CROSS JOIN view`: every row with every row.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage}};
    /// # let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    /// assert_eq!(
    ///     select().from(&p).cross_join(&m).select((p.name, m.tophash)).sql()?,
    ///     "SELECT \"named_package\".\"name\", \"manifest\".\"tophash\" \
    ///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      CROSS JOIN \"quilt_manifests_my-bucket_view\" AS \"manifest\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn cross_join<V: AthenaView>(self, view: &View<V>) -> Select<S::Out>
    where
        S: AppendView<V>,
    {
        const { assert_new_name(S::NAMES, V::NAME) };
        self.joined(JoinKind::Cross, view, None)
    }

    /// `CROSS JOIN UNNEST(…)` or `CROSS JOIN LATERAL (…)`: each row with each row that the relation makes of it; a row for which it makes
    /// none is dropped. See [`unnest`](super::unnest) and [`into_lateral`](Select::into_lateral).
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::unnest};
    ///
    /// #[derive(AthenaView)]
    /// #[athena(view = "entries")]
    /// struct Entry { name: String, physical_keys: Vec<String> }
    ///
    /// #[derive(AthenaView)]
    /// struct Key { key: String, n: i64 }
    ///
    /// let e = Entry::view();
    /// let k = unnest(e.physical_keys).with_ordinality().into_view::<Key>();
    /// assert_eq!(
    ///     select().from(&e).cross_join_lateral(&k).select((e.name, k.key, k.n)).sql()?,
    ///     "SELECT \"entry\".\"name\", \"key\".\"key\", \"key\".\"n\" FROM \"entries\" AS \"entry\" \
    ///      CROSS JOIN UNNEST(\"entry\".\"physical_keys\") WITH ORDINALITY AS \"key\" (\"key\", \"n\")"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn cross_join_lateral<V: AthenaView, R, I>(self, relation: &Lateral<V, R>) -> Select<S::Out>
    where
        S: AppendView<V>,
        R: Reads<S, I> + NoWindow,
    {
        const { assert_new_name(S::NAMES, V::NAME) };
        self.joined(JoinKind::Cross, &relation.view, None)
    }

    /// `LEFT JOIN UNNEST(…) ON TRUE` or `LEFT JOIN LATERAL (…) ON TRUE`: as [`cross_join_lateral`](Self::cross_join_lateral), but a row for
    /// which the relation makes none stays, with NULLs. Athena accepts no other condition here.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, query::unnest};
    /// # #[derive(AthenaView)]
    /// # #[athena(view = "entries")]
    /// # struct Entry { name: String, physical_keys: Vec<String> }
    /// # #[derive(AthenaView)]
    /// # struct Key { key: String }
    /// # let e = Entry::view();
    /// let k = unnest(e.physical_keys).into_view::<Key>();
    /// let query: Query<(String, Option<String>)> = select().from(&e).left_join_lateral(&k).select((e.name, k.key)).rows();
    /// assert!(query.sql()?.ends_with("LEFT JOIN UNNEST(\"entry\".\"physical_keys\") AS \"key\" (\"key\") ON TRUE"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn left_join_lateral<V: AthenaView, R, I>(self, relation: &Lateral<V, R>) -> Select<S::Out>
    where
        S: AppendView<Nullable<V>>,
        R: Reads<S, I> + NoWindow,
    {
        const { assert_new_name(S::NAMES, V::NAME) };
        self.joined(JoinKind::Left, &relation.view, Some(Ast::Constant(true.into())))
    }

    fn joined<V: AthenaView, Out>(mut self, kind: JoinKind, view: &View<V>, on: Option<Ast>) -> Select<Out> {
        self.draft.join(kind, view, on);
        Select::of(self.draft)
    }
}
