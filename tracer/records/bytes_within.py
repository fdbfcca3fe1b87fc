"""Whether bytes stand within other bytes, as each database asks it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, LargeBinary, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Within(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


def within(column: Column[Any], wanted: bytes) -> _Within:
    """A condition: these bytes stand somewhere in the column."""
    return _Within(column, literal(wanted, LargeBinary))


@compiles(_Within, "sqlite")
def _sqlite(element: _Within, compiler: SQLCompiler, **options: Any) -> str:
    column, wanted = element.clauses
    return f"instr({compiler.process(column, **options)}, {compiler.process(wanted, **options)}) > 0"


@compiles(_Within, "postgresql")
def _postgresql(element: _Within, compiler: SQLCompiler, **options: Any) -> str:
    column, wanted = element.clauses
    return f"position({compiler.process(wanted, **options)} IN {compiler.process(column, **options)}) > 0"
