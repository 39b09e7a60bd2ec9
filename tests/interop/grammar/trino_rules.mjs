// What Trino refuses although the grammar of dt-sql-parser lets it pass.
//
// Trino's grammar is wide on purpose: its parser checks some texts by hand while
// it builds the tree, to give a better message. The rules below are those checks,
// as far as a writer of SQL can run into them, and one check of the analyzer: the
// type in front of a literal must exist, or E'x' would pass as a literal of type E.

import * as grammar from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser';
import { decodeUnicodeString } from './quoting.mjs';

const { TrinoSqlParser } = grammar;
const MAX_BIGINT = 9223372036854775807n;

// Types that can stand in front of a string as one word.
const LITERAL_TYPES = new Set([
  'bigint', 'boolean', 'char', 'date', 'decimal', 'double', 'int', 'integer', 'ipaddress',
  'json', 'real', 'smallint', 'time', 'timestamp', 'tinyint', 'uuid', 'varchar',
]);

// Trino's parser turns these calls into expressions of its own and counts their arguments.
const ARGUMENT_COUNTS = {
  coalesce: [2, Infinity],
  format: [2, Infinity],
  if: [2, 3],
  nullif: [2, 2],
  try: [1, 1],
};

const tokenRules = {
  [TrinoSqlParser.SEMICOLON]: () => 'a semicolon is not part of a statement',
  [TrinoSqlParser.BACKQUOTED_IDENTIFIER]: () => 'Trino has no backquoted identifiers',
  [TrinoSqlParser.DIGIT_IDENTIFIER]: () => 'an identifier must not start with a digit',
  [TrinoSqlParser.QUOTED_IDENTIFIER]: (text) => text === '""' && 'an identifier must not be empty',
  [TrinoSqlParser.INTEGER_VALUE]: integerRule,
  [TrinoSqlParser.DECIMAL_VALUE]: (text) => text.includes('_') && 'older Trino has no _ in numbers',
  [TrinoSqlParser.BINARY_LITERAL]: binaryRule,
};

const nodeRules = [
  [grammar.TypeConstructorContext, typeRule],
  [grammar.UnicodeStringLiteralContext, unicodeRule],
  [grammar.FunctionCallContext, callRule],
];

function integerRule(text, parent) {
  if (!/^[0-9]+$/.test(text)) return 'older Trino has neither _ nor 0x, 0o, 0b in numbers';
  // The grammar takes a minus into the number itself, so the smallest bigint is one token pair.
  const limit = parent.getText().startsWith('-') ? MAX_BIGINT + 1n : MAX_BIGINT;
  return BigInt(text) > limit && 'an integer must fit into a bigint';
}

function binaryRule(text) {
  const digits = text.slice(2, -1).replace(/\s/g, '');
  if (!/^[0-9a-f]*$/i.test(digits)) return 'a binary literal takes hexadecimal digits only';
  return digits.length % 2 === 1 && 'a binary literal needs an even number of digits';
}

function typeRule(node) {
  const name = node.identifier()?.getText().toLowerCase().replace(/^"(.*)"$/s, '$1');
  // DOUBLE PRECISION is a rule of its own and has no identifier.
  return name !== undefined && !LITERAL_TYPES.has(name) && `there is no literal of type ${name}`;
}

function unicodeRule(node) {
  try {
    decodeUnicodeString(node.UNICODE_STRING().getText(), node.STRING()?.getText());
    return false;
  } catch (error) {
    return error.message;
  }
}

function callRule(node) {
  const name = node.functionName().getText().toLowerCase().replace(/^"(.*)"$/s, '$1');
  if (!Object.hasOwn(ARGUMENT_COUNTS, name)) return false;
  const [least, most] = ARGUMENT_COUNTS[name];
  const count = node.expression().length;
  return (count < least || count > most) && `${name} does not take ${count} arguments`;
}

// A stack instead of recursion: a long chain of ANDs is a deep tree.
function* nodesOf(tree) {
  const stack = [tree];
  while (stack.length > 0) {
    const node = stack.pop();
    yield node;
    for (let index = (node.children?.length ?? 0) - 1; index >= 0; index -= 1) stack.push(node.children[index]);
  }
}

function messagesOf(node) {
  if (node.symbol) {
    return [tokenRules[node.symbol.type]?.(node.symbol.text, node.parent)];
  }
  return nodeRules.filter(([type]) => node instanceof type).map(([, rule]) => rule(node));
}

export function brokenRules(tree) {
  const errors = [];
  for (const node of nodesOf(tree)) {
    const { line, column } = node.symbol ?? node.start ?? { line: 1, column: 0 };
    for (const message of messagesOf(node)) {
      if (message) errors.push({ line, column: column + 1, message });
    }
  }
  return errors;
}
