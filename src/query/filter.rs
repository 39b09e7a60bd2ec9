//! WHERE.

use super::{
    Predicate, Select,
    typing::{NoWindow, Reads},
};

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
        P::Reads: Reads<S, I> + NoWindow,
    {
        self.with(|draft| draft.filters.push(condition.into_ast()))
    }

    /// The condition, when there is one: for what a user may leave out.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let (user, name) = (Some("alice"), None::<&str>);
    /// let p = NamedPackage::view("my-bucket");
    /// let query = select().from(&p).filter_some(user.map(|user| p.user.eq(user))).filter_some(name.map(|name| p.name.eq(name)));
    /// assert!(query.select(p.hash).sql()?.ends_with("WHERE \"named_package\".\"user\" = 'alice'"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn filter_some<P: Predicate, I>(self, condition: Option<P>) -> Self
    where
        P::Reads: Reads<S, I> + NoWindow,
    {
        match condition {
            Some(condition) => self.filter(condition),
            None => self,
        }
    }

    /// The condition, if `wanted`.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// # let p = NamedPackage::view("my-bucket");
    /// let only_latest = false;
    /// let query = select().from(&p).filter_if(only_latest, p.timestamp.eq("latest")).select(p.hash);
    /// assert!(!query.sql()?.contains("WHERE"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn filter_if<P: Predicate, I>(self, wanted: bool, condition: P) -> Self
    where
        P::Reads: Reads<S, I> + NoWindow,
    {
        if wanted { self.filter(condition) } else { self }
    }
}
