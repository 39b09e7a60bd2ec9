// Goldens that dt-sql-parser cannot judge: Athena's own statements are no Trino, but a query in them is.

const ATHENA_ONLY = /^(?:OPTIMIZE|VACUUM)\s/i;
const UNLOAD = /^UNLOAD\s*\((.*)\)\s*TO\s*(?:'[^']*')+\s*WITH\s*\((?:[^()']|'[^']*')+\)$/is;

// To dt-sql-parser, LATERAL is an alias, and what follows a statement of its own.
const LATERAL = /\bLATERAL\s*\(/i;

export function isBeyondParser(sql) {
  return ATHENA_ONLY.test(sql) || LATERAL.test(sql);
}

// Only a query may stand inside UNLOAD, as in a view.
export function withoutUnload(sql) {
  const inner = UNLOAD.exec(sql)?.[1];
  return inner === undefined ? sql : `CREATE VIEW v AS ${inner}`;
}
