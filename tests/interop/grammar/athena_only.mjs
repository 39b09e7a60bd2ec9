// Athena's own statements among the goldens: they are no Trino, but a query in them is.

const ATHENA_ONLY = /^(?:OPTIMIZE|VACUUM)\s/i;
const UNLOAD = /^UNLOAD\s*\((.*)\)\s*TO\s*(?:'[^']*')+\s*WITH\s*\((?:[^()']|'[^']*')+\)$/is;

export function isAthenaOnly(sql) {
  return ATHENA_ONLY.test(sql);
}

// Only a query may stand inside UNLOAD, as in a view.
export function withoutUnload(sql) {
  const inner = UNLOAD.exec(sql)?.[1];
  return inner === undefined ? sql : `CREATE VIEW v AS ${inner}`;
}
