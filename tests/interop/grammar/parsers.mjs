// Turns the two parsers of dt-sql-parser into functions from a text to its errors.

// The deep paths keep the package's other dialects out of the bundle.
import { HiveSQL } from 'dt-sql-parser/dist/parser/hive';
import { TrinoSQL } from 'dt-sql-parser/dist/parser/trino';
import { HiveSqlLexer } from 'dt-sql-parser/dist/lib/hive/HiveSqlLexer';
import { brokenRules } from './trino_rules.mjs';

// `parse` is the parser behind `validate`. Unlike `validate` it hands over the
// tree, and it does not parse the pieces between semicolons again.
function parse(dialect, sql) {
  const errors = [];
  const tree = dialect.parse(sql, ({ startLine, startColumn, message }) => {
    errors.push({ line: startLine, column: startColumn, message });
  });
  return { tree, errors };
}

// Both grammars take any number of statements, with or without semicolons
// between them ("SELECT 1 VALUES 2"). Athena takes one.
function countErrors(tree) {
  const count = tree.children.length - 1; // the last child is the end of the text
  return count === 1 ? [] : [{ line: 1, column: 1, message: `${count} statements, not one` }];
}

// The grammar reads EXPLAIN ANALYZE VERBOSE as two statements. Without the word the rest is still checked.
function withoutVerbose(sql) {
  return sql.replace(/^(EXPLAIN\s+ANALYZE)\s+VERBOSE\b/i, '$1');
}

// It takes ALL, ANY and SOME before a subquery for names, and the subquery for a statement. Without the word the subquery is compared.
function withoutQuantifier(sql) {
  return sql.replace(/([<>=]\s*)(?:ALL|ANY|SOME)\b\s*(?=\(\s*(?:SELECT|WITH|VALUES|TABLE|\())/gi, '$1');
}

export function errorsOfTrino(sql) {
  const { tree, errors } = parse(new TrinoSQL(), withoutQuantifier(withoutVerbose(sql)));
  // After a syntax error the tree is a guess, so further rules would only add noise.
  return errors.length > 0 ? errors : [...countErrors(tree), ...brokenRules(tree)];
}

export function errorsOfHive(sql) {
  const dialect = new HiveSQL();
  const { tree, errors } = parse(dialect, sql);
  if (errors.length > 0) return errors;
  return [...countErrors(tree), ...semicolonErrors(dialect.createLexer(sql).getAllTokens())];
}

function semicolonErrors(tokens) {
  return tokens
    .filter((token) => token.type === HiveSqlLexer.SEMICOLON)
    .map(({ line, column }) => ({ line, column: column + 1, message: 'a semicolon is not part of a statement' }));
}
