//! The tokens of SQL/JSON paths.

/// A token, and the number of characters before it.
pub(super) type Placed = (Token, usize);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Symbol(&'static str),
    /// A name or a keyword, which may be a name as well.
    Word(String),
    /// `$name`
    Variable(String),
    /// Between double quotes; one is written twice inside.
    Text(String),
    Integer(String),
    Decimal(String),
    Double(String),
}

/// The longest first.
const SYMBOLS: [&str; 26] = [
    "..", "==", "<>", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "$", "@", ".", "*", "[", "]", "(", ")", "?", ",",
    "+", "-", "/", "%", ":",
];

/// The tokens, or the number of characters before what is none.
pub(super) fn tokens(path: &str) -> Result<Vec<Placed>, usize> {
    let mut found = Vec::new();
    let (mut rest, mut at) = (path, 0);
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        at += rest.len() - trimmed.len();
        if trimmed.is_empty() {
            return Ok(found);
        }
        let (token, length) = token(trimmed).ok_or(at)?;
        found.push((token, at));
        at += trimmed[..length].chars().count();
        rest = &trimmed[length..];
    }
}

/// The first token, and its length in bytes.
fn token(rest: &str) -> Option<(Token, usize)> {
    if let Some(number) = number(rest) {
        return Some(number);
    }
    if let Some(inside) = rest.strip_prefix('"') {
        let length = text_length(inside)?;
        return Some((Token::Text(inside[..length].replace("\"\"", "\"")), length + 2));
    }
    let variable = rest.strip_prefix('$').map(word).filter(|word| !word.is_empty());
    if let Some(name) = variable {
        return Some((Token::Variable(name.to_owned()), name.len() + 1));
    }
    match word(rest) {
        "" => {
            let symbol = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol))?;
            Some((Token::Symbol(symbol), symbol.len()))
        }
        name => Some((Token::Word(name.to_owned()), name.len())),
    }
}

/// The bytes before the quote that ends a text.
fn text_length(inside: &str) -> Option<usize> {
    let mut quotes = inside.match_indices('"').map(|(at, _)| at).peekable();
    while let Some(at) = quotes.next() {
        if quotes.next_if_eq(&(at + 1)).is_none() {
            return Some(at);
        }
    }
    None
}

/// The name that a string begins with; empty where there is none.
fn word(rest: &str) -> &str {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    if rest.starts_with(|c: char| c.is_ascii_digit()) { "" } else { &rest[..end] }
}

fn digits(rest: &str) -> usize {
    rest.bytes().take_while(u8::is_ascii_digit).count()
}

/// `12`, `1.5`, `.5`, `1.`, `1e5`
fn number(rest: &str) -> Option<(Token, usize)> {
    let whole = digits(rest);
    let fraction = rest[whole..].strip_prefix('.').map(digits);
    if whole == 0 && fraction.is_none_or(|digits| digits == 0) {
        return None;
    }
    // `1..a` is the number 1. and `.a`.
    let mantissa = whole + fraction.map_or(0, |digits| digits + 1);
    let exponent = rest[mantissa..].strip_prefix(['e', 'E']).and_then(|after| {
        let unsigned = after.strip_prefix(['+', '-']).unwrap_or(after);
        let digits = digits(unsigned);
        (digits > 0).then_some(1 + after.len() - unsigned.len() + digits)
    });
    let source = |length: usize| rest[..length].to_owned();
    Some(match (exponent, fraction) {
        (Some(exponent), _) => (Token::Double(source(mantissa + exponent)), mantissa + exponent),
        (None, Some(_)) => (Token::Decimal(source(mantissa)), mantissa),
        (None, None) => (Token::Integer(source(whole)), whole),
    })
}
