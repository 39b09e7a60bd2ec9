"""Compare the Athena driver's reading of results with PyAthena's, on one machine against one local server.

    cargo build --profile bench -p quilt-athena-benches --bin peer
    python3 benches/peers/run.py [--quick] [--driver PATH] [--work FOLDER]

Each figure comes from a process of its own, so that its peak memory is its own. A round runs every case once, ours
beside the one that it is compared with; every second round runs backwards, so that neither side always has the warmer
machine. Exit status: 0 all was measured (a missed goal is a figure, not an error), 1 a case failed or read another
number of rows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

sys.dont_write_bytecode = True  # no __pycache__ beside the committed scripts

import data  # noqa: E402

HERE = Path(__file__).resolve().parent
DRIVER = HERE.parents[1] / "target/release/peer"
REQUIREMENTS = HERE / "requirements.txt"
ROUNDS = 5
# The slowest case takes half a minute; a hang should still end.
CASE_TIMEOUT_SECONDS = 600

Outcome = dict[str, float]


@dataclass(frozen=True)
class Case:
    """One thing to measure: a mode of one side, and the result whose rows it must read (None: it does not read all)."""

    ours: bool
    mode: str
    label: str
    result: str | None

    @property
    def title(self) -> str:
        """How the table names it."""
        return f"{'ours    ' if self.ours else 'PyAthena'} {self.label}"


OURS_IDLE = Case(True, "idle", "idle", None)
OURS_ARROW = Case(True, "arrow", "CSV to Arrow batches", "big")
OURS_ROWS = Case(True, "rows", "CSV to structs", "big")
OURS_STREAM = Case(True, "stream", "CSV streamed, not kept", "big")
OURS_FIRST = Case(True, "first-row", "CSV, first row", None)
OURS_API = Case(True, "api", "API pages to structs", "api_rows")
POLARS = Case(False, "polars", "PolarsCursor, DataFrame", "big")
ARROW = Case(False, "arrow", "ArrowCursor, Table", "big")
PANDAS = Case(False, "pandas", "PandasCursor, DataFrame", "big")
ROWS = Case(False, "rows", "S3FSCursor, tuples", "big")
API = Case(False, "api", "Cursor, API pages to tuples", "api_rows")
# Neighbours are what is compared: Polars stands between the two that are compared with it.
ROUND = [OURS_ARROW, POLARS, OURS_ROWS, ROWS, OURS_STREAM, ARROW, OURS_FIRST, PANDAS, OURS_IDLE, OURS_API, API]

Round = dict[Case, Outcome]


@dataclass(frozen=True)
class Goal:
    """A figure computed within each round, and what it should be."""

    label: str
    wanted: str
    value: Callable[[Round], float]
    met: Callable[[float], bool]


def rows_per_second(outcome: Outcome) -> float:
    """A speed that does not depend on how long the result is."""
    return outcome["rows"] / outcome["seconds"]


GOALS = [
    Goal(
        "seconds, our Arrow / Polars",
        "<= 0.5",
        lambda r: r[OURS_ARROW]["seconds"] / r[POLARS]["seconds"],
        lambda v: v <= 0.5,
    ),
    Goal(
        "seconds, our structs / Polars",
        "<= 1",
        lambda r: r[OURS_ROWS]["seconds"] / r[POLARS]["seconds"],
        lambda v: v <= 1,
    ),
    Goal(
        "API rows per second, ours / PyAthena",
        ">= 5",
        lambda r: rows_per_second(r[OURS_API]) / rows_per_second(r[API]),
        lambda v: v >= 5,
    ),
    Goal(
        "MB, our peak streaming - idle",
        "< 64",
        lambda r: r[OURS_STREAM]["peak_rss_mb"] - r[OURS_IDLE]["peak_rss_mb"],
        lambda v: v < 64,
    ),
]


def python_with_pyathena(folder: Path) -> Path:
    """The interpreter of a virtual environment with the pinned packages, made if it is missing or has other pins."""
    python = folder / "bin/python"
    stamp = folder / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != REQUIREMENTS.read_text():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS], check=True)
        # Last, so that an interrupted run is not taken for a finished one.
        stamp.write_text(REQUIREMENTS.read_text())
    return python


def environment() -> dict[str, str]:
    """What both sides run in: the user's own AWS settings hidden, and nothing that leaves this machine.

    Without AWS_EC2_METADATA_DISABLED pyarrow waits for an address that only EC2 has. NO_PROXY is for a machine whose
    proxy settings would send 127.0.0.1 elsewhere.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


@contextmanager
def local_server(folder: Path) -> Iterator[str]:
    """The endpoint of a server that lives as long as the block."""
    command = [sys.executable, "-B", str(HERE / "server.py"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = server.stdout.readline().strip()
            if not port:
                raise SystemExit("the server did not start")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def run_case(case: Case, command: list[str]) -> Outcome:
    """One process, and the JSON line that it printed."""
    done = subprocess.run(
        command, env=environment(), capture_output=True, check=False, text=True, timeout=CASE_TIMEOUT_SECONDS
    )
    if done.returncode != 0 or not done.stdout.strip():
        raise SystemExit(f"{case.title}: exit status {done.returncode}\n{done.stderr}")
    outcome: Outcome = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"  {case.title:<40} {outcome['seconds']:8.3f} s {outcome['peak_rss_mb']:8.1f} MB", file=sys.stderr)
    return outcome


def measure(rounds: int, command: Callable[[Case], list[str]]) -> list[Round]:
    """All rounds, every second one backwards."""
    measured = []
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        order = ROUND if number % 2 == 0 else ROUND[::-1]
        measured.append({case: run_case(case, command(case)) for case in order})
    return measured


def spread(values: list[float], digits: int) -> str:
    """Median, least and most."""
    return "".join(f"{value:>9.{digits}f}" for value in (median(values), min(values), max(values)))


def print_table(measured: list[Round]) -> None:
    """Seconds and peak memory of each case."""
    print(f"{'':<40}{'rows':>10}   seconds: median, min, max    peak MB: median, min, max")
    for case in sorted(ROUND, key=lambda case: case.ours):
        outcomes = [one[case] for one in measured]
        seconds = spread([outcome["seconds"] for outcome in outcomes], 3)
        memory = spread([outcome["peak_rss_mb"] for outcome in outcomes], 1)
        print(f"{case.title:<40}{outcomes[0]['rows']:>10,}  {seconds}  {memory}")


def print_goals(measured: list[Round]) -> None:
    """The ratios asked for: both sides of each come from the same round, so that a slow minute slows both."""
    print(f"\n{'':<40}{'goal':>8}    median      min      max")
    for goal in GOALS:
        values = [goal.value(one) for one in measured]
        verdict = "met" if goal.met(median(values)) else "missed"
        print(f"{goal.label:<40}{goal.wanted:>8} {spread(values, 2)}  {verdict}")


def print_differences(measured: list[Round], results: dict[str, data.Result]) -> bool:
    """Say who read something else than was written; true if someone read another number of rows.

    NULL and the empty string are only reported: some readers make one of the two.
    """
    wrong = False
    for case in ROUND:
        if case.result is None:
            continue
        written = asdict(results[case.result])
        for what in ("rows", "nulls", "empties"):
            found = {outcome[what] for outcome in (one[case] for one in measured) if what in outcome}
            if found - {written[what]}:
                read = " and ".join(f"{count:,}" for count in sorted(found))
                print(f"{case.title}: {what} {read}, written {written[what]:,}")
                wrong = wrong or what == "rows"
    return wrong


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compare the driver's reading of results with PyAthena's.")
    parser.add_argument("--driver", type=Path, default=DRIVER, help="the binary `peer`, built with --profile bench")
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "quilt-athena-peers",
        help="where the data and the virtual environment are kept for the next run",
    )
    parser.add_argument("--venv", type=Path, help="the virtual environment, if it is to be elsewhere")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--quick", action="store_true", help="one round")
    given = parser.parse_args()
    if not given.driver.exists():
        parser.error(f"{given.driver} is missing: cargo build --profile bench -p quilt-athena-benches --bin peer")
    return given


def main() -> int:
    """Measure and print."""
    # As an exception, so that the server ends with the run.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    given = arguments()
    python = python_with_pyathena(given.venv or given.work / "venv")
    results = data.ensure(given.work / "data")
    with local_server(given.work / "data") as endpoint:

        def command(case: Case) -> list[str]:
            program = [str(given.driver)] if case.ours else [str(python), "-B", str(HERE / "pyathena_case.py")]
            return [*program, case.mode, endpoint]

        measured = measure(1 if given.quick else given.rounds, command)
    big = results["big"]
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    print(f"{big.rows:,} rows in {big.bytes:,} bytes of CSV; {results['api_rows'].rows:,} rows over the API\n")
    print_table(measured)
    print_goals(measured)
    print()
    return 1 if print_differences(measured, results) else 0


if __name__ == "__main__":
    sys.exit(main())
