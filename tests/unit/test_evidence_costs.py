"""Better evidence never costs more."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from graph.evidence import Link, basis_words, cost, counts, stands_alone, weakest, weakest_link, worst
from tracer.model import Basis


def test_nothing_is_better_than_an_observation_and_every_grade_has_its_place() -> None:
    for source in "123":
        grades = [cost(Basis.ASSERTED, f"{source}{information}P") for information in "ABCDE"]
        assert all(better < worse for better, worse in pairwise([cost(Basis.OBSERVED), *grades]))
    for information in "ABCDE":
        sources = [cost(Basis.ASSERTED, f"{source}{information}P") for source in "123"]
        assert all(better < worse for better, worse in pairwise(sources))


def test_what_is_suspected_to_be_false_is_worst_of_all_that_is_asserted() -> None:
    others = [cost(Basis.ASSERTED, f"{source}{information}P") for source, information in product("123", "ABCD")]
    assert min(cost(Basis.ASSERTED, f"{source}EP") for source in "123") > max(others)


@pytest.mark.parametrize("written", ["2-C-P", "2cp", " 2CC ", "2C"])
def test_a_grade_is_read_as_it_is_written(written: str) -> None:
    assert cost(Basis.ASSERTED, written) == cost(Basis.ASSERTED, "2CP")


def test_what_a_conclusion_may_rest_on() -> None:
    every = ["".join(both) + "P" for both in product("123", "ABCDE")]
    assert [one for one in every if stands_alone(one)] == ["1AP", "1BP", "1CP"]
    assert [one for one in every if counts(one) and not stands_alone(one)] == ["1DP", "2AP", "2BP", "2CP", "2DP"]
    assert counts(None)
    assert stands_alone(None)
    assert not counts("?")
    assert worst([None, "1AP", "2CP", "1EP", "3AP"]) == "1EP"
    assert worst([None]) is None


def test_a_statement_without_a_grade_is_untested_and_not_known_how() -> None:
    assert cost(Basis.ASSERTED) == cost(Basis.ASSERTED, "?") == cost(Basis.ASSERTED, "2DP")


def test_an_inference_costs_more_than_an_observation_and_less_the_higher_its_score() -> None:
    costs = [cost(Basis.INFERRED, score=score) for score in (1.0, 0.9, 0.5, 0.0)]
    assert all(better < worse for better, worse in pairwise([cost(Basis.OBSERVED), *costs]))
    assert cost(Basis.INFERRED) == costs[-1]
    assert cost(Basis.INFERRED, score=7.0) == costs[0]


def test_a_chain_is_as_good_as_its_weakest_link() -> None:
    assert weakest([Basis.OBSERVED, Basis.INFERRED, Basis.ASSERTED]) is Basis.INFERRED
    assert weakest([Basis.ASSERTED, Basis.OBSERVED]) is Basis.ASSERTED
    assert weakest([]) is Basis.OBSERVED


def test_a_chain_rests_on_its_weakest_basis_and_of_that_on_the_worst_statement() -> None:
    told = ((Basis.OBSERVED, None, None), (Basis.ASSERTED, "1AP", None), (Basis.ASSERTED, "2EP", None))
    chain = [Link("HELD", "a", "b", basis, None, grade, score) for basis, grade, score in told]
    assert weakest_link(chain).grade == "2EP"
    sure = Link("HELD", "a", "b", Basis.INFERRED, None, None, 1.0)
    assert weakest_link([*chain, sure]) is sure
    assert [basis_words(one.basis, one.grade, one.score) for one in (chain[1], sure)] == [
        "asserted 1AP",
        "inferred 1.00",
    ]
