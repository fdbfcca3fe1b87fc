"""The ids of the graph's nodes: built from what a row says, so that every row that names a thing names one node.

An id is `prefix:part[:part]`. A part never holds a bare colon (`:` and `%` are percent-encoded in the parts that keep
what was written), so an id is split again without doubt. A name is a slug; a reference is upper-cased with its spaces
collapsed; what a platform or a network issues keeps its case. Pings and sightings have bare ids of 32 hex digits.
Builders of one-part ids and of accounts take such an id as well as the text it was made from, and give it back.
"""

from __future__ import annotations

import re
import unicodedata

from tracer.errors import IdentifierError
from tracer.model import hash_id

HOME_REGION = "GB"
"""Where a phone number written without a country code is taken to be."""
SHORTEST_PHONE = 9
"""Digits: a shorter number is as likely a name or a reference."""

IDENTIFIER_KINDS = frozenset({"imei", "imeisv", "serial", "eid", "iccid", "imsi", "msisdn", "mac"})
OBSERVATION_LABELS = ("Ping", "Sighting")
"""The labels whose ids have no prefix."""

_LABELS = {
    "handset": "Handset",
    "report": "TheftReport",
    "owner": "Owner",
    "handler": "Handler",
    "account": "Account",
    "listing": "Listing",
    "seizure": "Seizure",
    "exhibit": "Exhibit",
    "consignment": "Consignment",
    "part": "Part",
    "fraud": "FraudEvent",
    "place": "Place",
    "country": "Country",
} | dict.fromkeys(IDENTIFIER_KINDS, "Identifier")

_EXHIBIT = re.compile(r"([^\W\d_]+)[\s/.\-]*0*([0-9]+)")
_OBSERVATION = re.compile(r"[0-9a-f]{32}")


def label_of(node_id: str) -> str | None:
    """The label a node's id belongs to; None for a ping or sighting (see `is_observation`) and for no id at all."""
    prefix, colon, rest = node_id.partition(":")
    return _LABELS.get(prefix) if colon and rest else None


def is_observation(node_id: str) -> bool:
    """Whether the id has the form of a ping's or a sighting's."""
    return _OBSERVATION.fullmatch(node_id) is not None


def parts_of(node_id: str) -> tuple[str, ...]:
    """The parts after the prefix, decoded: `report:MET:A/1` gives `("MET", "A/1")`."""
    return tuple(_decoded(part) for part in node_id.split(":")[1:])


def slug(text: str) -> str:
    """Letters, marks and digits of a name, case-folded after NFKC; whatever stands between them becomes one `-`.

    A name with none of them (a row of emoji) becomes a hash of itself, so that two such names stay two.
    Raises `IdentifierError` for a blank text.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()
    if not plain:
        raise IdentifierError("A name is empty.", "Give a name with at least one letter or digit.")
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else "-" for c in plain)
    return re.sub("-+", "-", kept).strip("-") or f"x{hash_id(plain.encode('utf-8', 'surrogatepass'))[:12]}"


def handset_id(identifier: str) -> str:
    """The handset whose smallest identifier this is (`imei:…`)."""
    return f"handset:{_own(identifier, 'handset')}"


def report_id(force: str, reference: str) -> str:
    """A theft report: the force's name and its crime reference, compared without regard to case or spacing."""
    return f"report:{_reference(force)}:{_reference(reference)}"


def owner_id(opaque: str) -> str:
    """An owner, by an opaque id that says nothing of the person."""
    return f"owner:{_encoded(_own(opaque, 'owner'))}"


def handler_id(name: str) -> str:
    """A handler, by name or by the short id an analyst gives them."""
    return f"handler:{slug(_own(name, 'handler'))}"


def place_id(name: str) -> str:
    """A place, by name or by the short id of a list of places."""
    return f"place:{slug(_own(name, 'place'))}"


def account_id(platform: str | None, seller: str) -> str:
    """An account: a seller on a platform, or a phone number or e-mail address wherever it is used.

    Without a platform, `platform:seller` is split, an address with `@` is an e-mail account, a possible phone number
    is a phone account in E.164, and the rest is `account:name:…`.
    """
    text = _own(seller, "account")
    if platform is None:
        before, colon, after = text.partition(":")
        if colon and before.strip() and after.strip() and not after.startswith("//"):
            platform, text = before, after
    where = slug(platform) if platform else ""
    if where in ("", "email") and "@" in text:
        return f"account:email:{_encoded(''.join(text.split()).casefold())}"
    number = _phone(text) if where in ("", "phone") else None
    if number:
        return f"account:phone:{number}"
    return f"account:{where or 'name'}:{slug(text)}"


def listing_id(platform: str, listing: str) -> str:
    """A listing: the platform and its own id for it, whose case may matter and is kept."""
    return f"listing:{slug(platform)}:{_encoded(_collapsed(listing))}"


def seizure_id(reference: str) -> str:
    """A seizure, by its reference."""
    return f"seizure:{_reference(_own(reference, 'seizure'))}"


def exhibit_id(seizure_reference: str, exhibit_reference: str) -> str:
    """An exhibit of a seizure. `AB1`, `AB/1` and `ab/01` are one: the finder's initials and a running number."""
    written = _collapsed(exhibit_reference).upper()
    usual = _EXHIBIT.fullmatch(written)
    reference = f"{usual[1]}/{usual[2]}" if usual else _encoded(written)
    return f"exhibit:{_reference(seizure_reference)}:{reference}"


def consignment_id(waybill: str) -> str:
    """A consignment, by its waybill, printed with spaces or hyphens or without."""
    text = _own(waybill, "consignment")
    bare = re.sub(r"[\s-]+", "", text)
    return f"consignment:{_reference(bare or text)}"


def part_id(kind: str, serial: str) -> str:
    """A component, by what it is and its serial number."""
    return f"part:{slug(kind)}:{_reference(''.join(serial.split()))}"


def fraud_id(fact: str) -> str:
    """A fraud event, by the id of the fact that tells of it."""
    return f"fraud:{_own(fact, 'fraud')}"


def country_id(code: str) -> str:
    """A country, by its ISO 3166-1 alpha-2 code."""
    return f"country:{_reference(_own(code, 'country'))}"


def _own(text: str, prefix: str) -> str:
    bare = text.strip()
    rest = bare.removeprefix(f"{prefix}:")
    return _decoded(rest) if rest != bare else bare


def _reference(text: str) -> str:
    return _encoded(_collapsed(text).upper())


def _collapsed(text: str) -> str:
    collapsed = " ".join(unicodedata.normalize("NFKC", text).split())
    if not collapsed:
        raise IdentifierError("A reference is empty.", "Give the reference as it was written.")
    return collapsed


def _encoded(text: str) -> str:
    return text.replace("%", "%25").replace(":", "%3A")


def _decoded(text: str) -> str:
    return text.replace("%3A", ":").replace("%25", "%")


def _phone(text: str) -> str | None:
    if sum(c.isdigit() for c in text) < SHORTEST_PHONE or any(c.isalpha() for c in text):
        return None
    import phonenumbers  # Few ids are numbers, and it takes as long to import as a question to answer.

    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
