#!/usr/bin/env python3
"""Write the bucket `odd-bucket`: registry files that quilt3 would not write but Athena would read.

    python3 tests/registry/make_odd.py

Other writers, failed uploads and people leave such files behind. Athena lists and reads whatever lies below a
table's location, so each of them has an exact answer, which a reader that trusts quilt3's layout gets wrong.

The cases below say both the bytes and the rows they must give; the script writes the tree and, from the same cases,
`README.md` with the expected rows, so the two cannot disagree. No dependencies; the same bytes on every run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BUCKET = "odd-bucket"
POINTERS = ".quilt/named_packages"
MANIFESTS = ".quilt/packages"
# One pointer per manifest below, a second apart, so that no two share a timestamp.
FIRST_ODD_TIMESTAMP = 1_700_000_100


def name_of(case: str) -> str:
    """A manifest's file name: 64 hex digits that depend on the case only. Not a true top hash: these files are odd."""
    return hashlib.sha256(case.encode()).hexdigest()


GOOD = name_of("good/one")
MISSING = name_of("good/dangling")


# --- Cases -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pointer:
    """A file below `named_packages`, and the rows (user, name, timestamp, hash) that Athena makes of it."""

    path: str
    odd: str
    data: bytes
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Manifest:
    """A file below `packages`, and the messages of its rows without a logical key, in file order.

    `java` is the answer of the Java OpenX SerDe where it is known to differ from Trino's reader.
    """

    package: str
    odd: str
    data: bytes
    messages: tuple[str | None, ...]
    java: str = ""
    folder: str = ""

    @property
    def tophash(self) -> str:
        return name_of(f"odd/{self.package}")

    @property
    def path(self) -> str:
        return f"{self.folder}{self.tophash}"


def dump(value: Any) -> str:
    """One JSON text as quilt3 writes it: a space after `:` and `,`, non-ASCII as it is."""
    return json.dumps(value, ensure_ascii=False)


def header(message: Any) -> str:
    """A manifest's first line."""
    return dump({"version": "v0", "message": message, "user_meta": {}})


def entry(key: Any, **changes: Any) -> str:
    """A manifest line for one file."""
    line = {
        "logical_key": key,
        "physical_keys": [f"s3://{BUCKET}/data/{key}?versionId=1"],
        "size": 3,
        "hash": {"type": "SHA256", "value": name_of(str(key))},
        "meta": {},
    }
    return dump(line | changes)


def lines(*texts: str, end: str = "\n") -> bytes:
    """The lines as a file, each of them ended."""
    return "".join(text + end for text in texts).encode()


def pointer_cases() -> list[Pointer]:
    """Pointers that differ from what quilt3 writes: 64 hex digits, no newline, three levels down."""

    def pointer(path: str, odd: str, text: str, *hashes: str) -> Pointer:
        user, name, timestamp = path.split("/")
        rows = tuple((user, name, timestamp, value) for value in hashes)
        return Pointer(path, odd, text.encode(), rows)

    return [
        pointer("good/one/1700000000", "nothing", GOOD, GOOD),
        pointer("good/one/latest", "nothing", GOOD, GOOD),
        pointer("good/dangling/1700000001", "names a manifest that does not exist", MISSING, MISSING),
        pointer("good/newline/1700000003", r"ends with `\n`", f"{GOOD}\n", GOOD),
        pointer("good/crlf/1700000004", r"ends with `\r\n`", f"{GOOD}\r\n", GOOD),
        pointer("good/empty/1700000005", "empty file: no line, no row", ""),
        pointer("good/blank-lines/1700000006", r"`\n\n`: two lines, each an empty hash", "\n\n", "", ""),
        pointer("good/comma/1700000007", "`HASH,rest`: the comma ends the only column", f"{GOOD},rest", GOOD),
    ]


def stray_cases() -> list[Pointer]:
    """Files below `named_packages` that are no pointers by their place or name."""
    hidden = "hidden: a name that starts with `.` or `_` is not read"
    return [
        Pointer(
            "README.txt",
            "directly below `named_packages`: too short a path for a name; the comma ends the column",
            b"Pointers live here, one folder per user.\nDo not edit.\n",
            tuple(("README.txt", None, "README.txt", text) for text in ("Pointers live here", "Do not edit.")),
        ),
        Pointer(
            "good/notes.txt",
            "one level down: its file name is both name and timestamp",
            b"see README.txt",
            (("good", "notes.txt", "notes.txt", "see README.txt"),),
        ),
        Pointer(
            "good/deep/1700000002/extra",
            "one level too deep: the timestamp is the last part of the path",
            GOOD.encode(),
            (("good", "deep", "extra", GOOD),),
        ),
        Pointer("good/one/.DS_Store", hidden, b"\x00\x00\x00\x01Bud1\n" + GOOD.encode(), ()),
        Pointer("good/one/_SUCCESS", hidden, GOOD.encode(), ()),
    ]


def broken_line_cases() -> list[Manifest]:
    """Lines that are no JSON objects. Under `ignore.malformed.json` they are rows of NULLs, not skipped."""
    text = "a line of NULLs follows"
    return [
        Manifest("blank-line", "blank line in the middle", lines(header(text), "", entry("a.txt")), (text, None)),
        Manifest(
            "malformed-line",
            "a line that is no JSON",
            lines(header(text), "this is not JSON", entry("a.txt")),
            (text, None),
        ),
        Manifest(
            "broken-object",
            "a line that starts as an object and breaks",
            lines(header(text), '{"logical_key": "b.txt", "size": }', entry("a.txt")),
            (text, None),
        ),
        Manifest(
            "truncated",
            "the last line is cut off, without newline",
            lines(header(text), entry("a.txt")) + entry("cut.txt")[:60].encode(),
            (text, None),
        ),
        Manifest(
            "array-line",
            "lines that start with `[` are read by position: the first value is the logical key, the 7th the message",
            lines(
                header("before"),
                dump(["from-array.txt"]),
                dump([None] * 6 + ["from an array", "v0"]),
            ),
            ("before", "from an array"),
        ),
        Manifest(
            "after-brace",
            "text after the closing brace is ignored",
            lines(header("text follows") + " // and more }", entry("a.txt") + "{}"),
            ("text follows",),
        ),
        Manifest(
            "single-quotes",
            "single quotes: the parser is lenient",
            lines("{'version': 'v0', 'message': 'it is \"lenient\"', 'user_meta': {}}", entry("a.txt")),
            ('it is "lenient"',),
        ),
    ]


def layout_cases() -> list[Manifest]:
    """Well-formed lines in an order or number that quilt3 does not write."""
    return [
        Manifest("no-header", "no header, entries only", lines(entry("a.txt"), entry("b.txt")), ()),
        Manifest(
            "two-headers",
            "a second header after an entry",
            lines(header("first"), entry("a.txt"), header("second")),
            ("first", "second"),
        ),
        Manifest(
            "foo-line",
            "a line with none of the columns",
            lines(header("a line of NULLs follows"), dump({"foo": 1}), entry("a.txt")),
            ("a line of NULLs follows", None),
        ),
        Manifest(
            "null-key",
            "an entry whose logical key is null",
            lines(header("a keyless entry follows"), entry(None), entry("a.txt")),
            ("a keyless entry follows", None),
        ),
        Manifest(
            "empty-key",
            "an entry whose logical key is the empty string, which is not NULL",
            lines(header("one row"), entry("")),
            ("one row",),
        ),
        Manifest(
            "null-values",
            "entries with size null, hash null, nested user_meta",
            lines(
                header("one row"),
                entry("a.txt", size=None, hash=None),
                entry("b.txt", meta={"user_meta": {"a": [1, {"b": None}]}}, user_meta={"c": {"message": "no"}}),
            ),
            ("one row",),
        ),
        Manifest("empty-file", "0 bytes: no line, no row", b"", ()),
        Manifest(
            "sub-folder",
            "lies in a folder below `packages`: listing is recursive, the file name is still the top hash",
            lines(header("from a sub-folder"), entry("a.txt")),
            ("from a sub-folder",),
            folder="sub/",
        ),
    ]


def message_cases() -> list[Manifest]:
    """Messages of another JSON type: the column is a string, so they are rendered as text."""
    values: list[tuple[str, Any, str | None, str]] = [
        ("number", 42, "42", ""),
        ("boolean", True, "true", ""),
        ("object", {"b": 1, "a": [True, None, "x"]}, '{"b":1,"a":[true,null,"x"]}', "other key order and quoting"),
        ("array", ["x", 2, {"y": None}], '["x",2,{"y":null}]', "other quoting"),
        ("null", None, None, ""),
    ]
    cases = [
        Manifest(f"message-{kind}", f"the message is of JSON type {kind}", lines(header(value)), (message,), java)
        for kind, value, message, java in values
    ]
    absent = Manifest(
        "no-message", "the header has no message", lines(dump({"version": "v0"}), entry("a.txt")), (None,)
    )
    return [*cases, absent]


def key_cases() -> list[Manifest]:
    """Keys that are doubled, in another case, escaped, or in another place than they seem."""
    return [
        Manifest(
            "duplicate-key",
            "two messages: the last one wins",
            lines('{"version": "v0", "message": "first", "message": "second"}'),
            ("second",),
            "`null`: a duplicate key is malformed",
        ),
        Manifest(
            "other-case",
            "keys in other case match all the same",
            lines(
                dump({"VERSION": "v0", "Message": "with a capital"}),
                entry("a.txt").replace("logical_key", "Logical_Key"),
            ),
            ("with a capital",),
        ),
        Manifest(
            "case-duplicate",
            "two messages that differ by case of the key: the last one wins",
            lines(dump({"version": "v0", "message": "lower", "Message": "upper"})),
            ("upper",),
            "`null`: a duplicate key is malformed",
        ),
        Manifest(
            "case-pair-in-meta",
            "user metadata has two keys that differ by case",
            lines(dump({"version": "v0", "message": "kept", "user_meta": {"Name": 1, "name": 2}})),
            ("kept",),
            "`null`: nested keys are compared too",
        ),
        Manifest(
            "key-in-meta",
            '`"logical_key":` occurs in the message and deeper down, but not as a key of the line',
            lines(
                dump(
                    {
                        "version": "v0",
                        "message": 'not an entry: {"logical_key": "a.txt"}',
                        "user_meta": {"logical_key": "a.txt", "deeper": {"logical_key": "b.txt"}},
                    }
                ),
                entry("a.txt"),
            ),
            ('not an entry: {"logical_key": "a.txt"}',),
        ),
        Manifest(
            "escaped-key",
            r"an entry that spells its key `logical\u005fkey`",
            lines(header("one row"), entry("a.txt").replace("logical_key", "logical\\u005fkey")),
            ("one row",),
        ),
    ]


def byte_cases() -> list[Manifest]:
    """Other line ends and encodings."""
    return [
        Manifest("crlf", r"lines end with `\r\n`", lines(header("CRLF"), entry("a.txt"), end="\r\n"), ("CRLF",)),
        Manifest(
            "lone-cr", r"lines end with `\r`", lines(header("first"), header("second"), end="\r"), ("first", "second")
        ),
        Manifest("no-newline", "no newline at the end", header("unterminated").encode(), ("unterminated",)),
        Manifest(
            "bom",
            "a UTF-8 byte order mark at the start",
            b"\xef\xbb\xbf" + lines(header("after a BOM")),
            ("after a BOM",),
        ),
    ]


def manifest_cases() -> list[Manifest]:
    """Every odd manifest, in the order of their pointers' timestamps."""
    return [
        *broken_line_cases(),
        *layout_cases(),
        *message_cases(),
        *key_cases(),
        *byte_cases(),
    ]


STRAY_MANIFEST = b"# Manifests\n\n[link](https://example.org/) is read as a JSON array\n"


# --- Writing ---------------------------------------------------------------------------------------------------------


def odd_pointers() -> list[Pointer]:
    """A plain pointer to each odd manifest."""
    pointers = []
    for number, case in enumerate(manifest_cases()):
        timestamp = str(FIRST_ODD_TIMESTAMP + number)
        rows = (("odd", case.package, timestamp, case.tophash),)
        pointers.append(Pointer(f"odd/{case.package}/{timestamp}", "nothing", case.tophash.encode(), rows))
    return pointers


def files() -> dict[str, bytes]:
    """Every file of the bucket by key."""
    good = lines(header("A good package"), entry("a.txt"))
    found = {f"{MANIFESTS}/{GOOD}": good, f"{MANIFESTS}/README.md": STRAY_MANIFEST}
    for pointer in [*pointer_cases(), *stray_cases(), *odd_pointers()]:
        found[f"{POINTERS}/{pointer.path}"] = pointer.data
    for manifest in manifest_cases():
        found[f"{MANIFESTS}/{manifest.path}"] = manifest.data
    return found


def write_tree(target: Path) -> int:
    """Replace the bucket's `.quilt` folder; returns the number of files."""
    shutil.rmtree(target / ".quilt", ignore_errors=True)
    for key, data in files().items():
        path = target / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return len(files())


# --- The table of expected rows --------------------------------------------------------------------------------------


README = """# odd-bucket: files that quilt3 does not write

Written by `tests/registry/make_odd.py`, this page included: change the cases there and run it again.
`HASH` stands for `{good}`, the one good manifest.

The expected rows are those of Athena's engine as far as public sources tell: Trino's native readers, that is
LazySimple for the pointers and OpenX JSON with `'ignore.malformed.json'='true'` for the manifests. Which OpenX reader
Athena runs is not established; the last column says where the Java one is known to answer otherwise.

## Pointers

`SELECT "user", name, timestamp, hash` from the view over `.quilt/named_packages`.

| file below `.quilt/named_packages/` | what is odd | rows: user, name, timestamp, hash |
|---|---|---|
{pointers}

Each manifest below has one plain pointer, `odd/PACKAGE/TIMESTAMP`, which gives one row.

## Manifests

`SELECT tophash, message` from the view over `.quilt/packages`, that is `WHERE logical_key IS NULL`. The top hash is the
file's name; the messages are JSON texts, one row each.

| package | file below `.quilt/packages/` | what is odd | rows: message | Java OpenX, where it differs |
|---|---|---|---|---|
{manifests}

A join of both on `hash = tophash` gives as many rows per pointer as its manifest has here: none for the dangling and
the empty ones, two for some.
"""


def cell(text: str) -> str:
    """Text that may hold the column separator."""
    return text.replace("|", "\\|")


def shown(value: str | None) -> str:
    """A value as JSON, which tells NULL from the texts `"null"` and `""`."""
    return f"`{dump('HASH' if value == GOOD else value)}`"


def pointer_line(case: Pointer) -> str:
    """A line of the first table."""
    rows = "<br>".join(", ".join(shown(value) for value in row) for row in case.rows) or "none"
    return f"| `{case.path}` | {cell(case.odd)} | {cell(rows)} |"


def manifest_line(package: str, path: str, odd: str, messages: tuple[str | None, ...], java: str) -> str:
    """A line of the second table."""
    rows = "<br>".join(shown(message) for message in messages) or "none"
    return f"| {package} | `{path}` | {cell(odd)} | {cell(rows)} | {java} |"


def readme() -> str:
    """The page with the expected rows."""
    stray = "no manifest: two lines of NULLs, and an array line whose first value is a logical key"
    manifests = [
        manifest_line("`good/one`", GOOD, "nothing", ("A good package",), ""),
        *(manifest_line(f"`odd/{c.package}`", c.path, c.odd, c.messages, c.java) for c in manifest_cases()),
        manifest_line("(no pointer)", "README.md", stray, (None, None), ""),
    ]
    pointers = [pointer_line(case) for case in [*pointer_cases(), *stray_cases()]]
    return README.format(good=GOOD, pointers="\n".join(pointers), manifests="\n".join(manifests))


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the bucket of odd registry files and the page about them.")
    parser.add_argument("--out", type=Path, default=ROOT / "tests/odd-buckets", help="root of the bucket directories")
    args = parser.parse_args()
    count = write_tree(args.out / BUCKET)
    (args.out / "README.md").write_text(readme(), encoding="utf-8", newline="")
    print(f"{BUCKET}: {count} files")


if __name__ == "__main__":
    main()
