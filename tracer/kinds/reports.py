"""Theft reports: what was taken from whom, when and where, as a force recorded it."""

from __future__ import annotations

from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells, RowFaultError
from tracer.model import Fact, hash_id

PRIVATE = ("owner_name", "owner_email", "owner_phone", "owner_address")
"""Personal data: only the records database keeps it, encrypted."""
_PRIVATE_WORDS = (
    "owner", "victim", "complainant", "aggrieved", "forename", "firstname", "surname", "lastname",
    "email", "telephone", "mobile", "address", "postcode", "dob", "birth",
)  # fmt: skip
"""A column the kind does not know with one of these in its name is taken to hold personal data as well."""
MASKED = "not shown to your role"
"""What stands in a refused row in place of personal data, for those who may not see it."""


class Reports(RowKind):
    """One report of one handset."""

    name = "reports"
    columns = (
        Column("reference", required=True, aliases=("crime_reference", "crime_ref")),
        Column("force", required=True),
        Column("offence"),
        Column("occurred_from"),
        Column("occurred_to"),
        Column("reported_at"),
        Column("lat"),
        Column("lon"),
        Column("location"),
        Column("imei"),
        Column("imei2"),
        Column("serial"),
        Column("make"),
        Column("model"),
        Column("colour", aliases=("color",)),
        Column("storage"),
        *(Column(name) for name in PRIVATE),
        Column("insurer"),
    )

    def fact(self, cells: Cells, row: int) -> Fact:
        """Phones: the stolen handset, where the row has an identifier of it."""
        reference, force = cells.need("reference"), cells.need("force")
        since, until = cells.span("occurred_from", "occurred_to")
        phone = cells.phone()
        private = {name: value for name in PRIVATE if (value := cells.text(name))}
        private |= {name: value for name, value in cells.others().items() if _is_private(name)}
        said = cells.texts("offence", "location", "make", "model", "colour", "storage", "insurer")
        if masked := [name for name, value in private.items() if value == MASKED]:
            raise RowFaultError(f"{masked[0]}: it was masked; whoever loaded the file, or returns phones, can mend it")
        body = {
            "reference": reference,
            "force": force,
            **said,
            **cells.position(),
            **cells.rest(but=frozenset(private)),
            "occurredFrom": since,
            "occurredTo": until,
            "reportedAt": cells.time("reported_at"),
            "zone": cells.zone("occurred_from", "occurred_to", "reported_at"),
            "owner": owner_of_report(force, reference) if private else None,
        }
        return Fact(
            self.name,
            row,
            {name: value for name, value in body.items() if value is not None},
            (phone,) if phone else (),
            private=private,
        )


def is_private(name: str) -> bool:
    """Whether a column of a file of reports holds personal data of an owner."""
    known = {column.name for column in Reports.columns}
    return name in PRIVATE or (name not in known and _is_private(name))


def _is_private(name: str) -> bool:
    plain = "".join(character for character in name.casefold() if character.isalnum())
    return any(word in plain for word in _PRIVATE_WORDS)


def owner_of_report(force: str, reference: str) -> str:
    """The opaque id of the person a report is about: it tells nothing of them, and is the same in every system."""
    key = f"owner of {' '.join(force.upper().split())}|{' '.join(reference.upper().split())}"
    return f"owner:{hash_id(key.encode())}"
