"""Checks what the rooms under src/ name against the table in rooms.py."""

import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import rooms
import source
from source import Module, Name


class Crate:
    """Every module of the crate, and what names lead to."""

    def __init__(self, files: dict[str, str]):
        self.modules: dict[tuple[str, ...], Module] = {}
        tests = set()
        for file, text in files.items():
            found, test_modules = source.read(module_path(file), file, text)
            self.modules |= {m.path: m for m in found}
            tests |= test_modules
        for path in [p for p in self.modules if any(p[: len(t)] == t for t in tests)]:
            del self.modules[path]
        self.self_names = rooms.CRATE_NAMES | {
            n.bound for n in self.modules[()].names if n.path == ["crate"] and n.bound
        }

    def lead(self, scope: tuple[str, ...], path: list[str], seen=frozenset()) -> "Lead":
        """Follows a path from a module, through re-exports."""
        head, rest = path[0], list(path[1:])
        if head in self.self_names:
            at = ()
        elif head in ("self", "super"):
            at = scope[:-1] if head == "super" else scope
        elif (scope, head) not in seen and self.knows(scope, head):
            at, rest = scope, list(path)
        else:
            return Lead(elsewhere=head)
        passed = []
        for name in rest:
            if name in ("self", "super"):
                at = at[:-1] if name == "super" else at
            elif (*at, name) in self.modules:
                at = (*at, name)
                passed.append(at)
            elif targets := self.bound(at, name, seen):
                leads = [self.lead(at, target, seen | {(at, name)}) for target in targets]
                passed += [module for lead in leads for module in lead.passed]
                if leads[-1].module is None:
                    return leads[-1]._replace(passed=passed)
                at = leads[-1].module
            else:
                return Lead([*passed, at], None, at)
        return Lead(passed, at, at)

    def knows(self, scope: tuple[str, ...], name: str) -> bool:
        return (*scope, name) in self.modules or any(n.bound == name and n.path != [name] for n in self.names(scope))

    def names(self, at: tuple[str, ...]) -> list[Name]:
        return self.modules[at].names if at in self.modules else []

    def bound(self, at: tuple[str, ...], name: str, seen) -> list[list[str]]:
        """What a name that `use` brings into a module stands for: more than one where code depends on features."""
        if (at, name) in seen:
            return []
        direct = [n.path for n in self.names(at) if n.kind == "use" and n.bound == name and n.path]
        if direct or at not in self.modules or name in self.modules[at].items:
            return direct
        for glob in (n for n in self.names(at) if n.kind == "glob" and n.path):
            there = self.lead(at, glob.path, seen | {(at, name)}).module
            if there in self.modules and there != at and self.has(there, name, seen | {(at, name)}):
                return [["crate", *there, name]]
        return []

    def has(self, at: tuple[str, ...], name: str, seen) -> bool:
        return name in self.modules[at].items or (*at, name) in self.modules or bool(self.bound(at, name, seen))


class Lead(NamedTuple):
    """Where a path leads: the modules it passes, the module it names (None: an item), the one that its end is defined in."""

    passed: list[tuple[str, ...]] = []
    module: tuple[str, ...] | None = None
    owner: tuple[str, ...] | None = None
    elsewhere: str | None = None
    """The crate from elsewhere that it names."""


def module_path(file: str) -> tuple[str, ...]:
    parts = list(Path(file).with_suffix("").parts[1:])
    return tuple(parts[:-1] if parts[-1] in ("mod", "lib") else parts)


def check(files: dict[str, str], table=rooms.ROOMS, circles=rooms.CIRCLES, crates=rooms.CRATES) -> tuple[list[str], list[str]]:
    """What is wrong in these files (by path), and remarks."""
    wrong = []
    crate = Crate({f: text for f, text in files.items() if Path(f).parts[1] not in rooms.NOT_ROOMS})
    room_edges, file_edges = defaultdict(set), defaultdict(set)
    for module in crate.modules.values():
        room = module.path[0] if module.path and module.file != "src/lib.rs" else None
        if room not in table:
            continue
        for name in (n for n in module.names if n.path):
            lead = crate.lead(module.path, name.path)
            said = misnamed(lead, name, crates, room)
            passed = lead.passed + (re_exported(crate, lead.module, room) if name.kind == "glob" else [])
            for other in sorted({m[0] for m in passed if m and m[0] in table} - {room}):
                room_edges[room].add(other)
                if other not in table[room].split():
                    said.append(f"{room} must not name {other}")
            wrong += [f"{module.file}:{name.line}: {s} ({spelled(name)})" for s in said]
            if lead.owner in crate.modules and lead.owner[:1] == (room,) and not name.public:
                file_edges[module.file].add(crate.modules[lead.owner].file)
    wrong += closed(room_edges, circles)
    remarks = [f"{room}: {sizes}" for room in table if (sizes := inside(room, file_edges))]
    return wrong, remarks


def misnamed(lead: Lead, name: Name, crates, room: str) -> list[str]:
    """What is wrong with a name, whatever room it is of."""
    if lead.elsewhere:
        owner = next((c for c in crates if lead.elsewhere == c or lead.elsewhere.startswith(c + "_")), None)
        return [f"{room} must not name {lead.elsewhere}"] if owner and room not in crates[owner].split() else []
    if name.kind == "glob" and lead.module == ():
        return [f"{room} must not import the whole crate: name each room"]
    if lead.owner == () and lead.module is None:
        return [f"{room} names what the crate's root does not have: name its room"]
    return []


def re_exported(crate: Crate, module: tuple[str, ...] | None, room: str) -> list[tuple[str, ...]]:
    """What comes along with everything that another room's module shows."""
    if module not in crate.modules or module[:1] == (room,):
        return []
    return [m for n in crate.names(module) if n.public and n.path for m in crate.lead(module, n.path).passed]


def spelled(name: Name) -> str:
    return "::".join([*name.path, "*"] if name.kind == "glob" else name.path)


def listed(entries: set[str], table) -> list[str]:
    """What is under src and not in the table, and the other way round."""
    entries = {entry.removesuffix(".rs") for entry in entries} - rooms.NOT_ROOMS
    wrong = [f"src/{room}: not in the table of rooms" for room in sorted(entries - set(table))]
    wrong += [f"the table of rooms has {room}, which is not under src" for room in table if room not in entries]
    for room, may in table.items():
        wrong += [f"the table of rooms lets {room} name {o}, which is not a room" for o in may.split() if o not in table]
    return wrong


def closed(edges, circles) -> list[str]:
    found = [set(c) for c in components(edges)]
    wrong = [f"rooms that name each other: {' '.join(sorted(c))}" for c in found if c not in circles]
    return wrong + [f"a stated circle is open: {' '.join(sorted(c))}" for c in circles if c not in found]


def inside(room: str, edges) -> str:
    ours = {f: {t for t in to if t != f} for f, to in edges.items() if f.split("/")[1].removesuffix(".rs") == room}
    sizes = sorted((len(c) for c in components(ours)), reverse=True)
    return ", ".join(map(str, sizes))


def components(edges) -> list[list]:
    """The sets of two or more in which each reaches each."""

    def reach(start):
        seen, todo = set(), [start]
        while todo:
            for other in edges.get(todo.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return seen

    reached = {node: reach(node) for node in list(edges)}
    found = {frozenset(o for o in reached[n] if n in reached.get(o, ())) for n in reached}
    return [sorted(c) for c in found if len(c) > 1]


def private_names() -> list[str]:
    """The command line uses what the library shows to everyone."""
    wrong = []
    for file in sorted(Path("cli/src").rglob("*.rs")):
        wrong += [
            f"{file}:{t.line}: the command line must not use what is not public (__private)"
            for t in source.tokens(file.read_text())
            if t.text == "__private"
        ]
    return wrong


def main() -> int:
    files = {str(f): f.read_text() for f in sorted(Path("src").rglob("*.rs"))}
    wrong, remarks = check(files)
    wrong += listed({f.name for f in Path("src").iterdir()}, rooms.ROOMS) + private_names()
    for line in wrong:
        print(line)
    if remarks:
        print("layering: circles of files inside the rooms (not refused), by their sizes:", "; ".join(remarks))
    print("layering: in order" if not wrong else f"layering: {len(wrong)} violations")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
