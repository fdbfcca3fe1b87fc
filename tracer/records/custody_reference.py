"""The reference in an exhibit's id, as the database works it out: both engines have an index over it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from tracer.records.tables import AnyText


class ReferencePart(FunctionElement[str]):
    """What stands after the second colon of `exhibit:SEIZURE:REFERENCE`. Changed here, it needs a new index."""

    inherit_cache = True
    type = AnyText()


@compiles(ReferencePart, "sqlite")
def _on_sqlite(part: ReferencePart, compiler: SQLCompiler, **options: Any) -> str:
    return _spelled("instr", part, compiler, options)


@compiles(ReferencePart, "postgresql")
def _on_postgresql(part: ReferencePart, compiler: SQLCompiler, **options: Any) -> str:
    return _spelled("strpos", part, compiler, options)


def _spelled(find: str, part: ReferencePart, compiler: SQLCompiler, options: dict[str, Any]) -> str:
    (of,) = part.clauses
    exhibit = compiler.process(of, **options)
    return f"substr({exhibit}, 9 + {find}(substr({exhibit}, 9), ':'))"
