//! `json_value(… PASSING … RETURNING … ON EMPTY)`: the calls of the SQL standard's JSON functions, whose clauses sqlparser does not know.
//!
//! They are read here, and become calls of functions with the clauses as constants.

use datafusion::sql::sqlparser::{
    ast::{Expr, Value},
    parser::{Parser, ParserError},
    tokenizer::{Token, TokenWithSpan},
};

use super::calls::{call_expr, string};
use crate::local::internal_functions::{JSON_ARRAY, JSON_EXISTS, JSON_OBJECT, JSON_QUERY, JSON_VALUE};

type Parsed<T> = Result<T, ParserError>;

/// The functions over paths, and the two that construct documents.
const FUNCTIONS: [&str; 5] = ["json_exists", "json_value", "json_query", "json_array", "json_object"];

fn function(word: &Token) -> Option<&'static str> {
    let Token::Word(word) = word else { return None };
    FUNCTIONS.into_iter().find(|name| word.quote_style.is_none() && word.value.eq_ignore_ascii_case(name))
}

/// Marks what sqlparser would lose or mistake: the names of PASSING, whose case counts, become strings in double quotes, which no other
/// token of a query is; so does the `:` of a member, which sqlparser takes for an operator.
pub(super) fn marked(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let significant: Vec<usize> =
        (0..tokens.len()).filter(|i| !matches!(tokens[*i].token, Token::Whitespace(_))).collect();
    // For every open parenthesis, its function and whether PASSING was there.
    let mut open: Vec<(Option<&'static str>, bool)> = Vec::new();
    for (n, i) in significant.iter().enumerate() {
        let before = n.checked_sub(1).map(|n| significant[n]);
        match &tokens[*i].token {
            Token::LParen => open.push((before.and_then(|i| function(&tokens[i].token)), false)),
            Token::RParen => {
                open.pop();
            }
            Token::Colon if matches!(open.last(), Some((Some("json_object"), _))) => {
                tokens[*i].token = Token::DoubleQuotedString(":".to_owned());
            }
            Token::Word(word) => {
                let Some((Some(_), passing)) = open.last_mut() else { continue };
                let named = before.is_some_and(|i| is_word(&tokens[i].token, "as"));
                if *passing && named {
                    let name = if word.quote_style.is_some() { word.value.clone() } else { word.value.to_uppercase() };
                    tokens[*i].token = Token::DoubleQuotedString(name);
                } else {
                    *passing |= is_word(&tokens[*i].token, "passing");
                }
            }
            _ => {}
        }
    }
    tokens
}

fn is_word(token: &Token, wanted: &str) -> bool {
    matches!(token, Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(wanted))
}

/// Reads such a call, where one begins.
pub(super) fn parse(parser: &mut Parser<'_>) -> Option<Parsed<Expr>> {
    let name = function(&parser.peek_token_ref().token)?;
    if parser.peek_nth_token_ref(1).token != Token::LParen {
        return None;
    }
    parser.next_token();
    parser.next_token();
    let call = match name {
        "json_exists" => exists(parser),
        "json_value" => value(parser),
        "json_query" => query(parser),
        "json_array" => array(parser),
        _ => object(parser),
    };
    Some(call.and_then(|call| parser.expect_token(&Token::RParen).map(|_| call)))
}

fn takes(parser: &mut Parser<'_>, word: &str) -> bool {
    let found = is_word(&parser.peek_token_ref().token, word);
    if found {
        parser.next_token();
    }
    found
}

/// All of these words in a row, or none of them.
fn takes_all(parser: &mut Parser<'_>, words: &[&str]) -> bool {
    let found = words.iter().enumerate().all(|(i, word)| is_word(&parser.peek_nth_token_ref(i).token, word));
    if found {
        words.iter().for_each(|_| {
            parser.next_token();
        });
    }
    found
}

fn expect(parser: &mut Parser<'_>, word: &str) -> Parsed<()> {
    if takes(parser, word) { Ok(()) } else { parser.expected(&word.to_uppercase(), parser.peek_token()) }
}

/// `FORMAT JSON [ENCODING UTF8]`, as the functions read it; empty where there is none.
fn format(parser: &mut Parser<'_>) -> Parsed<&'static str> {
    if !takes(parser, "format") {
        return Ok("");
    }
    expect(parser, "json")?;
    if !takes(parser, "encoding") {
        return Ok("json");
    }
    for (word, name) in [("utf8", "json utf8"), ("utf16", "json utf16"), ("utf32", "json utf32")] {
        if takes(parser, word) {
            return Ok(name);
        }
    }
    parser.expected("UTF8, UTF16 or UTF32", parser.peek_token())
}

/// A value and its format. What another of these functions gives is a document, not a string.
fn formatted(parser: &mut Parser<'_>) -> Parsed<(Expr, &'static str)> {
    let value = parser.parse_expr()?;
    let format = match format(parser)? {
        "" => own_format(&value),
        format => format,
    };
    Ok((value, format))
}

fn own_format(value: &Expr) -> &'static str {
    match value {
        Expr::Nested(inner) => own_format(inner),
        Expr::Function(call) if [JSON_QUERY, JSON_ARRAY, JSON_OBJECT].contains(&call.name.to_string().as_str()) => {
            "json"
        }
        _ => "",
    }
}

/// What the functions over paths have in common: the path, the format of the document and the document; the parameters.
fn path_call(parser: &mut Parser<'_>) -> Parsed<(Vec<Expr>, Vec<Expr>)> {
    let document = parser.parse_expr()?;
    let format = format(parser)?;
    parser.expect_token(&Token::Comma)?;
    let path = parser.parse_literal_string()?;
    let mut parameters = Vec::new();
    if takes(parser, "passing") {
        loop {
            let (value, format) = formatted(parser)?;
            expect(parser, "as")?;
            let Token::DoubleQuotedString(name) = parser.next_token().token else {
                return parser.expected("the name of a parameter", parser.peek_token());
            };
            parameters.extend([string(&name), string(format), value]);
            if !parser.consume_token(&Token::Comma) {
                break;
            }
        }
    }
    Ok((vec![string(&path), string(format), document], parameters))
}

/// The type after RETURNING; empty where there is none.
fn returning(parser: &mut Parser<'_>) -> Parsed<String> {
    const ENDS: [&str; 7] = ["format", "null", "error", "default", "empty", "keep", "omit"];
    let mut name = String::new();
    if !takes(parser, "returning") {
        return Ok(name);
    }
    let mut depth = 0usize;
    loop {
        let token = &parser.peek_token_ref().token;
        let with = is_word(token, "with") || is_word(token, "without");
        let zone = with && is_word(&parser.peek_nth_token_ref(1).token, "time");
        match token {
            Token::EOF => return parser.expected("a type", parser.peek_token()),
            Token::RParen if depth == 0 => break,
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            _ if depth == 0 && ((with && !zone) || ENDS.iter().any(|word| is_word(token, word))) => break,
            _ => {}
        }
        name.push_str(&parser.next_token().token.to_string().to_lowercase());
        name.push(' ');
    }
    if name.is_empty() { parser.expected("a type", parser.peek_token()) } else { Ok(name.trim_end().to_owned()) }
}

/// The type after RETURNING and its format; empty where there are none.
fn returning_format(parser: &mut Parser<'_>) -> Parsed<(String, &'static str)> {
    let returning = returning(parser)?;
    let format = if returning.is_empty() { "" } else { format(parser)? };
    Ok((returning, format))
}

/// What to do ON EMPTY and ON ERROR, in this order, and the defaults.
#[derive(Default)]
struct Behaviors {
    on_empty: &'static str,
    on_error: &'static str,
    default_on_empty: Option<Expr>,
    default_on_error: Option<Expr>,
}

fn behaviors(parser: &mut Parser<'_>, known: &[(&[&str], &'static str)]) -> Parsed<Behaviors> {
    let mut found = Behaviors::default();
    while found.on_error.is_empty() {
        let Some((_, behavior)) = known.iter().find(|(words, _)| takes_all(parser, words)) else { break };
        let default = if *behavior == "default" { Some(parser.parse_expr()?) } else { None };
        expect(parser, "on")?;
        if found.on_empty.is_empty() && takes(parser, "empty") {
            (found.on_empty, found.default_on_empty) = (behavior, default);
        } else {
            expect(parser, "error")?;
            (found.on_error, found.default_on_error) = (behavior, default);
        }
    }
    Ok(found)
}

fn call(name: &str, begin: Vec<Expr>, clauses: &[&str], rest: Vec<Expr>) -> Expr {
    let clauses = clauses.iter().map(|clause| string(clause));
    call_expr(name, begin.into_iter().chain(clauses).chain(rest).collect())
}

fn exists(parser: &mut Parser<'_>) -> Parsed<Expr> {
    const KNOWN: [(&[&str], &str); 4] =
        [(&["true"], "true"), (&["false"], "false"), (&["unknown"], "unknown"), (&["error"], "error")];
    let (begin, parameters) = path_call(parser)?;
    let mut on_error = "";
    if let Some((_, behavior)) = KNOWN.iter().find(|(words, _)| takes_all(parser, words)) {
        expect(parser, "on")?;
        expect(parser, "error")?;
        on_error = behavior;
    }
    Ok(call(JSON_EXISTS, begin, &[on_error], parameters))
}

fn value(parser: &mut Parser<'_>) -> Parsed<Expr> {
    const KNOWN: [(&[&str], &str); 3] = [(&["null"], "null"), (&["error"], "error"), (&["default"], "default")];
    let (begin, parameters) = path_call(parser)?;
    let returning = returning(parser)?;
    let Behaviors { on_empty, on_error, default_on_empty, default_on_error } = behaviors(parser, &KNOWN)?;
    let defaults = [default_on_empty, default_on_error].map(|default| default.unwrap_or(Expr::value(Value::Null)));
    let rest = defaults.into_iter().chain(parameters).collect();
    Ok(call(JSON_VALUE, begin, &[&returning, on_empty, on_error], rest))
}

fn query(parser: &mut Parser<'_>) -> Parsed<Expr> {
    const KNOWN: [(&[&str], &str); 4] = [
        (&["null"], "null"),
        (&["error"], "error"),
        (&["empty", "array"], "empty array"),
        (&["empty", "object"], "empty object"),
    ];
    let (begin, parameters) = path_call(parser)?;
    let (returning, format) = returning_format(parser)?;
    let mut wrapper = "";
    if takes(parser, "without") {
        takes(parser, "array");
        expect(parser, "wrapper")?;
    } else if takes(parser, "with") {
        wrapper = match takes(parser, "conditional") {
            true => "conditional",
            false => {
                takes(parser, "unconditional");
                "unconditional"
            }
        };
        takes(parser, "array");
        expect(parser, "wrapper")?;
    }
    let quotes = if takes(parser, "keep") {
        "keep"
    } else if takes(parser, "omit") {
        "omit"
    } else {
        ""
    };
    if !quotes.is_empty() {
        expect(parser, "quotes")?;
        if takes_all(parser, &["on", "scalar"]) {
            expect(parser, "string")?;
        }
    }
    let Behaviors { on_empty, on_error, .. } = behaviors(parser, &KNOWN)?;
    Ok(call(JSON_QUERY, begin, &[&returning, format, wrapper, quotes, on_empty, on_error], parameters))
}

/// `NULL ON NULL`, `ABSENT ON NULL`
fn on_null(parser: &mut Parser<'_>, otherwise: &'static str) -> &'static str {
    if takes_all(parser, &["null", "on", "null"]) {
        "null"
    } else if takes_all(parser, &["absent", "on", "null"]) {
        "absent"
    } else {
        otherwise
    }
}

fn array(parser: &mut Parser<'_>) -> Parsed<Expr> {
    let mut values = Vec::new();
    while !is_end(parser) {
        let (value, format) = formatted(parser)?;
        values.extend([string(format), value]);
        if !parser.consume_token(&Token::Comma) {
            break;
        }
    }
    let on_null = if values.is_empty() { "absent" } else { on_null(parser, "absent") };
    let (returning, format) = returning_format(parser)?;
    Ok(call(JSON_ARRAY, Vec::new(), &[&returning, format, on_null, ""], values))
}

/// Whether there are no values.
fn is_end(parser: &Parser<'_>) -> bool {
    let token = &parser.peek_token_ref().token;
    *token == Token::RParen || is_word(token, "returning")
}

fn object(parser: &mut Parser<'_>) -> Parsed<Expr> {
    let mut members = Vec::new();
    while !is_end(parser) {
        let keyword = is_word(&parser.peek_token_ref().token, "key") && is_key(parser) && takes(parser, "key");
        let key = parser.parse_expr()?;
        let colon = parser.peek_token_ref().token == Token::DoubleQuotedString(":".to_owned());
        if colon && !keyword {
            parser.next_token();
        } else {
            expect(parser, "value")?;
        }
        let (value, format) = formatted(parser)?;
        members.extend([key, string(format), value]);
        if !parser.consume_token(&Token::Comma) {
            break;
        }
    }
    let (mut nulls, mut unique) = ("null", "");
    if !members.is_empty() {
        nulls = on_null(parser, "null");
        if takes_all(parser, &["with", "unique"]) {
            unique = "unique";
            takes(parser, "keys");
        } else if takes_all(parser, &["without", "unique"]) {
            takes(parser, "keys");
        }
    }
    let (returning, format) = returning_format(parser)?;
    Ok(call(JSON_OBJECT, Vec::new(), &[&returning, format, nulls, unique], members))
}

/// Whether `key` is the keyword and not a column.
///
/// The tokens tell: to try one and then the other would take twice as long for each call in a call.
fn is_key(parser: &mut Parser<'_>) -> bool {
    match &parser.peek_nth_token_ref(1).token {
        token if is_word(token, "value") => has_value_after(parser),
        Token::Word(_) | Token::SingleQuotedString(_) | Token::LParen => true,
        _ => false,
    }
}

/// Of `key value …`, whether another `value` comes that can only be the keyword, because it is between two operands.
fn has_value_after(parser: &mut Parser<'_>) -> bool {
    let (mut open, mut taken) = (0usize, 2);
    parser.next_token();
    let mut before = parser.next_token().token;
    let found = loop {
        let token = parser.next_token().token;
        taken += 1;
        match &token {
            Token::LParen | Token::LBracket => open += 1,
            Token::RParen | Token::RBracket if open > 0 => open -= 1,
            Token::RParen | Token::RBracket | Token::EOF => break false,
            Token::Comma if open == 0 => break false,
            _ if open == 0 && is_word(&token, "value") && ends_operand(&before) && begins_operand(parser) => {
                break true;
            }
            _ => {}
        }
        before = token;
    };
    (0..taken).for_each(|_| parser.prev_token());
    found
}

fn is_any(token: &Token, words: &[&str]) -> bool {
    words.iter().any(|word| is_word(token, word))
}

fn ends_operand(token: &Token) -> bool {
    const OPERATORS: [&str; 14] = [
        "and", "between", "case", "distinct", "else", "escape", "from", "in", "is", "like", "not", "or", "then", "when",
    ];
    match token {
        Token::Word(_) => !is_any(token, &OPERATORS),
        Token::Number(..) | Token::SingleQuotedString(_) | Token::RParen | Token::RBracket => true,
        _ => false,
    }
}

/// Whether an operand comes next, and neither an operator nor a clause of the call.
fn begins_operand(parser: &Parser<'_>) -> bool {
    const OPERATORS: [&str; 9] = ["and", "at", "between", "escape", "in", "is", "like", "or", "when"];
    let (next, after) = (&parser.peek_token_ref().token, &parser.peek_nth_token_ref(1).token);
    match next {
        Token::Word(_) if is_any(next, &["null", "absent"]) => !is_word(after, "on"),
        Token::Word(_) if is_word(next, "format") => !is_word(after, "json"),
        Token::Word(_) if is_word(next, "not") => !is_any(after, &["between", "in", "like"]),
        Token::Word(_) => !is_any(next, &OPERATORS) && !is_any(next, &["returning", "with", "without"]),
        Token::Number(..) | Token::SingleQuotedString(_) | Token::LParen | Token::Plus | Token::Minus => true,
        _ => false,
    }
}
