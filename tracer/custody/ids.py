"""The ids of exhibits, officers and places of custody, in the form the graph writes its own."""

from __future__ import annotations

import re
import unicodedata

from tracer.errors import IdentifierError

_USUAL = re.compile(r"([^\W\d_]+)[\s/.\-]*0*([0-9]+)")


def exhibit_id(seizure: str, reference: str) -> str:
    """The id of an exhibit, as the graph writes it: `AB1`, `AB/1` and `ab/01` of one seizure are one exhibit.

    `seizure` is the seizure's reference or its id (`seizure:…`). Raises `IdentifierError` when either is empty.
    """
    return f"exhibit:{seizure_part(seizure)}:{reference_part(reference)}"


def reference_part(reference: str) -> str:
    """The part of an exhibit's id that is its own reference. Raises `IdentifierError` when that is empty."""
    written = _collapsed(reference).upper()
    usual = _USUAL.fullmatch(written)
    return f"{usual[1]}/{usual[2]}" if usual else _encoded(written)


def seizure_part(seizure: str) -> str:
    """The part of an exhibit's id that names its seizure, from the seizure's reference or id."""
    bare = seizure.strip()
    rest = bare.removeprefix("seizure:")
    plain = _decoded(rest) if rest != bare else bare
    return _encoded(_collapsed(plain).upper())


def seizure_name(reference: str) -> str:
    """A seizure's reference in the one form in which references are compared. Raises `IdentifierError` if empty."""
    return seizure_of(f"exhibit:{seizure_part(reference)}:")


def seizure_of(exhibit: str) -> str:
    """The seizure's reference in an exhibit's id: `HERON/1` for `exhibit:HERON/1:JT/12`."""
    return _decoded(seizure_part_of(exhibit))


def seizure_part_of(exhibit: str) -> str:
    """The part of an exhibit's id that names its seizure, still encoded."""
    return exhibit.split(":")[1] if exhibit.count(":") >= 2 else exhibit


def reference_of(exhibit: str) -> str:
    """The exhibit's own reference in its id: `JT/12` for `exhibit:HERON/1:JT/12`."""
    return _decoded(exhibit.rsplit(":", maxsplit=1)[-1])


def officer_id(initials: str) -> str:
    """The id of an officer, from the initials within the force or the id itself. Raises `IdentifierError` if empty."""
    return f"officer:{_encoded(_collapsed(initials.strip().removeprefix('officer:')).upper())}"


def custody_place_id(kind: str, name: str) -> str:
    """The id of a `store` or `laboratory`, from its short name or the id itself. Raises `IdentifierError` if empty."""
    return f"{kind}:{_encoded(_collapsed(name.strip().removeprefix(f'{kind}:')).upper())}"


def _collapsed(text: str) -> str:
    collapsed = " ".join(unicodedata.normalize("NFKC", text).split())
    if not collapsed:
        raise IdentifierError("A reference is empty.", "Give the reference as it was written.")
    return collapsed


def _encoded(text: str) -> str:
    return text.replace("%", "%25").replace(":", "%3A")


def _decoded(part: str) -> str:
    return part.replace("%3A", ":").replace("%25", "%")
