"""The second opinion on the SQL texts: sqlglot's Athena dialect.

    sqlglot_check.py GOLDENS.jsonl        every golden parses
    sqlglot_check.py --tokens FILE.jsonl  every literal or name reads back as its value
"""

import json
import logging
import re
import sys

try:
    import sqlglot
    from sqlglot import exp
except ImportError:
    print("sqlglot is not importable; install it with: pip install -r requirements.txt")
    sys.exit(77)  # what test runners read as "skipped"

# sqlglot knows these statements only as an opaque exp.Command, whatever follows.
COMMANDS = {
    "ALTER", "DEALLOCATE", "DESC", "DESCRIBE", "EXECUTE", "EXPLAIN",
    "MSCK", "OPTIMIZE", "PREPARE", "SHOW", "VACUUM",
}
# What sqlglot refuses although Trino's own parser takes it, in a text without its quoted parts.
KNOWN_GAPS = {
    "a lambda without parameters": r"\(\s*\)\s*->",
    "clauses of the JSON functions": r"\bjson_(exists|value|query|array)\b.*\b(FORMAT\s+JSON|PASSING|RETURNING"
    r"|ON\s+NULL|ON\s+EMPTY|ON\s+ERROR|CONDITIONAL\s+ARRAY)\b",
    "a computed ESCAPE": r"\bESCAPE\s+[a-z(]",
    "GROUPS without ORDER BY": r"\bOVER\s*\(\s*GROUPS\b",
    "a column as a key of JSON_OBJECT": r"\bjson_object\s*\(\s*[a-z]\w*\s*:",
    "columns called key and value in JSON_OBJECT": r"\bjson_object\s*\(\s*(KEY\s+value|key\s+VALUE)\b",
    "match_recognize as a name": r"\)\s*match_recognize\b|\bt\s*\(match_recognize\)",
    "DISTINCT in corr": r"\bcorr\s*\(\s*DISTINCT\b",
    "SUBSET in MATCH_RECOGNIZE": r"\bMATCH_RECOGNIZE\b.*\bSUBSET\b",
    "a row pattern in a window": r"\bOVER\b.*\bPATTERN\b.*\bDEFINE\b",
    "arguments of a table function": r"=>\s*(TABLE\s*\(.*\)\s*(PARTITION|ORDER|PRUNE|KEEP)"
    r"|DESCRIPTOR\s*\()",
    "an operator after the parentheses of a row of VALUES": r"\bVALUES\s*\(\d+\)\s*[-+*/]",
    "LIMIT and OFFSET after VALUES without parentheses": r"\bVALUES\s+[\d, ]*\b(LIMIT|OFFSET)\b",
    "CREATE TABLE .. AS TABLE": r"^CREATE\s+TABLE\b.*\bAS\s+TABLE\b",
}
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
UNLOAD = re.compile(r"UNLOAD\s*\((.*)\)\s*TO\s*(?:'[^']*')+\s*WITH\s*\((?:[^()']|'[^']*')+\)", re.I | re.S)
# A golden must parse in the dialect that Athena itself would choose.
GOLDEN_KINDS = {"query", "trino_ddl", "hive_ddl"}
TOKEN_DIALECTS = {
    "string": "athena",
    "identifier": "athena",
    "hive_string": "hive",
    "hive_identifier": "hive",
}


class Skipped(Exception):
    """Not a failure: the tool is known to be wrong here."""


def read_cases(path):
    # Iterating a file ends lines at "\n" alone here; str.splitlines would also cut at U+2028.
    with open(path, encoding="utf-8", newline="\n") as lines:
        cases = [json.loads(line) for line in lines if line.strip()]
    if not cases:
        # An empty file means that the writer of the file broke, not that all is well.
        raise SystemExit(f"{path} holds no case")
    return cases


def parse_single(sql, dialect):
    statements = sqlglot.parse(sql, dialect=dialect, error_level=sqlglot.ErrorLevel.RAISE)
    if len(statements) != 1 or statements[0] is None:
        raise ValueError(f"{len(statements)} statements, not one")
    return statements[0]


def check_golden(case):
    """Returns a remark or None; raises for a golden that fails."""
    if case["kind"] == "rejected":
        # sqlglot takes far more than Athena does, so its yes means nothing here.
        return "rejected"
    if case["kind"] not in GOLDEN_KINDS:
        raise ValueError(f"unknown kind {case['kind']!r}")
    try:
        return remark_on(case["sql"])
    except Exception:  # sqlglot raises its own errors and plain ones
        bare = QUOTED.sub("''", case["sql"])
        for gap, pattern in KNOWN_GAPS.items():
            if case["kind"] != "hive_ddl" and re.search(pattern, bare, re.IGNORECASE | re.DOTALL):
                raise Skipped(f"sqlglot does not know {gap}") from None
        raise


def remark_on(sql):
    unload = UNLOAD.fullmatch(sql)
    if unload:
        # Only a query may stand inside UNLOAD, as in a view.
        sql = f"CREATE VIEW v AS {unload[1]}"
    statement = parse_single(sql, "athena")
    if statement.find(exp.Command) is None:
        return None
    word = sql.split(None, 1)[0].upper()
    if word not in COMMANDS:
        raise ValueError("sqlglot gave up on the syntax and kept the text as a command")
    return f"only {word} was understood"


def read_back(kind, sql):
    select = parse_single(sql, TOKEN_DIALECTS[kind])
    # Set arguments beside the one expression are clauses that the value must not have opened.
    clauses = {name for name, value in select.args.items() if value}
    if type(select) is not exp.Select or clauses != {"expressions"} or len(select.expressions) != 1:
        raise ValueError(f"expected SELECT and one {kind}, found {select!r}")
    return value_of(kind, select.expressions[0])


def value_of(kind, node):
    if kind.endswith("string") and isinstance(node, exp.Literal) and node.is_string:
        return node.this
    # A column with a table in front would have that as a second argument.
    if kind.endswith("identifier") and isinstance(node, exp.Column) and len(node.parts) == 1:
        name = node.this
        if isinstance(name, exp.Identifier) and name.quoted and name.this:
            return name.this
    raise ValueError(f"not one {kind}: {node!r}")


def check_token(case):
    if case["kind"] not in TOKEN_DIALECTS:
        raise ValueError(f"unknown kind {case['kind']!r}")
    found = read_back(case["kind"], case["sql"])
    if found != case["value"]:
        raise ValueError(f"reads back as {found!r}, not {case['value']!r}")


def plain(error):
    # sqlglot underlines the place of an error with terminal codes.
    return re.sub(r"\x1b\[[0-9;]*m", "", str(error))


def report(cases, check):
    passed = failed = skipped = ignored = 0
    for case in cases:
        try:
            remark = check(case)
        except Skipped as reason:
            skipped += 1
            print(f"skipped {case['name']}: {reason}")
            continue
        except Exception as error:
            failed += 1
            print(f"FAILED {case['name']} ({case['kind']})\n  sql: {case['sql']!r}\n  {plain(error)}")
            continue
        if remark == "rejected":
            ignored += 1
            continue
        passed += 1
        if remark:
            print(f"note: {case['name']}: {remark}")
    print(f"sqlglot {sqlglot.__version__}; {ignored} rejected texts ignored")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


def main(args):
    # sqlglot logs what it keeps as a command; `check_golden` says so itself.
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    # Python's default depth ends at some fifty parentheses.
    sys.setrecursionlimit(20_000)
    if len(args) == 2 and args[0] == "--tokens":
        return report(read_cases(args[1]), check_token)
    if len(args) == 1 and not args[0].startswith("-"):
        return report(read_cases(args[0]), check_golden)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
