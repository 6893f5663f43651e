"""The stored form of a batch's record, the same in every store."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from docgen.journal import Place, Record

_Count = Annotated[int, Field(ge=0, lt=2**53)]
_Name = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class _Stored(BaseModel):
    """Numbers may arrive as text; what belongs to the store alone is passed over."""

    model_config = ConfigDict(extra="ignore")


class _StoredRecord(_Stored):
    name: _Name
    begun: _Count
    requests: _Count
    # It becomes part of a path.
    batch_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,200}$")] = ""


class _StoredPlace(_Stored):
    batch: _Name
    request: _Count
    chunk: Annotated[str, Field(pattern=r"^c\d{1,9}$")]


def record_from_columns(columns: object) -> Record | None:
    """Read a record; `None` if it is something else."""
    try:
        return Record(**_StoredRecord.model_validate(columns).model_dump())
    except ValidationError:
        return None


def place_from_columns(columns: object) -> Place | None:
    """Read a place; `None` if it is something else."""
    try:
        return Place(**_StoredPlace.model_validate(columns).model_dump())
    except ValidationError:
        return None
