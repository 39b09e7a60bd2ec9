//! The SELECT list of a query in the making.

use std::borrow::Cow;

use super::ast::Ast;
use crate::{
    schema::{SqlBaseType, SqlType},
    types::AthenaType,
};

/// One element of the SELECT list.
#[derive(Debug, Clone)]
pub(super) struct SelectItem {
    pub(super) ast: Ast,
    pub(super) alias: Option<Cow<'static, str>>,
    /// The type of a nested value: it is selected as JSON, once it leaves the query.
    pub(super) nested: Option<AthenaType>,
}

/// The SELECT list of a row struct, as its derive fills it.
#[derive(Debug, Default)]
#[doc(hidden)]
pub struct SelectList(pub(super) Vec<SelectItem>);

impl SelectList {
    pub(super) fn push<T: SqlType>(&mut self, ast: Ast, name: Option<&'static str>) {
        let nested = nested::<T>();
        // A column that is selected as JSON keeps its name.
        let alias = name.filter(|_| nested.is_some()).map(Cow::Borrowed);
        self.0.push(SelectItem { ast, alias, nested });
    }

    pub(crate) fn push_as<T: SqlType>(&mut self, ast: Ast, alias: &'static str) {
        self.0.push(SelectItem { ast, alias: Some(Cow::Borrowed(alias)), nested: nested::<T>() });
    }
}

fn nested<T: SqlType>() -> Option<AthenaType> {
    T::Base::asked_for_as_json().then(T::Base::athena_type)
}
