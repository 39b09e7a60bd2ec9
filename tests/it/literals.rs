//! Every value and name reaches SQL through the one writer for it, and comes out of a parser we did not write as it went in.

use datafusion_sqlparser::{parse_identifier, parse_string};
use proptest::prelude::*;
use quilt_athena::{prelude::*, query::unchecked, schema::TableName, sea_query};

use crate::{
    golden::token,
    support::{ask, empty},
};

#[derive(AthenaView)]
#[athena(view = "t")]
struct Anything {
    text: String,
}

/// All planes, quotes, backslashes, control characters.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "['\"`\\\\\n\r\t\0%_;-]{0,12}",
        proptest::collection::vec(any::<char>(), 0..12).prop_map(|chars| chars.into_iter().collect()),
    ]
}

/// The literal in `SELECT 'literal' FROM …`.
fn literal(value: &str) -> String {
    let t = Anything::view();
    let sql = select().from(&t).select((val(value),)).sql().expect("a text has a form");
    let list = sql.strip_prefix("SELECT ").and_then(|rest| rest.strip_suffix(" FROM \"t\" AS \"anything\""));
    list.expect("one literal").to_owned()
}

proptest! {
    #[test]
    fn any_string_survives_the_literal_writer(value in any_text()) {
        let literal = literal(&value);
        token("string", &value, &format!("SELECT {literal}"));
        prop_assert_eq!(parse_string(&literal), Some(value));
    }

    #[test]
    fn any_name_survives_the_identifier_writer(value in any_text()) {
        let Ok(name) = TableName::new(value.clone()) else {
            prop_assert!(value.is_empty() || value.chars().any(char::is_control));
            return Ok(());
        };
        token("identifier", &value, &format!("SELECT {name}"));
        prop_assert_eq!(parse_identifier(&name.to_string()), Some(value));
    }

    /// sea-query trusts names that it borrows; ours are escaped all the same.
    #[test]
    fn a_name_from_the_escape_hatch_is_quoted_too(value in any_text()) {
        let t = Anything::view();
        let column = unchecked::<String, (Anything,)>(sea_query::Expr::col(value.clone()));
        let sql = select().from(&t).select((column,)).sql().expect("a query");
        let list = sql.strip_prefix("SELECT ").and_then(|rest| rest.strip_suffix(" FROM \"t\" AS \"anything\""));
        prop_assert_eq!(parse_identifier(list.expect("one name")), Some(value));
    }

    #[test]
    fn integers_and_doubles_come_back_from_the_engine_as_they_went_in(integer in any::<i64>(), double in any::<f64>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let t = Anything::view();
        let (_folder, engine) = empty();
        let sql = select().from(&t).select((val(integer), val(double))).sql().expect("a query");
        let sql = sql.strip_suffix(" FROM \"t\" AS \"anything\"").expect("its FROM");
        let (a, b): (i64, f64) = runtime.block_on(async {
            engine.execute(&quilt_athena::Statement::query(sql)).await.expect(sql).fetch_one().await.expect(sql)
        });
        prop_assert_eq!(a, integer);
        prop_assert!(b == double || (b.is_nan() && double.is_nan()));
    }
}

#[tokio::test]
async fn typed_literals_have_their_type_in_the_engine() {
    let (_folder, engine) = empty();
    let day = chrono::NaiveDate::from_ymd_opt(2020, 1, 2).expect("a day");
    let at = day.and_hms_milli_opt(3, 4, 5, 6).expect("a time");
    let t = Anything::view();
    let list = (val(day), val(at), val(at.and_utc()), val(vec![0u8, 255]), val(true), val(1.5f32));
    let sql = select().from(&t).select(list).sql().expect("a query");
    let sql = sql.strip_suffix(" FROM \"t\" AS \"anything\"").expect("its FROM");
    assert_eq!(
        ask(&engine, sql).await.expect("it runs"),
        "2020-01-02|2020-01-02 03:04:05.006|2020-01-02 03:04:05.006 UTC|00 ff|true|1.5"
    );
}

/// sqlparser is the embedded engine's own parser, but its tokenizer is not ours.
mod datafusion_sqlparser {
    use datafusion::sql::sqlparser::{
        dialect::AnsiDialect,
        tokenizer::{Token, Tokenizer},
    };

    fn only_token(text: &str) -> Option<Token> {
        let mut tokens = Tokenizer::new(&AnsiDialect {}, text).tokenize().ok()?;
        (tokens.len() == 1).then(|| tokens.remove(0))
    }

    pub(super) fn parse_string(literal: &str) -> Option<String> {
        match only_token(literal)? {
            Token::SingleQuotedString(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn parse_identifier(name: &str) -> Option<String> {
        match only_token(name)? {
            Token::Word(word) if word.quote_style == Some('"') => Some(word.value),
            _ => None,
        }
    }
}
