//! The grammar of SQL/JSON paths. Keywords are in lower case.

use datafusion::common::{DataFusionError, Result};

use super::{
    Expression, Method, Path, Predicate, Primary, Step, Subscript,
    tokens::{Placed, Token, tokens},
};
use crate::local::errors::{refused, unsupported};

/// How deep parts may be nested: more than anyone writes.
const MAX_DEPTH: usize = 50;

impl Path {
    /// # Errors
    /// `SYNTAX_ERROR`, and `NOT_SUPPORTED` for what Trino does not do either.
    pub(in super::super) fn parse(path: &str) -> Result<Self> {
        let wrong = |at: usize| {
            let message = format!("the JSON path `{}` is wrong at character {}", around(path, at), at + 1);
            refused("SYNTAX_ERROR", message)
        };
        let tokens = tokens(path).map_err(wrong)?;
        let end = path.chars().count();
        let mut parser = Parser { tokens, next: 0, end, depth: 0, error: &wrong };
        let strict = match parser.take() {
            Some(Token::Word(mode)) if mode == "lax" => false,
            Some(Token::Word(mode)) if mode == "strict" => true,
            _ => {
                let message = format!("the JSON path `{}` has to begin with `lax` or `strict`", around(path, 0));
                return Err(refused("SYNTAX_ERROR", message));
            }
        };
        let expression = parser.expression()?;
        if parser.next < parser.tokens.len() { Err(parser.wrong()) } else { Ok(Self { strict, expression }) }
    }
}

/// The part of a path that a message about a character quotes.
fn around(path: &str, at: usize) -> String {
    const SIDE: usize = 30;
    let begin = at.saturating_sub(SIDE);
    let mut rest = path.chars().skip(begin);
    let part: String = rest.by_ref().take(at - begin + SIDE).collect();
    let (before, after) = (if begin > 0 { "…" } else { "" }, if rest.next().is_some() { "…" } else { "" });
    format!("{before}{part}{after}")
}

struct Parser<'a> {
    tokens: Vec<Placed>,
    next: usize,
    end: usize,
    depth: usize,
    error: &'a dyn Fn(usize) -> DataFusionError,
}

/// What stands between parentheses is known only when it was read.
enum Read {
    Expression(Expression),
    Predicate(Predicate),
}

impl Parser<'_> {
    fn wrong(&self) -> DataFusionError {
        (self.error)(self.tokens.get(self.next).map_or(self.end, |(_, at)| *at))
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.next += 1;
        token
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Some(Token::Symbol(found)) if *found == symbol)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(found)) if found == word)
    }

    fn takes(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        self.next += usize::from(found);
        found
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<()> {
        if self.takes(symbol) { Ok(()) } else { Err(self.wrong()) }
    }

    fn expect_word(&mut self, word: &str) -> Result<()> {
        if self.takes_word(word) { Ok(()) } else { Err(self.wrong()) }
    }

    /// The first of these symbols that comes next.
    fn one_of(&mut self, symbols: &[&'static str]) -> Option<&'static str> {
        let found = symbols.iter().find(|symbol| self.is_symbol(symbol)).copied();
        self.next += usize::from(found.is_some());
        found
    }

    /// Goes one level deeper, for ever: operators in a row make a deep tree as well.
    fn deeper(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(unsupported(format!(
                "a JSON path of more than {MAX_DEPTH} operators, filters and parentheses"
            )));
        }
        Ok(())
    }

    fn expression(&mut self) -> Result<Expression> {
        let read = self.sum()?;
        self.as_expression(read)
    }

    fn predicate(&mut self) -> Result<Predicate> {
        match self.either()? {
            Read::Predicate(predicate) => Ok(predicate),
            Read::Expression(_) => Err(self.wrong()),
        }
    }

    fn as_expression(&self, read: Read) -> Result<Expression> {
        match read {
            Read::Expression(expression) => Ok(expression),
            Read::Predicate(_) => Err(self.wrong()),
        }
    }

    fn as_predicate(&self, read: Read) -> Result<Box<Predicate>> {
        match read {
            Read::Predicate(predicate) => Ok(Box::new(predicate)),
            Read::Expression(_) => Err(self.wrong()),
        }
    }

    fn either(&mut self) -> Result<Read> {
        self.deeper()?;
        let mut left = self.conjunction()?;
        while self.takes("||") {
            self.deeper()?;
            let right = self.conjunction()?;
            left = Read::Predicate(Predicate::Or(self.as_predicate(left)?, self.as_predicate(right)?));
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Read> {
        let mut left = self.comparison()?;
        while self.takes("&&") {
            self.deeper()?;
            let right = self.comparison()?;
            left = Read::Predicate(Predicate::And(self.as_predicate(left)?, self.as_predicate(right)?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Read> {
        if self.takes("!") {
            let negated = if self.is_word("exists") { self.exists()? } else { self.parenthesized_predicate()? };
            return Ok(Read::Predicate(Predicate::Not(Box::new(negated))));
        }
        if self.is_word("exists") {
            return self.exists().map(Read::Predicate);
        }
        let left = match self.sum()? {
            Read::Expression(left) => left,
            predicate => return Ok(predicate),
        };
        if let Some(operator) = self.one_of(&["==", "<>", "!=", "<=", ">=", "<", ">"]) {
            let operator = if operator == "!=" { "<>" } else { operator };
            return Ok(Read::Predicate(Predicate::Compared(operator, left, self.expression()?)));
        }
        if self.takes_word("starts") {
            self.expect_word("with")?;
            let start = match self.take() {
                Some(Token::Text(text)) => Primary::Text(text),
                Some(Token::Variable(name)) => Primary::Variable(name),
                _ => return Err(self.before()),
            };
            return Ok(Read::Predicate(Predicate::StartsWith(left, start)));
        }
        if self.is_word("like_regex") {
            return Err(refused("NOT_SUPPORTED", "like_regex predicate in JSON path is not yet supported"));
        }
        Ok(Read::Expression(left))
    }

    /// The error for the token that was taken last.
    fn before(&mut self) -> DataFusionError {
        self.next -= 1;
        self.wrong()
    }

    fn exists(&mut self) -> Result<Predicate> {
        self.deeper()?;
        self.expect_word("exists")?;
        self.expect("(")?;
        let inner = self.expression()?;
        self.expect(")")?;
        Ok(Predicate::Exists(inner))
    }

    fn parenthesized_predicate(&mut self) -> Result<Predicate> {
        self.expect("(")?;
        let inner = self.predicate()?;
        self.expect(")")?;
        Ok(inner)
    }

    fn sum(&mut self) -> Result<Read> {
        self.calculated(&["+", "-"], Self::product)
    }

    fn product(&mut self) -> Result<Read> {
        self.calculated(&["*", "/", "%"], Self::signed)
    }

    /// Operands between operators of one precedence.
    fn calculated(&mut self, operators: &[&'static str], operand: fn(&mut Self) -> Result<Read>) -> Result<Read> {
        let mut left = operand(self)?;
        while matches!(left, Read::Expression(_)) {
            let Some(operator) = self.one_of(operators).and_then(|operator| operator.chars().next()) else { break };
            self.deeper()?;
            let right = operand(self)?;
            let (a, b) = (self.as_expression(left)?, self.as_expression(right)?);
            left = Read::Expression(Expression::Calculated(operator, Box::new(a), Box::new(b)));
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Read> {
        let Some(sign) = self.one_of(&["+", "-"]) else { return self.steps() };
        self.deeper()?;
        let operand = self.signed()?;
        let operand = Box::new(self.as_expression(operand)?);
        Ok(Read::Expression(Expression::Signed { minus: sign == "-", operand }))
    }

    fn steps(&mut self) -> Result<Read> {
        let primary = if self.takes("(") {
            let inner = self.either()?;
            self.expect(")")?;
            match inner {
                Read::Predicate(predicate) if self.takes_word("is") => {
                    self.expect_word("unknown")?;
                    return Ok(Read::Predicate(Predicate::IsUnknown(Box::new(predicate))));
                }
                Read::Predicate(predicate) => return Ok(Read::Predicate(predicate)),
                Read::Expression(inner) => Primary::Parenthesized(Box::new(inner)),
            }
        } else {
            self.primary()?
        };
        let mut steps = Vec::new();
        while let Some(step) = self.step()? {
            steps.push(step);
        }
        Ok(Read::Expression(Expression::Steps(primary, steps)))
    }

    fn primary(&mut self) -> Result<Primary> {
        Ok(match self.take() {
            Some(Token::Symbol("$")) => Primary::Document,
            Some(Token::Symbol("@")) => Primary::Current,
            Some(Token::Variable(name)) => Primary::Variable(name),
            Some(Token::Text(text)) => Primary::Text(text),
            Some(Token::Word(word)) => match word.as_str() {
                "last" => Primary::Last,
                "null" => Primary::Null,
                "true" => Primary::Boolean(true),
                "false" => Primary::Boolean(false),
                _ => return Err(self.before()),
            },
            Some(Token::Integer(digits)) => Primary::Integer(digits.parse().map_err(|_| self.before())?),
            Some(Token::Decimal(digits)) => decimal(&digits).ok_or_else(|| self.before())?,
            Some(Token::Double(digits)) => match digits.parse::<f64>() {
                Ok(number) if number.is_finite() => Primary::Double(number),
                _ => return Err(self.before()),
            },
            _ => return Err(self.before()),
        })
    }

    fn step(&mut self) -> Result<Option<Step>> {
        if self.takes("..") {
            return self.name().map(Step::Descendants).map(Some);
        }
        if self.takes("[") {
            return self.elements().map(Step::Elements).map(Some);
        }
        if self.takes("?") {
            return self.parenthesized_predicate().map(Step::Filter).map(Some);
        }
        if !self.takes(".") {
            return Ok(None);
        }
        if self.takes("*") {
            return Ok(Some(Step::Member(None)));
        }
        let is_text = matches!(self.peek(), Some(Token::Text(_)));
        let name = self.name()?;
        if is_text || !self.takes("(") {
            return Ok(Some(Step::Member(Some(name))));
        }
        if name == "datetime" {
            return Err(refused("NOT_SUPPORTED", "datetime method in JSON path is not yet supported"));
        }
        let method = Method::named(&name).ok_or_else(|| self.before())?;
        self.expect(")")?;
        Ok(Some(Step::Call(method)))
    }

    fn name(&mut self) -> Result<String> {
        match self.take() {
            Some(Token::Word(name) | Token::Text(name)) => Ok(name),
            _ => Err(self.before()),
        }
    }

    /// None for `[*]`.
    fn elements(&mut self) -> Result<Vec<Subscript>> {
        let mut subscripts = Vec::new();
        if !self.takes("*") {
            loop {
                self.deeper()?;
                let from = self.expression()?;
                let to = if self.takes_word("to") { Some(self.expression()?) } else { None };
                self.depth -= 1;
                subscripts.push(Subscript { from, to });
                if !self.takes(",") {
                    break;
                }
            }
        }
        self.expect("]")?;
        Ok(subscripts)
    }
}

/// As Trino's literals of decimals: leading zeros do not count.
fn decimal(digits: &str) -> Option<Primary> {
    let (whole, fraction) = digits.split_once('.')?;
    let unscaled = format!("{}{fraction}", whole.trim_start_matches('0'));
    let scale = u8::try_from(fraction.len()).ok()?;
    let precision = u8::try_from(unscaled.len().max(1)).ok()?;
    let number = if unscaled.is_empty() { 0 } else { unscaled.parse().ok()? };
    (precision <= 38).then_some(Primary::Decimal(number, precision, scale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn primary() -> impl Strategy<Value = Primary> {
        prop_oneof![
            Just(Primary::Document),
            Just(Primary::Current),
            Just(Primary::Last),
            Just(Primary::Null),
            any::<bool>().prop_map(Primary::Boolean),
            "[a-z_][a-zA-Z0-9_]{0,5}".prop_map(Primary::Variable),
            any::<String>().prop_map(Primary::Text),
            (0..=i64::MAX).prop_map(Primary::Integer),
            ("[1-9][0-9]{0,9}", "[0-9]{0,9}")
                .prop_map(|(whole, fraction)| { decimal(&format!("{whole}.{fraction}")).unwrap_or(Primary::Null) }),
            (0.0..f64::MAX).prop_map(Primary::Double),
        ]
    }

    fn method() -> impl Strategy<Value = Step> {
        (0..Method::ALL.len()).prop_map(|i| Step::Call(Method::ALL[i].0))
    }

    fn expression() -> impl Strategy<Value = Expression> {
        let leaf = primary().prop_map(|primary| Expression::Steps(primary, Vec::new()));
        leaf.prop_recursive(3, 24, 3, |inner| {
            let nested =
                inner.clone().prop_map(|inner| Expression::Steps(Primary::Parenthesized(Box::new(inner)), vec![]));
            let subscript =
                (inner.clone(), prop::option::of(inner.clone())).prop_map(|(from, to)| Subscript { from, to });
            let step = prop_oneof![
                prop::option::of(any::<String>()).prop_map(Step::Member),
                any::<String>().prop_map(Step::Descendants),
                prop::collection::vec(subscript, 0..3).prop_map(Step::Elements),
                predicate(inner).prop_map(Step::Filter),
                method(),
            ];
            prop_oneof![
                (primary(), prop::collection::vec(step, 0..3))
                    .prop_map(|(primary, steps)| Expression::Steps(primary, steps)),
                (any::<bool>(), nested.clone())
                    .prop_map(|(minus, operand)| Expression::Signed { minus, operand: Box::new(operand) }),
                (prop::sample::select(vec!['+', '-', '*', '/', '%']), nested.clone(), nested)
                    .prop_map(|(operator, a, b)| Expression::Calculated(operator, Box::new(a), Box::new(b))),
            ]
        })
    }

    fn predicate(of: impl Strategy<Value = Expression> + Clone + 'static) -> impl Strategy<Value = Predicate> {
        let operators = prop::sample::select(vec!["==", "<>", "<", ">", "<=", ">="]);
        let start = prop_oneof![any::<String>().prop_map(Primary::Text), "[a-z]{1,3}".prop_map(Primary::Variable),];
        let leaf = prop_oneof![
            (operators, of.clone(), of.clone()).prop_map(|(operator, a, b)| Predicate::Compared(operator, a, b)),
            of.clone().prop_map(Predicate::Exists),
            (of, start).prop_map(|(whole, start)| Predicate::StartsWith(whole, start)),
        ];
        leaf.prop_recursive(2, 6, 2, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone()).prop_map(|(a, b)| Predicate::And(Box::new(a), Box::new(b))),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| Predicate::Or(Box::new(a), Box::new(b))),
                inner.clone().prop_map(|inner| Predicate::Not(Box::new(inner))),
                inner.prop_map(|inner| Predicate::IsUnknown(Box::new(inner))),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_printed_path_is_read_back(strict in any::<bool>(), expression in expression()) {
            let path = Path { strict, expression };
            let read = Path::parse(&path.to_string());
            prop_assume!(!read.as_ref().is_err_and(|error| error.to_string().contains("not supported")));
            prop_assert_eq!(read.map_err(|error| error.to_string()), Ok(path));
        }

        #[test]
        fn no_text_is_too_odd_to_be_read(path in any::<String>()) {
            let _ = Path::parse(&path);
            let _ = Path::parse(&format!("lax {path}"));
        }

        #[test]
        fn no_row_of_tokens_is_too_odd_to_be_read(words in prop::collection::vec(prop::sample::select(vec![
            "$", "@", "last", "(", ")", "[", "]", "?", ".", "..", "*", "1", "1.5", "\"a\"", "==", "<", "&&", "||", "!",
            "exists", "is unknown", "starts with", "type()", "to", ",", "-", "+", "true", "null", "a", "$x",
        ]), 0..30)) {
            let _ = Path::parse(&format!("lax {}", words.join(" ")));
        }
    }

    #[test]
    fn a_message_quotes_the_part_of_a_long_path_that_is_wrong() {
        let message = |path: &str| Path::parse(path).err().map(|error| error.to_string()).unwrap_or_default();
        let long = message(&format!("lax ${}.#{}", ".a".repeat(500), ".a".repeat(50_000)));
        let part = format!("`…a{0}.#{0}.…` is wrong at character 1007", ".a".repeat(14));
        assert!(long.contains(&part), "{long}");
        let short = message("lax \"é\" #");
        assert!(short.contains("`lax \"é\" #` is wrong at character 9"), "{short}");
        assert!(message(&"$.a".repeat(50_000)).len() < 200, "a path without a mode");
    }

    #[test]
    fn nesting_ends_in_an_error_and_not_in_a_stack_overflow() {
        for deep in [
            "(".repeat(100_000),
            "-".repeat(100_000),
            "$ + ".repeat(100_000),
            "$[".repeat(100_000),
            "$ ? (".repeat(100_000),
        ] {
            assert!(Path::parse(&format!("lax {deep}")).is_err());
        }
        assert!(Path::parse(&format!("lax ${}", ".a".repeat(100_000))).is_ok(), "steps are not nested");
    }
}
