"""Small changes of a module's source, each of which makes it say or do something else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

SWAPS: dict[type[Any], type[Any]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.RShift: ast.LShift,
    ast.LShift: ast.RShift,
    ast.Pow: ast.Mult,
    ast.Continue: ast.Break,
    ast.Break: ast.Continue,
}


# How much is done at a time and from when on by several processes: one more or less gives the same verdict.
TUNED = ("ALONE", "TILES_EACH", "NOTES_EACH", "PIECE", "EACH")
# What the command line tells of its options; that it tells something has a test.
HELP = ("help", "description", "epilog", "metavar")


@dataclass(frozen=True, slots=True)
class Mutant:
    """`source` with one change in `line`, which `what` describes.

    `function` is the outermost one with it in its body ("Class.method"; "" for none), `lines` those of the statement.
    """

    module: str
    line: int
    what: str
    source: str
    function: str = ""
    lines: range = range(0)


def count(source: str) -> int:
    """How many changes there are of a module."""
    return sum(1 for _ in _places(ast.parse(source)))


def mutant(module: str, source: str, number: int) -> Mutant:
    """Change `number`, from 0 on, in the order of the source."""
    tree = ast.parse(source)
    node, how = next(it for at, it in enumerate(_places(tree)) if at == number)
    before = ast.unparse(node)
    line, way = getattr(node, "lineno", 0), _way_to(tree, node)
    function, lines = _function_of(way), _lines_of(way)
    _change(node, how)
    ast.fix_missing_locations(tree)
    return Mutant(module, line, f"{how}: {before.splitlines()[0][:70]}", ast.unparse(tree), function, lines)


def _way_to(node: ast.AST, wanted: ast.AST) -> list[ast.AST]:
    """From `node` to `wanted`, both included; nothing when it is not below."""
    if node is wanted:
        return [node]
    for part in ast.iter_child_nodes(node):
        if way := _way_to(part, wanted):
            return [node, *way]
    return []


def _function_of(way: list[ast.AST]) -> str:
    names = []
    for node, below in pairwise(way):
        if isinstance(node, ast.ClassDef):
            names.append(node.name)
        if isinstance(node, ast.FunctionDef):
            return ".".join((*names, node.name)) if below in node.body else ""
    return ""


def _lines_of(way: list[ast.AST]) -> range:
    """What has to be run for the change to be met: a whole statement, or what stands before its block."""
    statement = next((it for it in reversed(way) if isinstance(it, ast.stmt)), None)
    match statement:
        case None:
            return range(0)
        case ast.If() | ast.For() | ast.While() | ast.With():
            return range(statement.lineno, max(statement.lineno + 1, statement.body[0].lineno))
    return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """What can be changed and how; the help of the command line, types and what is tuned are left as they are."""
    left_out = {id(part) for it in ast.walk(tree) for part in _left_out(it)}
    for node in ast.walk(tree):
        how = "" if id(node) in left_out else _expression(node) or _statement(node)
        if how:
            yield node, how


def _expression(node: ast.AST) -> str:
    match node:
        case ast.Compare(ops=[first, *_]) if type(first) in SWAPS:
            return "compared"
        case ast.BoolOp():
            return "joined"
        case ast.BinOp() if type(node.op) in SWAPS:
            return "reckoned"
        case ast.UnaryOp(op=ast.Not()):
            return "denied"
        case ast.Constant(value=bool()):
            return "turned"
        case ast.Constant(value=int()):
            return "more by one"
        case ast.Constant(value=str() | bytes()) if node.value:
            return "another text"
    return ""


def _statement(node: ast.AST) -> str:
    match node:
        case ast.Return(value=ast.expr()) if not isinstance(node.value, ast.Constant):
            return "returned nothing"
        case ast.Expr(value=ast.Call()):
            return "left out"
        case ast.Continue() | ast.Break():
            return "looped"
        case ast.IfExp() | ast.If() | ast.While() if not isinstance(node.test, ast.Constant):
            return "never"
    return ""


def _left_out(node: ast.AST) -> Iterator[ast.AST]:
    for part in _texts(node) + _types(node):
        if part is not None:
            yield from ast.walk(part)


def _texts(node: ast.AST) -> list[ast.AST | None]:
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return [node]
        case ast.keyword(arg=str() as name) if name in HELP:
            return [node]
        case ast.Assign() if ast.unparse(node.targets[0]) == "CODES":
            return [node]
        case ast.Assign() if ast.unparse(node.targets[0]).startswith(TUNED):
            return [node]
    return []


def _types(node: ast.AST) -> list[ast.AST | None]:
    match node:
        case ast.ImportFrom():
            return [node]
        case ast.AnnAssign():
            return [node.annotation]
        case ast.FunctionDef():
            arguments = node.args.args + node.args.kwonlyargs
            return [*(it.annotation for it in arguments), node.returns, *node.decorator_list]
        case ast.ClassDef():
            return list(node.decorator_list)
        case ast.If() if ast.unparse(node.test) == "TYPE_CHECKING":
            return [node]
        case ast.Call() if ast.unparse(node.func) == "TypeVar":
            return [node]
    return []


def _change(node: ast.AST, how: str) -> None:
    if how == "compared" and isinstance(node, ast.Compare):
        node.ops = [SWAPS[type(node.ops[0])](), *node.ops[1:]]
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        node.op = SWAPS[type(node.op)]()
    elif isinstance(node, ast.UnaryOp):
        node.op, node.operand = ast.UAdd(), ast.Call(ast.Name("bool", ast.Load()), [deepcopy(node.operand)], [])
    elif isinstance(node, ast.Constant):
        node.value = _other(node.value)
    elif isinstance(node, ast.Return | ast.Expr):
        node.value = ast.Constant(None)
    elif isinstance(node, ast.IfExp | ast.If | ast.While):
        node.test = ast.Constant(False)
    else:
        node.__class__ = SWAPS[type(node)]


def _other(value: object) -> bool | int | str | bytes:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case bytes():
            return b"XX" + value
    return f"XX{value}"
