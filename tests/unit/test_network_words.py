"""Every label and relationship of the graph has a word on the network page."""

from __future__ import annotations

from api.web.network_words import KINDS, RELATIONS, counted
from graph.queries.expand import Count
from graph.schema import LABEL_OF, RELATIONSHIP_OF


def test_nothing_of_the_schema_is_without_a_word() -> None:
    assert set(KINDS) == set(LABEL_OF)
    assert set(RELATIONS) == set(RELATIONSHIP_OF)


def test_counts_are_said_with_their_thousands_apart() -> None:
    assert counted([Count("Handset", 1420, 1500), Count("Place", 1, 3)]) == "1,420 handsets, 1 place"
