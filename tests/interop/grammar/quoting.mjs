// Finds the one quoted token of a text with a lexer we did not write, and undoes its quoting.

import { HiveSQL } from 'dt-sql-parser/dist/parser/hive';
import { TrinoSQL } from 'dt-sql-parser/dist/parser/trino';
import { HiveSqlLexer } from 'dt-sql-parser/dist/lib/hive/HiveSqlLexer';
import { TrinoSqlLexer } from 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer';

const kinds = {
  string: {
    dialect: TrinoSQL,
    lexer: TrinoSqlLexer,
    types: [TrinoSqlLexer.STRING, TrinoSqlLexer.UNICODE_STRING],
    undo: (text) => (text.startsWith("'") ? undouble(text, "'") : decodeUnicodeString(text)),
  },
  identifier: {
    dialect: TrinoSQL,
    lexer: TrinoSqlLexer,
    types: [TrinoSqlLexer.QUOTED_IDENTIFIER],
    undo: (text) => notEmpty(undouble(text, '"')),
  },
  hive_string: {
    dialect: HiveSQL,
    lexer: HiveSqlLexer,
    types: [HiveSqlLexer.StringLiteral],
    undo: decodeHiveString,
  },
  hive_identifier: {
    dialect: HiveSQL,
    lexer: HiveSqlLexer,
    types: [HiveSqlLexer.Identifier],
    undo: (text) => notEmpty(undouble(text, '`')),
  },
};

function undouble(text, quote) {
  if (text.length < 2 || !text.startsWith(quote) || !text.endsWith(quote)) {
    throw new Error(`${text} is not in ${quote} quotes`);
  }
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

function notEmpty(name) {
  if (name === '') throw new Error('an identifier must not be empty');
  return name;
}

// Trino's U&'...' with an optional UESCAPE '.'; throws what Trino rejects.
export function decodeUnicodeString(text, escapeText = "'\\'") {
  const escape = undouble(escapeText, "'");
  if (!/^[\x21-\x7e]$/.test(escape) || /[0-9a-f+'"]/i.test(escape)) {
    throw new Error(`${escapeText} is no Unicode escape character`);
  }
  const mark = `\\u{${escape.codePointAt(0).toString(16)}}`;
  const pattern = new RegExp(`${mark}(?:(${mark})|\\+([0-9a-f]{6})|([0-9a-f]{4})|)`, 'giu');
  return undouble(text.slice(2), "'").replace(pattern, (whole, twice, long, short) => {
    return twice ?? characterOf(long ?? short);
  });
}

function characterOf(hex) {
  const code = Number.parseInt(hex ?? '', 16);
  // `NaN <= 0x10ffff` is false, so an escape without digits ends here, too.
  if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) {
    throw new Error(`not a Unicode escape: ${hex ?? 'digits are missing'}`);
  }
  return String.fromCodePoint(code);
}

const HIVE_ESCAPES = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a', '%': '\\%', _: '\\_' };

// Hive's own reading. Neighbours such as 'it''s' are one token and are joined
// without the quotes between them; a backslash before % or _ stays.
function decodeHiveString(text) {
  const parts = text.matchAll(/'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"/g);
  return Array.from(parts, ([, single, double]) => decodeHiveEscapes(single ?? double)).join('');
}

function decodeHiveEscapes(body) {
  const escape = /\\(?:u([0-9a-fA-F]{4})|([01][0-7]{2})|([\s\S]))/g;
  return body.replace(escape, (whole, hex, octal, character) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return HIVE_ESCAPES[character] ?? character;
  });
}

// The lexer keeps the case and all planes of Unicode: its case-blindness is in the
// grammar and not in the stream of characters.
function tokensOf(dialect, sql) {
  const errors = [];
  const lexer = dialect.createLexer(sql, (error) => errors.push(error.message));
  const tokens = lexer.getAllTokens().filter((token) => token.channel === 0);
  if (errors.length > 0) throw new Error(errors.join('; '));
  return tokens;
}

// The whole text must be SELECT and the token: a value that ends its own quotes
// early would leave further tokens behind.
export function readBack(kind, sql) {
  if (!Object.hasOwn(kinds, kind)) throw new Error(`unknown kind ${JSON.stringify(kind)}`);
  const { dialect: Dialect, lexer, types, undo } = kinds[kind];
  const tokens = tokensOf(new Dialect(), sql);
  if (tokens.length !== 2 || tokens[0].type !== lexer.KW_SELECT || !types.includes(tokens[1].type)) {
    const texts = tokens.map((token) => token.text);
    throw new Error(`expected SELECT and one ${kind}, found ${JSON.stringify(texts)}`);
  }
  return undo(tokens[1].text);
}
