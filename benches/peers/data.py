"""Make the results that the local server hands out: the same bytes on every machine.

    python3 benches/peers/data.py FOLDER

The rows look like Quilt's named packages joined with their messages, since that is the table this library is made
for. `message` is what makes a reader work: NULL, the empty string, quotes, commas and line breaks.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

BIG_ROWS = 1_000_000
# What the API path reads, at 1,000 rows a page; the server also answers the first pages of `big` from these rows.
API_ROWS = 100_000
SEED = 4202
# Of big.csv. Two runs are comparable only if they read the same bytes, so other bytes are an error.
BIG_SHA256 = "86456463db93fe24b5fc14fb0c66766207e65bb007d2b38a8fb9bbe8af4b3282"

WORDS = (
    "sample plate reader sequencing library protocol release first second final raw filtered counts matrix assay "
    "imaging cohort control treated baseline week batch rerun merged cleaned annotated reference genome mouse human "
    "cell line cytometry panel fixed stained blank pilot upload nightly export manual review größe 数据 µm"
).split()

Row = tuple[str, str, str, str, str | None]


@dataclass(frozen=True)
class Column:
    """A result column, as GetQueryResults describes it."""

    name: str
    type: str
    precision: int


@dataclass(frozen=True)
class Result:
    """One canned result: how its files are called and what a reader must find in them."""

    name: str
    columns: list[Column]
    rows: int
    bytes: int
    nulls: int
    empties: int


VARCHAR_PRECISION = 2147483647
PACKAGE_COLUMNS = [
    Column(name, "varchar", VARCHAR_PRECISION) for name in ("user", "name", "timestamp", "hash", "message")
]
ONE_COLUMNS = [Column("_col0", "integer", 10)]


def pick(rng: random.Random, values: list[str]) -> str:
    """One of `values`. Not `choice`: only `random()` is promised to give the same numbers in every Python."""
    return values[int(rng.random() * len(values))]


def messages(rng: random.Random) -> list[str]:
    """Non-empty messages; about one in six holds a character that a CSV reader must not take for syntax."""
    marks = [' "as is"', ", then", "\nsee notes", '""', ",\n"]
    made = []
    for _ in range(5000):
        words = [pick(rng, WORDS) for _ in range(2 + int(rng.random() * 4))]
        if rng.random() < 1 / 6:
            words[0] += pick(rng, marks)
        made.append(" ".join(words))
    return made


def package_rows() -> Iterator[Row]:
    """The rows of `big`, one by one, so that a million of them need no memory."""
    rng = random.Random(SEED)
    texts = messages(rng)
    users = [f"{pick(rng, WORDS[:20])[:5]}{n}" for n in range(40)]
    names = [f"{pick(rng, WORDS[:30])}-{n}" for n in range(2000)]
    for _ in range(BIG_ROWS):
        timestamp = "latest" if rng.random() < 0.02 else str(1_500_000_000 + int(rng.random() * 250_000_000))
        kind = rng.random()
        message = None if kind < 0.1 else "" if kind < 0.2 else pick(rng, texts)
        yield pick(rng, users), pick(rng, names), timestamp, f"{rng.getrandbits(256):064x}", message


def csv_line(cells: tuple[str | None, ...]) -> bytes:
    """Athena's form: every value quoted, NULL nothing at all."""
    return (",".join("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in cells) + "\n").encode()


def api_line(cells: tuple[str | None, ...]) -> bytes:
    """A row of GetQueryResults as JSON on one line: NULL is a datum without a value."""
    data = [{} if cell is None else {"VarCharValue": cell} for cell in cells]
    return json.dumps({"Data": data}, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def write(path: Path, lines: Iterator[bytes]) -> None:
    """One file of lines."""
    with path.open("wb", buffering=1 << 20) as file:
        file.writelines(lines)


def write_result(
    folder: Path, name: str, columns: list[Column], rows: Callable[[], Iterator[tuple[str | None, ...]]], api_rows: int
) -> Result:
    """The result's CSV, and as JSON lines its first `api_rows` rows, each with the header row that Athena sends."""
    header = tuple(column.name for column in columns)
    counts = {"rows": 0, "nulls": 0, "empties": 0}

    def counted() -> Iterator[bytes]:
        yield csv_line(header)
        for row in rows():
            counts["rows"] += 1
            counts["nulls"] += row[-1] is None
            counts["empties"] += row[-1] == ""
            yield csv_line(row)

    csv = folder / f"{name}.csv"
    write(csv, counted())
    write(folder / f"{name}.jsonl", (api_line(row) for row in (header, *islice(rows(), api_rows))))
    return Result(name=name, columns=columns, bytes=csv.stat().st_size, **counts)


def sha256(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ensure(folder: Path) -> dict[str, Result]:
    """Make the results in `folder` unless a run before this one did, and say what is in them."""
    manifest = folder / f"manifest-{BIG_SHA256[:12]}.json"
    if not manifest.exists():
        folder.mkdir(parents=True, exist_ok=True)
        results = [
            write_result(folder, "big", PACKAGE_COLUMNS, package_rows, API_ROWS),
            write_result(folder, "api_rows", PACKAGE_COLUMNS, lambda: islice(package_rows(), API_ROWS), API_ROWS),
            write_result(folder, "one", ONE_COLUMNS, lambda: iter([("1",)]), 1),
        ]
        found = sha256(folder / "big.csv")
        if found != BIG_SHA256:
            raise SystemExit(f"big.csv has the SHA-256 {found}, not {BIG_SHA256}: figures would not be comparable")
        # Last, so that an interrupted run is not taken for a finished one.
        manifest.write_text(json.dumps([asdict(result) for result in results]))
    listed = json.loads(manifest.read_text())
    return {r["name"]: Result(**{**r, "columns": [Column(**column) for column in r["columns"]]}) for r in listed}


if __name__ == "__main__":
    for made in ensure(Path(sys.argv[1])).values():
        print(f"{made.name}: {made.rows:,} rows, {made.bytes:,} bytes, {made.nulls:,} NULL, {made.empties:,} empty")
