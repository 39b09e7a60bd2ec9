"""Building and rendering the example join with SQLAlchemy and PyAthena's dialect: microseconds per query.

    python3 -m venv VENV && VENV/bin/pip install -r benches/peers/requirements.txt
    VENV/bin/python benches/peers/build_query.py

`cargo bench --bench query` does the same work, and prints the time of the typed builder.
"""

import statistics
import time

import sqlalchemy as sa
from pyathena.sqlalchemy.rest import AthenaRestDialect

metadata = sa.MetaData()
pointers = sa.Table(
    "quilt_named_packages_my-bucket_view",
    metadata,
    *(sa.Column(name, sa.String) for name in ("user", "name", "timestamp", "hash")),
)
manifests = sa.Table(
    "quilt_manifests_my-bucket_view", metadata, sa.Column("tophash", sa.String), sa.Column("message", sa.String)
)
dialect = AthenaRestDialect()


def build() -> str:
    query = (
        sa.select(pointers.c.user, pointers.c.name, pointers.c.timestamp, pointers.c.hash, manifests.c.message)
        .select_from(pointers.join(manifests, pointers.c.hash == manifests.c.tophash))
        .where(sa.and_(pointers.c.user == "alice", pointers.c.timestamp != "latest"))
        .order_by(pointers.c.timestamp.desc())
        .limit(100)
    )
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def main() -> None:
    text = build()
    assert "'alice'" in text and "LIMIT 100" in text, text
    rounds = []
    for _ in range(7):
        begin = time.perf_counter()
        for _ in range(500):
            build()
        rounds.append((time.perf_counter() - begin) / 500 * 1e6)
    print(f"SQLAlchemy {sa.__version__}: {statistics.median(rounds):.0f} us per query (least {min(rounds):.0f})")


main()
