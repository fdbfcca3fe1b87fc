"""Puts loaded files into a case, as its officers do, so that tests see who is kept out."""

from __future__ import annotations

from collections.abc import Collection

from web_site import Site

from api.settings import read_settings
from tracer.records.access.cases import Cases
from tracer.records.access.people import People
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.records.vault import Vault

ASKED = Asked("test", "test")


def make_case(site: Site, files: Collection[str], usernames: Collection[str], name: str = "Heron") -> str:
    """A case that some files (by name; all where none is named) belong to, and who works on it; its id."""
    settings = read_settings({"TRACER_HOME": str(site.tracer.home)})
    records = Records.open(settings.records_url, Vault.load(settings.data_key_file))
    try:
        cases, people = records.part(Cases), records.part(People)
        made = cases.add(name, "Metropolitan Police", ASKED)
        for source in records.sources():
            if not files or source.name in files:
                cases.put_source(made.id, source.id)
        members = [person.id for one in usernames if (person := people.by_username(one))]
        cases.set_members(made.id, members, ASKED)
        return made.id
    finally:
        records.close()
