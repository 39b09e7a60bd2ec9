// Checks SQL texts with the Trino and Hive grammars of dt-sql-parser.
//
//   node dist/trino.mjs GOLDENS.jsonl        every golden has the verdict that its kind asks for
//   node dist/trino.mjs --tokens FILE.jsonl  every literal or name reads back as its value
//   node dist/trino.mjs --self-test          the checker itself still tells good from bad

import { readFileSync } from 'node:fs';
import { isBeyondParser, withoutUnload } from './athena_only.mjs';
import { errorsOfHive, errorsOfTrino } from './parsers.mjs';
import { readBack } from './quoting.mjs';
import { selfTestCases } from './selftest.mjs';

// Only "\n" ends a line of JSON lines; a JSON string may hold U+2028 as it is.
function readCases(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== '');
  // An empty file means that the writer of the file broke, not that all is well.
  if (lines.length === 0) throw new Error(`${file} holds no case`);
  return lines.map((line) => JSON.parse(line));
}

function describe({ line, column, message }) {
  return `${line}:${column}: ${message}`;
}

// null instead of complaints: the text is not for the parsers that we have here.
function complaintOfGolden({ kind, sql }) {
  switch (kind) {
    case 'query':
    case 'trino_ddl':
      return isBeyondParser(sql) ? null : errorsOfTrino(withoutUnload(sql)).map(describe);
    case 'hive_ddl':
      return errorsOfHive(sql).map(describe);
    case 'rejected':
      return errorsOfTrino(withoutUnload(sql)).length > 0 ? [] : ['Trino takes this text, but it must not'];
    default:
      // A kind that nobody checks would pass for ever.
      return [`unknown kind ${JSON.stringify(kind)}`];
  }
}

function complaintOfToken({ kind, sql, value }) {
  try {
    const found = readBack(kind, sql);
    return found === value ? [] : [`reads back as ${JSON.stringify(found)}, not ${JSON.stringify(value)}`];
  } catch (error) {
    return [error.message];
  }
}

function complaintOfSelfTest(test) {
  if (test.accept === undefined) return complaintOfToken(test);
  const errors = (test.hive ? errorsOfHive : errorsOfTrino)(test.sql).map(describe);
  if (test.accept) return errors;
  return errors.length > 0 ? [] : ['is accepted, but must be rejected'];
}

function report(cases, complaintOf) {
  let failed = 0;
  let skipped = 0;
  for (const test of cases) {
    const complaints = complaintOf(test);
    if (complaints === null) {
      skipped += 1;
      continue;
    }
    if (complaints.length === 0) continue;
    failed += 1;
    console.log(`FAILED ${test.name} (${test.kind})\n  sql: ${JSON.stringify(test.sql)}`);
    for (const complaint of complaints) console.log(`  ${complaint}`);
  }
  console.log(`${cases.length - failed - skipped} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

function main(args) {
  if (args.length === 1 && args[0] === '--self-test') return report(selfTestCases, complaintOfSelfTest);
  if (args.length === 2 && args[0] === '--tokens') return report(readCases(args[1]), complaintOfToken);
  if (args.length === 1 && !args[0].startsWith('-')) return report(readCases(args[0]), complaintOfGolden);
  console.error('usage: trino.mjs GOLDENS.jsonl | --tokens FILE.jsonl | --self-test');
  return 2;
}

// Not process.exit(): it would cut off what is still on its way to a pipe.
process.exitCode = main(process.argv.slice(2));
