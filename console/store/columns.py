"""Column types that keep what plain ones lose: the zone of a time, the meaning of a verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Integer, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator, TypeEngine

from console.domain.sheet import Verdict

VERDICT_CODES = {Verdict.UNSCORED: 0, Verdict.CONFORMS: 1, Verdict.FAILS: 2, Verdict.NOT_APPLICABLE: 3}
"""How a verdict is kept. Codes are never reused: old revisions hold them for ever."""

VERDICT_OF_CODE = {code: verdict for verdict, code in VERDICT_CODES.items()}


class UtcTime(TypeDecorator[datetime]):
    """A moment. Refuses a datetime without zone; hands back UTC with zone on every database."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """`timestamptz` where there is one; SQLite keeps the UTC text, which sorts as time."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC for the database; ValueError for a time without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC with zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Any text, given back exactly as it came.

    PostgreSQL cannot keep a NUL, and no UTF-8 database a lone half of a surrogate pair: both are written as DLE and
    a code, and a DLE as a doubled one. Text that people write has none of them and is kept as it is.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text as kept."""
        return None if value is None else _UNKEEPABLE.sub(_coded, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text as it came."""
        return value if value is None or _DLE not in value else _CODED.sub(_decoded, value)


_DLE = "\x10"
_UNKEEPABLE = re.compile("[\x00\x10\ud800-\udfff]")
_CODED = re.compile(f"{_DLE}({_DLE}|[0-9a-f]{{4}})")


def _coded(found: re.Match[str]) -> str:
    return _DLE * 2 if found[0] == _DLE else f"{_DLE}{ord(found[0]):04x}"


def _decoded(found: re.Match[str]) -> str:
    return _DLE if found[1] == _DLE else chr(int(found[1], 16))


def coded(value: Any) -> Any:
    """A JSON value with every text in it written as `Words` writes it."""
    if isinstance(value, str):
        return _UNKEEPABLE.sub(_coded, value)
    if isinstance(value, Mapping):
        return {coded(key): coded(kept) for key, kept in value.items()}
    if isinstance(value, (list, tuple)):
        return [coded(kept) for kept in value]
    return value


def decoded(value: Any) -> Any:
    """The JSON value that `coded` was given."""
    if isinstance(value, str):
        return value if _DLE not in value else _CODED.sub(_decoded, value)
    if isinstance(value, dict):
        return {decoded(key): decoded(kept) for key, kept in value.items()}
    if isinstance(value, list):
        return [decoded(kept) for kept in value]
    return value


class Json(TypeDecorator[Any]):
    """A JSON value whose texts are any texts.

    They are coded as in `Words`, so that a function of the server may take a text out of one and keep it as it is.
    """

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """The value as kept."""
        return coded(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """The value as it came."""
        return decoded(value)


class VerdictCode(TypeDecorator[Verdict]):
    """A verdict as a small number."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Verdict | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """The code of a verdict."""
        return None if value is None else VERDICT_CODES[value]

    def process_result_value(self, value: int | None, dialect: Dialect) -> Verdict | None:  # noqa: ARG002
        """The verdict of a code."""
        return None if value is None else VERDICT_OF_CODE[value]


class PackedVerdicts(TypeDecorator[Sequence[Verdict]]):
    """All verdicts of a revision in the form's order: a byte each on SQLite, `smallint[]` on PostgreSQL.

    Reports over a year read these instead of twenty mark rows a sheet; the mark rows stay the truth.
    """

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The densest type each database can also compute with."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(ARRAY(SmallInteger))
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: Sequence[Verdict] | None, dialect: Dialect) -> bytes | list[int] | None:
        """Codes in order."""
        if value is None:
            return None
        codes = [VERDICT_CODES[verdict] for verdict in value]
        return codes if dialect.name == "postgresql" else bytes(codes)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Verdict, ...] | None:  # noqa: ARG002
        """Verdicts in order."""
        return None if value is None else tuple(VERDICT_OF_CODE[code] for code in value)


class place_in(GenericFunction[int]):  # noqa: N801 - functions of SQL are written so
    """Where a text first stands in another, from 1; 0 where it does not. Quicker than LIKE, and nothing to escape."""

    type = Integer()
    inherit_cache = True


@compiles(place_in, "sqlite")
def _place_in_sqlite(element: place_in, compiler: SQLCompiler, **kw: Any) -> str:
    return f"instr{compiler.process(element.clause_expr, **kw)}"


@compiles(place_in, "postgresql")
def _place_in_postgresql(element: place_in, compiler: SQLCompiler, **kw: Any) -> str:
    return f"strpos{compiler.process(element.clause_expr, **kw)}"
