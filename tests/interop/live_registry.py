#!/usr/bin/env python3
"""Compare the command-line tool's `packages` with what the quilt3 client itself lists.

    pip install -r tests/interop/requirements.txt
    python3 tests/interop/live_registry.py --cli PATH_TO_BINARY [--seed N]

Two registries are compared, row by row:

* a fresh one, of random packages and messages, which quilt3 writes for this run. It cannot have been fitted to, or
  the tool to it; `--seed` repeats a run.
* the committed one (`tests/buckets`), with the rows recorded when quilt3 wrote it.

Exit status: 0 all rows agree, 1 they do not, 77 quilt3 or moto is not installed (the usual sign for "skipped").
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/registry"))
sys.dont_write_bytecode = True  # no __pycache__ beside the committed script

import make  # noqa: E402

LIVE_BUCKET = "live-check-bucket"
COLUMNS = ["user", "name", "timestamp", "hash", "message"]
SKIPPED = 77
# A debug build plans its first query slowly; a hang should still end.
CLI_TIMEOUT_SECONDS = 300
SHOWN_DIFFERENCES = 10


# --- A random registry -----------------------------------------------------------------------------------------------


def random_text(rng: random.Random) -> str:
    """Characters that need quoting, escaping or more than one byte, mixed with plain ones.

    No surrogates (quilt3 cannot encode them) and no NUL (no client lets one type it).
    """
    alphabets = [
        "abcdefghijklmnopqrstuvwxyz ABC 0123456789",
        "'\"`,;:|\\/%_?#&$(){}[]<>=+-*~^@!",
        "\n\r\t\x01\x1f\x7f\u0085\u00a0\u2028\u2029\ufeff",
        "äöüßéñÅøœžłğ",
        "数据集データ자료",
        "עבריתالعربية",
        "🧪🧬👩🏽🔬✅𝔘𝔫𝔦",
    ]
    return "".join(rng.choice(rng.choice(alphabets)) for _ in range(rng.randint(1, 60)))


def random_message(rng: random.Random) -> str | None:
    """Mostly random text, sometimes none or empty."""
    return rng.choice([None, "", *(random_text(rng) for _ in range(6))])


def random_revision(rng: random.Random) -> make.Revision:
    """One or two files and, now and then, metadata."""
    files = {
        f"{rng.choice(['', 'a/', 'a/b/'])}{i}.csv": make.table(rng.randint(1, 99)) for i in range(rng.randint(1, 2))
    }
    meta = rng.choice([None, {}, {"text": random_text(rng), "list": [1, None, {"deep": random_text(rng)}]}])
    return make.Revision(random_message(rng), meta, files)


def random_histories(rng: random.Random) -> make.Histories:
    """Six packages of three users. Every other one ends with a revert, and two share their first revision."""
    users = [f"{rng.choice('abcxyz')}{rng.choice(['-', '_', ''])}{n}" for n in range(3)]
    twin = random_revision(rng)
    histories: make.Histories = {}
    for number in range(6):
        steps: list[make.Step] = [twin] if number < 2 else []
        steps += [random_revision(rng) for _ in range(rng.randint(1, 3))]
        if number % 2:
            steps.append(make.Revert(to=rng.randrange(len(steps))))
        histories[f"{users[number % 3]}/p{number}{rng.choice(['', '-x', '_y', '-2024_z'])}"] = steps
    return histories


def write_live_registry(seed: int, out: Path) -> list[make.Row]:
    """Let quilt3 write a random registry below `out`; returns its rows as quilt3 lists them."""
    with make.open_registry(LIVE_BUCKET, seed) as registry:
        make.write(registry, random_histories(random.Random(seed)))
        make.export(registry, out)
        return make.record(registry)


# --- The comparison --------------------------------------------------------------------------------------------------


class Disagreement(Exception):
    """The tool failed, or its rows differ from quilt3's."""


def run_cli(cli: Path, root: str, bucket: str, environment: dict[str, str]) -> list[make.Row]:
    """The rows the tool prints for a bucket."""
    command = [str(cli), "--url", f"local:{root}", "packages", bucket, "--format", "json"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, timeout=CLI_TIMEOUT_SECONDS, check=False
    )
    if done.returncode != 0:
        raise Disagreement(
            f"{' '.join(command)}\nexited with {done.returncode}:\n{done.stderr.decode(errors='replace')}"
        )
    try:
        rows = json.loads(done.stdout)
    except ValueError as error:
        raise Disagreement(f"{' '.join(command)}\nprinted no JSON: {error}") from error
    if not isinstance(rows, list):
        raise Disagreement(f"{' '.join(command)}\nprinted no array of rows")
    for row in rows:
        if not isinstance(row, dict) or sorted(row) != sorted(COLUMNS):
            raise Disagreement(f"a row should have the keys {', '.join(COLUMNS)}, and is {row!r}")
    return rows


def sort_key(row: make.Row) -> tuple[str, ...]:
    """By user, name and timestamp; as text, so that a wrong null is reported and not a crash."""
    return tuple(str(row[column]) for column in COLUMNS)


def compare(what: str, expected: list[make.Row], found: list[make.Row]) -> int:
    """Raise unless both hold the same rows, order aside; returns their number."""
    expected, found = sorted(expected, key=sort_key), sorted(found, key=sort_key)
    differences = [f"only quilt3: {row}" for row in expected if row not in found]
    differences += [f"only the tool: {row}" for row in found if row not in expected]
    if not differences and expected != found:
        differences = [f"rows are repeated: {len(expected)} from quilt3, {len(found)} from the tool"]
    if differences:
        more = len(differences) - SHOWN_DIFFERENCES
        lines = differences[:SHOWN_DIFFERENCES] + ([f"... and {more} more"] if more > 0 else [])
        raise Disagreement("\n".join([f"{what}:", *lines]))
    print(f"{what}: {len(expected)} rows agree")
    return len(expected)


def check_committed(cli: Path, environment: dict[str, str]) -> int:
    """The registry in the repository against the rows recorded with it."""
    expected = json.loads((ROOT / "tests/registry/packages.json").read_text(encoding="utf-8"))
    return compare("committed registry", expected, run_cli(cli, "tests/buckets", make.BUCKET, environment))


def check_live(cli: Path, seed: int, environment: dict[str, str]) -> int:
    """A fresh registry against quilt3's listing of it."""
    with tempfile.TemporaryDirectory() as root:
        expected = write_live_registry(seed, Path(root))
        return compare(f"live registry, seed {seed}", expected, run_cli(cli, root, LIVE_BUCKET, environment))


def missing_clients() -> str | None:
    """Why the clients cannot be used, or None. Only moto is imported here: quilt3 must wait for `make.isolate`."""
    import importlib.util

    try:
        import moto.server  # noqa: F401
    except ImportError as error:
        return str(error)
    absent = [name for name in ("boto3", "quilt3") if importlib.util.find_spec(name) is None]
    return f"no module named {', '.join(absent)}" if absent else None


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the tool's package listing with quilt3's own.")
    parser.add_argument("--cli", type=Path, required=True, help="the quilt-athena binary")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32), help="repeat the run with this seed")
    args = parser.parse_args()
    if (reason := missing_clients()) is not None:
        print(f"interop: skipped, {reason}. To run it: pip install -r tests/interop/requirements.txt")
        return SKIPPED
    cli = args.cli.resolve()
    # The tool runs in the user's environment: `make.open_registry` changes this process's own.
    environment = dict(os.environ)
    print(f"seed: {args.seed}", flush=True)
    try:
        count = check_committed(cli, environment) + check_live(cli, args.seed, environment)
    except (Disagreement, OSError, subprocess.TimeoutExpired) as error:
        print(f"interop: FAILED\n{error}")
        return 1
    print(f"interop: {count} packages rows agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())
