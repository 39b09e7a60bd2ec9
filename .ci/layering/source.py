"""Rust source as tokens, and what it names: `use` trees one path at a time, and paths in code. No comments, strings or tests."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

TOKEN = re.compile(
    r"""
      (?P<space>\s+|//[^\n]*)
    | (?P<raw>(?:b|c)?r(?P<hashes>\#*)"(?:.|\n)*?"(?P=hashes))
    | (?P<string>[bc]?"(?:[^"\\]|\\(?:.|\n))*")
    | (?P<char>b?'(?:[^'\\\n]|\\(?:u\{[^}]*\}|x..|.))')
    | (?P<lifetime>'\w+)
    | (?P<word>(?:r\#)?[^\W\d]\w*)
    | (?P<number>\d[\w.]*?(?=\.\.|[^\w.]|$))
    | (?P<path>::)
    | (?P<other>.)
    """,
    re.VERBOSE,
)
WORD = re.compile(r"[^\W\d]\w*$")
ITEMS = set("async const enum extern fn impl let macro_rules mod pub static struct trait type union unsafe use".split())
OPEN, CLOSE = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}


class Token(NamedTuple):
    text: str
    line: int


class Name(NamedTuple):
    """A path as written: `crate::{a::b as c}` in a public `use` is Name(["crate", "a", "b"], 1, "use", "c", True)."""

    path: list[str]
    line: int
    kind: str  # use, glob, path
    bound: str | None = None
    public: bool = False


@dataclass
class Module:
    """A module of a file: the file itself, or a `mod name { }` in it."""

    path: tuple[str, ...]
    file: str
    names: list[Name] = field(default_factory=list)
    items: set[str] = field(default_factory=set)


def tokens(source: str) -> list[Token]:
    found, at, line = [], 0, 1
    while at < len(source):
        if source.startswith("/*", at):
            end = comment_end(source, at)
        else:
            match = TOKEN.match(source, at)
            end = match.end()
            if match.lastgroup in ("raw", "hashes", "string", "char"):
                found.append(Token('""', line))
            elif match.lastgroup != "space":
                found.append(Token(match.group().removeprefix("r#"), line))
        line += source.count("\n", at, end)
        at = end
    return found


def comment_end(source: str, at: int) -> int:
    depth = 0
    for match in re.compile(r"/\*|\*/").finditer(source, at):
        depth += 1 if match.group() == "/*" else -1
        if depth == 0:
            return match.end()
    return len(source)


def group_end(code: list[Token], at: int) -> int:
    """After the bracket that closes the one at `at`."""
    depth = 0
    for i in range(at, len(code)):
        if code[i].text in OPEN:
            depth += 1
        elif code[i].text in CLOSE:
            depth -= 1
            if depth == 0:
                return i + 1
    return len(code)


def is_test(predicate: list[str]) -> bool:
    """Whether the predicate of a `cfg` holds in tests alone."""
    if predicate[:1] in (["all"], ["any"]) and predicate[1:2] == ["("]:
        parts, part, depth = [], [], 0
        for text in predicate[2:-1]:
            depth += (text in OPEN) - (text in CLOSE)
            if text == "," and depth == 0:
                parts.append(part)
                part = []
            else:
                part.append(text)
        parts = [is_test(p) for p in (*parts, part) if p]
        return any(parts) if predicate[0] == "all" else bool(parts) and all(parts)
    return predicate in (["test"], ["doctest"])


def item_end(code: list[Token], at: int) -> int:
    """After the item, field, variant or statement at `at`."""
    while code[at : at + 1] and code[at].text == "#":
        at = group_end(code, at + 1)
    item = at < len(code) and code[at].text in ITEMS
    while at < len(code):
        text = code[at].text
        if text in CLOSE:
            return at
        if text in OPEN:
            at = group_end(code, at)
            if text == "{":
                return at
            continue
        at += 1
        if text == ";" or (text == "," and not item):
            return at
    return at


def without_tests(code: list[Token]) -> tuple[list[Token], set[str]]:
    """The code that is there outside of tests, and the names of the modules in files of their own that are not."""
    kept, tests, at = [], set(), 0
    while at < len(code):
        inner = [t.text for t in code[at : at + 2]] == ["#", "!"]
        opens = at + 1 + inner
        if code[at].text != "#" or opens >= len(code) or code[opens].text != "[":
            kept.append(code[at])
            at += 1
            continue
        end = group_end(code, opens)
        texts = [t.text for t in code[opens + 1 : end - 1]]
        if texts[:2] != ["cfg", "("] or not is_test(texts[2:-1]):
            kept.extend(code[at:end])
            at = end
        elif inner:
            return [], tests
        else:
            at = item_end(code, end)
            item = [t.text for t in code[end:at]]
            if item[-3:-2] == ["mod"]:
                tests.add(item[-2])
    return kept, tests


def use_tree(code: list[Token], at: int, prefix: list[str], public: bool, found: list[Name]) -> int:
    """Reads the tree at `at` into single paths; the index after it."""
    path, line = list(prefix), code[at].line
    while at < len(code):
        text = code[at].text
        if text == "{":
            at += 1
            while code[at].text != "}":
                at = at + 1 if code[at].text == "," else use_tree(code, at, path, public, found)
            return at + 1
        if text == "*":
            found.append(Name(path, code[at].line, "glob", None, public))
            return at + 1
        if WORD.match(text):
            if text != "self" or not path:
                path.append(text)
            line = code[at].line
            at += 1
        if at >= len(code) or code[at].text != "::":
            break
        at += 1
    bound = path[-1] if path else None
    if at + 1 < len(code) and code[at].text == "as":
        bound = code[at + 1].text
        at += 2
    found.append(Name(path, line, "use", bound, public))
    return at


def is_public(code: list[Token], at: int) -> bool:
    """Whether `pub` or `pub(..)` comes before the token at `at`."""
    at -= 1
    if at >= 0 and code[at].text == ")":
        while at >= 0 and code[at].text != "(":
            at -= 1
        at -= 1
    return at >= 0 and code[at].text == "pub"


def read(path: tuple[str, ...], file: str, source: str) -> tuple[list[Module], set[tuple[str, ...]]]:
    """The modules of a file, its own first, and the modules declared in it that are there in tests alone."""
    code, tests = without_tests(tokens(source))
    scopes, modules = [(0, Module(path, file))], []
    test_modules = {(*path, name) for name in tests}
    modules.append(scopes[0][1])
    depth = at = 0
    while at < len(code):
        text, module = code[at].text, scopes[-1][1]
        after = [t.text for t in code[at + 1 : at + 3]]
        if text == "{":
            depth += 1
        elif text == "}":
            depth -= 1
            if depth < scopes[-1][0]:
                scopes.pop()
        elif text == "mod" and after[1:] == ["{"]:
            depth += 1
            scopes.append((depth, Module((*module.path, after[0]), file)))
            modules.append(scopes[-1][1])
            at += 3
            continue
        elif text == "use" and after[:1] != ["<"]:
            at = read_use(code, at, module)
            continue
        elif text == "crate" and at > 0 and code[at - 1].text == "extern":
            bound = code[at + 3].text if after[1:] == ["as"] else after[0]
            module.names.append(Name(["crate"] if after[0] == "self" else [after[0]], code[at].line, "use", bound))
            at += 2
            continue
        elif text in ITEMS | {"macro_rules"} and after:
            module.items.add(after[1] if after[0] == "!" and after[1:] else after[0])
        elif WORD.match(text) and after[:1] == ["::"]:
            at = read_path(code, at, module)
            continue
        at += 1
    return modules, test_modules


def read_use(code: list[Token], at: int, module: Module) -> int:
    public, at = is_public(code, at), at + 1
    if code[at].text == "::":
        at += 1
    return use_tree(code, at, [], public, module.names)


def read_path(code: list[Token], at: int, module: Module) -> int:
    start, path = at, [code[at].text]
    while at + 2 < len(code) and code[at + 1].text == "::" and WORD.match(code[at + 2].text):
        path.append(code[at + 2].text)
        at += 2
    # `pub(in crate::a)` says who may see an item, and uses nothing of it.
    if [token.text for token in code[max(0, start - 3) : start]] == ["pub", "(", "in"]:
        return at + 1
    # `<T as Trait>::Name::f` and `Vec::<T>::new` go on from a type, not from a name in scope.
    if not (start > 0 and code[start - 1].text == "::" and start > 1 and code[start - 2].text == ">"):
        module.names.append(Name(path, code[start].line, "path"))
    return at + 1
