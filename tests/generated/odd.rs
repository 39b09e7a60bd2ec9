// Written by `quilt-athena generate`.
//
// Athena does not report which columns can be NULL: remove the `Option` of those that cannot.
// Besides quilt-athena, this needs chrono 0.4.

use quilt_athena::{AthenaRow, AthenaView};

/// The table or view `a_view_with_a_name_that_is_so_long_that_its_attribute_does_not_stand_on_one_line_of_any_file`.
#[derive(Debug, Clone, AthenaView, AthenaRow)]
#[athena(
    view = "a_view_with_a_name_that_is_so_long_that_its_attribute_does_not_stand_on_one_line_of_any_file"
)]
#[athena(from = AViewWithANameThatIsSoLongThatItsAttributeDoesNotStandOnOneLineOfAnyFile)]
pub struct AViewWithANameThatIsSoLongThatItsAttributeDoesNotStandOnOneLineOfAnyFile {
    /// `date`
    pub day: Option<chrono::NaiveDate>,
    /// `timestamp`
    pub at: Option<chrono::NaiveDateTime>,
    // `decimal(3,2)`
    // With the feature `rust_decimal` of quilt-athena:
    // pub price: Option<rust_decimal::Decimal>,
    /// `double`
    pub weight: Option<f64>,
    /// `tinyint`
    pub tiny: Option<i8>,
    /// `bigint`
    pub a_column_with_a_name_that_is_so_long_that_its_type_has_to_stand_on_a_line_of_its_own:
        Option<i64>,
}

/// The table or view `odd-lines`.
#[derive(Debug, Clone, AthenaView, AthenaRow)]
#[athena(view = "odd-lines")]
#[athena(from = OddLines)]
pub struct OddLines {
    /// `varchar`: what it is; see \[the guide\] or \<b\>ask\</b\>
    pub r#type: Option<String>,
    /// `bigint`
    #[athena(column = "self")]
    pub self_: Option<i64>,
    /// `varchar`
    #[athena(column = "user id")]
    pub user_id: Option<String>,
    /// `array(varchar)`
    pub tags: Option<Vec<Option<String>>>,
    // `row(type varchar, value varchar)`
    // With the feature `serde_json` of quilt-athena:
    // pub hash: Option<quilt_athena::row::Json<serde_json::Value>>,
    /// `boolean`
    #[athena(column = "2nd")]
    pub _2nd: Option<bool>,
}

/// The table or view `option`.
#[derive(Debug, Clone, AthenaView, AthenaRow)]
#[athena(view = "option")]
#[athena(from = OptionTable)]
pub struct OptionTable {
    /// `varchar`
    #[athena(column = "user-id")]
    pub user_id: Option<String>,
    /// `bigint`
    #[athena(column = "user_id")]
    pub user_id_2: Option<i64>,
    /// `varchar`
    #[athena(column = "$path")]
    pub path: Option<String>,
}

/// The table or view `{braces}_odd-bucket`.
///
/// A template cannot have braces: create handles with `View::named(TableName::new("{braces}_odd-bucket")?)`.
#[derive(Debug, Clone, AthenaView, AthenaRow)]
#[athena(from = BracesOddBucket)]
pub struct BracesOddBucket {
    /// `varchar`
    #[athena(column = "r#type")]
    pub r_type: Option<String>,
}
