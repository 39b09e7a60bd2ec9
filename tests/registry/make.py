#!/usr/bin/env python3
"""Write a small Quilt package registry with the real quilt3 client, offline.

The tests of this project read a registry that quilt3 itself wrote, so that they check what is really in S3 and not
what we believe is there. This script makes it: it starts moto's S3 server inside this process, lets quilt3 push a
fixed list of package revisions into it, copies the objects under `.quilt/` to a plain directory, and records what
quilt3's own listing says about them.

    pip install -r tests/interop/requirements.txt
    python3 tests/registry/make.py

Two things come out, both committed:

* `--out DIR`: `DIR/example-packages/.quilt/...`, one file per current S3 object, byte for byte. The data objects
  are left out: no query reads them.
* `--record FILE`: a JSON array with one object per pointer (`latest` included), as quilt3 reports them. This is
  the expected answer of "join the pointers with the manifests".

A second run gives the same bytes: the clock that names the pointers is ours, moto's random numbers (the S3 version
ids) are seeded, and quilt3 copies one file at a time, so the numbers are drawn in the same order.

Nothing leaves 127.0.0.1 and nothing outside a temporary directory is touched besides the two outputs: see `isolate`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import logging
import os
import random
import shutil
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BUCKET = "example-packages"
SEED = 20231114
FIRST_TIMESTAMP = 1_700_000_000

Meta = dict[str, Any]
Row = dict[str, "str | None"]


# --- What can happen to a package ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Revision:
    """One `Package.push`: the files by logical key, and the metadata at every level.

    `meta=None` leaves `user_meta` out of the manifest's header; `{}` writes it empty.
    """

    message: str | None = None
    meta: Meta | None = None
    files: dict[str, str] = field(default_factory=dict)
    file_meta: dict[str, Meta] = field(default_factory=dict)
    folder_meta: dict[str, Meta] = field(default_factory=dict)


@dataclass(frozen=True)
class Revert:
    """Push an earlier revision again: a new pointer to an old top hash. `to` counts the package's pushes from 0.

    Not for a revision with `folder_meta`: the push would drop it (see `push`) and, the top hash being the same,
    overwrite the manifest that had it.
    """

    to: int


@dataclass(frozen=True)
class Rollback:
    """`Package.rollback`: moves `latest` only, so that it is no longer the newest timestamp's hash."""

    to: int


Step = Revision | Revert | Rollback
Histories = dict[str, list[Step]]


# --- What this registry holds ----------------------------------------------------------------------------------------


def table(rows: int, columns: str = "id,value") -> str:
    """A small CSV text whose size and hash depend on `rows`."""
    return "\n".join([columns, *(f"{i},{i * i}" for i in range(rows))]) + "\n"


# Pushed under two names. The top hash covers message, metadata, logical keys, sizes and hashes, but not physical
# keys, so both names point at one manifest; it holds the physical keys of whoever pushed last.
TWIN = Revision(
    "Shared protocol, first release",
    {"license": "CC-BY-4.0", "reviewed": True},
    {"protocol.md": "# Protocol\n", "data/plate.csv": table(8)},
    {"data/plate.csv": {"wells": 8}},
)


def alice() -> Histories:
    """Ordinary histories: growing data, a revert, a rollback, and packages without any entry."""
    meta = {"project": {"name": "RNA atlas", "ids": [1, 2.5, True, None], "owner": {"first": "Alice", "last": "Ö."}}}
    return {
        "alice/rna-seq": [
            Revision("First upload", meta, {"counts.csv": table(4)}),
            Revision("Add sample 2", meta, {"counts.csv": table(8)}),
            Revision("Add sample 3, fix header", meta, {"counts.csv": table(12), "README.md": "# RNA\n"}),
            Revert(to=1),
            Revision("Normalise counts", meta | {"method": "TPM"}, {"counts.csv": table(12, "id,tpm")}),
            Revision(None, meta | {"method": "TPM"}, {"counts.csv": table(16, "id,tpm")}),
            Revision("Release 1.0", meta | {"method": "TPM", "doi": "10.1000/182"}, {"counts.csv": table(16)}),
        ],
        "alice/rna_seq-2": [
            Revision("Second run", None, {"run2/counts.csv": table(5)}),
            Revision("Second run, lane 2", None, {"run2/counts.csv": table(6), "run2/lane2/counts.csv": table(7)}),
            Revision("Second run, withdrawn", {"withdrawn": True}),
            Rollback(to=1),
        ],
        "alice/empty": [Revision(), Revision("", {})],
        "alice/notes-2023": [TWIN],
    }


def many_images(count: int) -> Revision:
    """A package whose header is a small part of its manifest."""
    keys = [f"plates/{i % 4}/well_{i:03d}.txt" for i in range(count)]
    return Revision(
        f"{count} images",
        {"instrument": {"vendor": "ACME", "objective": "40x/0.95"}},
        {key: f"pixel {key}\n" for key in keys},
        {key: {"channel": "DAPI" if i % 2 else "GFP", "exposure_ms": 1.5 * i} for i, key in enumerate(keys)},
    )


def bob() -> Histories:
    """Larger manifests, metadata on folders, logical keys that need escaping."""
    model = {"mesh/part.obj": "v 0 0 0\n", "mesh/texture/skin.txt": "red\n", "license.txt": "MIT\n"}
    folders = {"mesh": {"units": "mm"}, "mesh/texture": {"colours": ["red", "grün"], "nested": {"depth": 2}}}
    decoy = {"logical_key": "not an entry", "deeper": {"logical_key": None, "message": "not the message"}}
    odd_keys = [
        "with space/and, comma.txt",
        "quote's/double\"quote.txt",
        "100% sure?/a&b=c#d.txt",
        "données/été 2023/資料.txt",
        "emoji/🧬.txt",
        "logical_key",
    ]
    return {
        "bob/images": [many_images(n) for n in (3, 12, 24, 40, 60)],
        "bob/3d-models": [
            Revision("Model with folder metadata", {"version": 1}, model, {}, folders),
            Revision("Model without folder metadata", {"version": 2}, model, {"license.txt": {"spdx": "MIT"}}),
            Revision("Only one folder is described", None, model, {}, {"mesh": {"units": "inch", "null": None}}),
        ],
        "bob/odd_keys": [
            Revision("Logical keys to escape", {"keys": len(odd_keys)}, {key: f"{key}\n" for key in odd_keys}),
            Revision('A header that says {"logical_key": "x"}', decoy, {"a.txt": "a\n"}, {"a.txt": decoy}),
        ],
    }


def messages(*texts: str | None) -> list[Step]:
    """One revision per message. The data differs too, since equal revisions would share one top hash."""
    return [Revision(text, {"n": n}, {"data.csv": table(n)}) for n, text in enumerate(texts)]


def carol() -> Histories:
    """Messages that break careless quoting, splitting or trimming."""
    return {
        "carol/quotes": messages(
            "It's Carol's",
            'She said "done"',
            "'; DROP TABLE packages; --",
            "both ' and \" and `ticks`",
            "comma, semicolon; colon: and 'a, b'",
            "''",
            '""',
        ),
        "carol/white_space": messages(
            "two\nlines",
            "windows\r\nlines\rand a lone carriage return",
            "tab\tbetween",
            "  leading and trailing  ",
            " ",
            "\n",
        ),
        "carol/back-slash": messages(
            "C:\\temp\\new",
            "\\N",
            "trailing backslash \\",
            "100% done, 50%_ left, %s %d %%",
            "not a real newline: \\n, nor a quote: \\'",
            "</script> {braces} [brackets] ${dollar} {{x}} $1 ?",
        ),
    }


def dave() -> Histories:
    """Non-ASCII messages, and texts that look like something else."""
    return {
        "dave/unicode": messages(
            "Café, naïve, Ångström, Straße, e\u0301 combining",
            "数据集的第一个版本、データ、자료",
            "🧪🧬 👩🏽‍🔬 done ✅",
            "עברית and العربية, right to left",
            "line separator\u2028paragraph\u2029next line\u0085no-break\u00a0space",
            "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 outside the basic plane, \ufeff and a BOM inside",
        ),
        "dave/pipeline-v1_0": messages(
            "null", "NULL", "true", "42", '{"message": "json"}', "[a, b]", "latest", "x" * 1500
        ),
        "dave/shared": [TWIN],
    }


def erin() -> Histories:
    """`None` and `""` side by side, a revert to the very first revision, and single-revision packages."""
    same = {"t.csv": table(3)}
    return {
        "erin/weather_2023": [
            Revision(None, None, same),
            Revision("", None, same),
            Revision("Add June", None, {"t.csv": table(6)}),
            Revision("Add July", {"months": ["06", "07"]}, {"t.csv": table(7)}),
            Revert(to=0),
            Revision("Add August", {"months": ["06", "07", "08"]}, {"t.csv": table(8)}),
            Revert(to=2),
        ],
        "erin/1-off": [Revision("Only one revision", {}, {"a/b/c/d/e.txt": "deep\n"})],
    }


def other_users() -> Histories:
    """Two more users, because the five above have plain names: hyphen, digit and underscore occur in users too."""
    return {
        "team-7/hand_over-2024": messages(None, "Signed off"),
        "lab_02/assay-9_b": messages("", "Assay 9b", None),
    }


def example_histories() -> Histories:
    """Everything `example-packages` holds."""
    return alice() | bob() | carol() | dave() | erin() | other_users()


# --- A place without network, home directory or real time ------------------------------------------------------------


def isolate(scratch: Path) -> None:
    """Point this process at `scratch` instead of the user's home, and away from any AWS account or proxy.

    Must run before quilt3 is imported: quilt3 reads these variables when its modules load.
    """
    for name in [n for n in os.environ if n.startswith(("AWS_", "QUILT_")) or n.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ.update(
        HOME=str(scratch),
        XDG_CACHE_HOME=str(scratch / "cache"),
        XDG_CONFIG_HOME=str(scratch / "config"),
        XDG_DATA_HOME=str(scratch / "data"),
        AWS_ACCESS_KEY_ID="example",
        AWS_SECRET_ACCESS_KEY="example",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_EC2_METADATA_DISABLED="true",
        QUILT_DISABLE_USAGE_METRICS="true",
        # Read every manifest from the registry: the cache is keyed by address, and a push may overwrite a manifest.
        QUILT_DISABLE_CACHE="true",
        QUILT_MINIMIZE_STDOUT="true",
        # One copy at a time, so that moto hands out version ids in a fixed order.
        QUILT_TRANSFER_MAX_CONCURRENCY="1",
    )


@contextlib.contextmanager
def s3_server(seed: int) -> Iterator[str]:
    """Run moto's server on a free port of 127.0.0.1; yields its address."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        urllib.request.urlopen(urllib.request.Request(f"{endpoint}/moto-api/seed?a={seed}", method="POST")).close()
        yield endpoint
    finally:
        server.stop()


def share_client(quilt3: Any, client: Any) -> None:
    """Make quilt3 use one S3 client. It builds a new one for nearly every request, which takes most of the time."""
    quilt3.hooks.set_build_s3_client_hook(lambda build, session, kwargs, **more: client)


class Clock:
    """Stands in for the `time` module where quilt3 names a pointer; moves only when told to."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._now = FIRST_TIMESTAMP
        self._started = False

    def tick(self) -> None:
        """Move on by an hour to four days: quilt3 counts whole seconds, and equal ones would overwrite a pointer."""
        if self._started:
            self._now += self._random.randint(3_600, 4 * 86_400)
        self._started = True

    def time(self) -> float:
        """What quilt3 calls; the fraction is there because quilt3 has to cut it off."""
        return self._now + 0.75


@dataclass
class Registry:
    """An open registry: the client, the bucket, the clock, and the top hashes pushed so far by package."""

    quilt3: Any
    s3: Any
    bucket: str
    clock: Clock
    scratch: Path
    pushed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}"


@contextlib.contextmanager
def open_registry(bucket: str, seed: int) -> Iterator[Registry]:
    """An empty versioned bucket on a server of its own, and a quilt3 that sees nothing else.

    Changes the environment of this process for good (`isolate`), so one registry per process is the rule.
    """
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        isolate(scratch)
        with s3_server(seed) as endpoint:
            os.environ["AWS_ENDPOINT_URL"] = endpoint
            import boto3
            import quilt3
            import quilt3.backends.base
            import quilt3.hooks

            s3 = boto3.client("s3")
            s3.create_bucket(Bucket=bucket)
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
            share_client(quilt3, s3)
            clock = Clock(seed)
            # The module that names pointers calls `time.time()`; the real one stays in place everywhere else,
            # since request signing needs it.
            quilt3.backends.base.time = clock
            yield Registry(quilt3, s3, bucket, clock, scratch)


# --- Writing ---------------------------------------------------------------------------------------------------------


def build_package(registry: Registry, revision: Revision) -> Any:
    """The quilt3 package for a revision; its files lie in the scratch directory until they are pushed."""
    package = registry.quilt3.Package()
    if revision.meta is not None:
        package.set_meta(revision.meta)
    for number, (key, text) in enumerate(revision.files.items()):
        # Numbered, not named by the key: not every logical key is a file name everywhere.
        path = registry.scratch / f"file-{number}"
        path.write_text(text, encoding="utf-8", newline="")
        package.set(key, str(path), meta=revision.file_meta.get(key))
    return package


def push(registry: Registry, name: str, revision: Revision) -> str:
    """Push one revision; returns its top hash.

    `Package.push` drops the metadata of folders (quilt3 8.0.0 copies entries only). `Package.build` into the same
    registry keeps it, so a revision with folder metadata is pushed, read back and built: same second, same top hash
    (folder metadata is not part of it), hence one pointer, and a manifest with the folder lines.
    """
    message = revision.message
    package = build_package(registry, revision).push(name, registry.url, message=message, force=True)
    if not revision.folder_meta:
        return package.top_hash
    package = registry.quilt3.Package.browse(name, registry.url, top_hash=package.top_hash)
    for folder, meta in revision.folder_meta.items():
        package[folder].set_meta(meta)
    return package.build(name, registry.url, message=message)


def revert(registry: Registry, name: str, to: int) -> str:
    """Push an earlier revision again; returns its top hash."""
    top_hash = registry.pushed[name][to]
    package = registry.quilt3.Package.browse(name, registry.url, top_hash=top_hash)
    again = package.push(name, registry.url, message=message_of(package), force=True).top_hash
    assert again == top_hash, f"{name}: revert to {top_hash} gave {again}"
    return again


def apply(registry: Registry, name: str, step: Step) -> None:
    """Do one step of a package's history."""
    if isinstance(step, Rollback):
        registry.quilt3.Package.rollback(name, registry.url, registry.pushed[name][step.to])
        return
    registry.clock.tick()
    top_hash = revert(registry, name, step.to) if isinstance(step, Revert) else push(registry, name, step)
    registry.pushed[name].append(top_hash)


def write(registry: Registry, histories: Histories) -> None:
    """Write all histories, taking turns, so that the packages' timestamps interleave as they do in a real bucket."""
    with contextlib.redirect_stdout(io.StringIO()):  # quilt3 prints advice after each push
        for steps in itertools.zip_longest(*histories.values()):
            for name, step in zip(histories, steps, strict=True):
                if step is not None:
                    apply(registry, name, step)


# --- Reading back ----------------------------------------------------------------------------------------------------


def message_of(package: Any) -> str | None:
    """A package's message. quilt3 has no accessor for it; the header is the manifest's first item."""
    return next(iter(package.manifest)).get("message")


def record(registry: Registry) -> list[Row]:
    """Every pointer with its message, as quilt3 lists them, ordered by user, name and timestamp as text."""
    quilt3, url = registry.quilt3, registry.url
    rows: list[Row] = []
    for package in quilt3.list_packages(url):
        user, name = package.split("/")
        for timestamp, top_hash in quilt3.list_package_versions(package, url):
            message = message_of(quilt3.Package.browse(package, url, top_hash=top_hash))
            rows.append(dict(user=user, name=name, timestamp=timestamp, hash=top_hash, message=message))
    return sorted(rows, key=row_key)


def row_key(row: Row) -> tuple[str | None, ...]:
    """A pointer is told apart by user, name and timestamp."""
    return row["user"], row["name"], row["timestamp"]


def export(registry: Registry, out: Path) -> int:
    """Copy the current objects under `.quilt/` to `out/BUCKET/`, replacing an earlier copy; returns their number."""
    target = out / registry.bucket
    shutil.rmtree(target / ".quilt", ignore_errors=True)
    count = 0
    for page in registry.s3.get_paginator("list_objects_v2").paginate(Bucket=registry.bucket, Prefix=".quilt/"):
        for item in page.get("Contents", ()):
            path = target / item["Key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(registry.s3.get_object(Bucket=registry.bucket, Key=item["Key"])["Body"].read())
            count += 1
    return count


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """Write the rows as a JSON array, one object per line, so that a change shows as a line in a diff."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="")


def check(rows: list[Row]) -> None:
    """Stop if an edit of the histories lost one of the cases that the tests are there for."""
    revisions = [row for row in rows if row["timestamp"] != "latest"]
    newest: dict[tuple, Row] = {(row["user"], row["name"]): row for row in revisions}
    names_by_hash, times_by_hash = defaultdict(set), defaultdict(set)
    for row in revisions:
        names_by_hash[row["hash"]].add((row["user"], row["name"]))
        times_by_hash[row["user"], row["name"], row["hash"]].add(row["timestamp"])
    cases = {
        "44 revisions": len(revisions) >= 44,
        "15 packages of 5 users": len(newest) >= 15 and len({user for user, _ in newest}) >= 5,
        "distinct timestamps": len({row["timestamp"] for row in revisions}) == len(revisions),
        "no message and an empty one": {None, ""} <= {row["message"] for row in revisions},
        "two names, one manifest": any(len(names) > 1 for names in names_by_hash.values()),
        "a revert": any(len(times) > 1 for times in times_by_hash.values()),
        "a rolled-back latest": any(
            row["timestamp"] == "latest" and newest[row["user"], row["name"]]["hash"] != row["hash"] for row in rows
        ),
    }
    missing = [case for case, there in cases.items() if not there]
    if missing:
        raise SystemExit(f"the registry lacks: {', '.join(missing)}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the example registry with quilt3 and record what it lists.")
    parser.add_argument("--out", type=Path, default=ROOT / "tests/buckets", help="root of the bucket directories")
    parser.add_argument("--record", type=Path, default=ROOT / "tests/registry/packages.json", help="the recorded rows")
    args = parser.parse_args()
    with open_registry(BUCKET, SEED) as registry:
        write(registry, example_histories())
        rows = record(registry)
        check(rows)
        count = export(registry, args.out)
    write_rows(rows, args.record)
    print(f"{BUCKET}: {count} objects, {len(rows)} pointers")


if __name__ == "__main__":
    main()
