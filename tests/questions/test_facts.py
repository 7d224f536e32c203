"""What the source document says, counted by hand and held against the answers.

The numbers here come from reading the account of the co-creation of Peru's plan 2017-2019 (chapter named beside each),
never from running a query.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from pyoxigraph import Literal, NamedNode, Quad, Store

from ontology.terms import BASE, GA, PROV, RDF, SCHEMA

Row = dict[str, str]
Ask = Callable[..., list[Row]]
ID = f"{BASE}id/"


def code(iri: str) -> str:
    return iri.rpartition("/")[2]


def test_eighteen_commitments_thirteen_with_a_theme(ask: Ask) -> None:
    """II. Introducción: «contiene 18 compromisos consensuados». Five themes could not be told (numbers 11 to 15)."""
    rows = ask("commitments-by-theme")
    assert {code(row["theme"]): int(row["commitments"]) for row in rows} == {
        "cross-cutting": 1,
        "education": 4,
        "environment": 3,
        "infrastructure": 2,
        "public-safety": 3,
        "": 5,
    }
    assert rows[-1]["themeLabel"] == "not known"
    assert ask("number-of-commitments") == [{"commitments": "18"}]


def test_eighteen_and_eleven_proposals_and_twenty_six_at_the_national_tables(ask: Ask) -> None:
    """VI.B.3, the box: 3 + 4 + 5 + 2 + 2 + 2 = 18. VI.B.4: 1 + 1 + 2 + 2 + 1 + 4 = 11. VI.B.5: 26."""
    cells = {
        (code(row["eventType"]), code(row["theme"])): int(row["proposals"])
        for row in ask("proposals-by-theme-and-event")
    }
    assert cells == {
        ("thematic-table", "environment"): 3,
        ("thematic-table", "education"): 4,
        ("thematic-table", "infrastructure"): 5,
        ("thematic-table", "health"): 2,
        ("thematic-table", "sanitation"): 2,
        ("thematic-table", "public-safety"): 2,
        ("thematic-table", "total"): 18,
        ("regional-workshop", "sanitation"): 1,
        ("regional-workshop", "infrastructure"): 1,
        ("regional-workshop", "public-safety"): 2,
        ("regional-workshop", "environment"): 2,
        ("regional-workshop", "health"): 1,
        ("regional-workshop", "education"): 4,
        ("regional-workshop", "total"): 11,
        ("national-table", "total"): 26,
    }
    funnel = [(code(row["of"]), row["value"]) for row in ask("proposal-funnel")]
    assert funnel == [
        ("pe-2017-2019-thematic-tables", "18"),
        ("pe-2017-2019-regional-workshops", "11"),
        ("pe-2017-2019-national-tables", "26"),
        ("pe-2017-2019", "17"),
        ("pe-2017-2019", "18"),
    ]


def test_table_3_participants_by_region(ask: Ask) -> None:
    """VI.B.4, Cuadro 3: 27 + 22 = 49, 14 + 29 = 43, 22 + 31 = 53; 63 + 82 = 145, 43 % and 57 %."""
    rows = {
        code(row["region"]): (int(row["publicSector"]), int(row["civilSociety"]), int(row["total"]))
        for row in ask("attendance-by-region")
    }
    assert rows == {
        "pe-lal": (27, 22, 49),
        "pe-sam": (14, 29, 43),
        "pe-are": (22, 31, 53),
        "total": (63, 82, 145),
    }
    assert all(public + civil == total for public, civil, total in rows.values())
    shares = [
        ask("observation-share", observation=f"pe-2017-2019-workshops/{cell}")[0]["percent"]
        for cell in ("total-public-sector", "total-civil-society", "la-libertad-public-sector")
    ]
    assert shares == ["43.4483", "56.5517", "55.102"]  # 63/145, 82/145; 27/49: the share within its own region


def test_tables_1_and_2_organizations(ask: Ask) -> None:
    """VI.B.2, Cuadro 1: 124 + 52 = 176 (70.5 % and 29.5 %). Cuadro 2: 8 + 5 + 9 + 102 = 124; its shares make 100.1."""
    rows = [
        (code(row["table"]), code(row["actorType"]), int(row["organizations"]), row["printedPercent"])
        for row in ask("organizations-by-type")
    ]
    assert rows == [
        ("pe-2017-2019-organizations", "civil-society", 124, "70.5"),
        ("pe-2017-2019-organizations", "public-sector", 52, "29.5"),
        ("pe-2017-2019-organizations", "total", 176, "100"),
        ("pe-2017-2019-civil-society", "ngo", 102, "82.3"),
        ("pe-2017-2019-civil-society", "private-company", 9, "7.3"),
        ("pe-2017-2019-civil-society", "academia", 8, "6.5"),
        ("pe-2017-2019-civil-society", "international-cooperation", 5, "4"),
        ("pe-2017-2019-civil-society", "total", 124, "100"),
    ]
    assert ask("sum-of-printed-shares", table="pe-2017-2019-organizations") == [{"sum": "100"}]
    assert ask("sum-of-printed-shares", table="pe-2017-2019-civil-society") == [{"sum": "100.1"}]
    assert ask("sum-of-printed-shares", table="pe-2017-2019-workshops") == [{"sum": "100"}]


def test_table_4_contributions(ask: Ask) -> None:
    """VI.B.6, Cuadro 4. The row Salud lost both cells: 10 - (1 + 2 + 2 + 3) = 2 and 10 - (2 + 2 + 1 + 3 + 1) = 1."""
    cells: dict[str, dict[str, int]] = {}
    inferred = []
    for row in ask("contributions-by-theme"):
        cells.setdefault(code(row["theme"]), {})[code(row["channel"])] = int(row["contributions"])
        if row["status"].endswith("obsStatus-I"):
            inferred.append((code(row["theme"]), code(row["channel"])))
    assert {theme: tuple(each.values()) for theme, each in cells.items()} == {
        "education": (2, 1, 3),
        "environment": (1, 2, 3),
        "health": (2, 1, 3),
        "infrastructure": (2, 2, 4),
        "public-safety": (3, 3, 6),
        "sanitation": (0, 1, 1),
        "total": (10, 10, 20),
    }
    assert list(cells["total"]) == ["first-column", "second-column", "total"]
    assert inferred == [("health", "first-column"), ("health", "second-column")]
    by_theme = ask("sum-of-parts", total="pe-2017-2019-contributions/total-total", dimension="ga:theme")
    by_channel = ask("sum-of-parts", total="pe-2017-2019-contributions/total-total", dimension="ga:channel")
    assert by_theme == by_channel == [{"sum": "20"}]


def test_the_stages_and_their_days(ask: Ask) -> None:
    """VI.A: May to August. VI.B: 8 September to 25 October; tables 11 to 19, workshops 21 September to 2 October.

    VI.B.1: consultation on the self-assessment 22 September to 6 October. VI.B.7: 7 November. VI.C: 27 December.
    """
    days = {
        code(row["happening"]).removeprefix("pe-2017-2019-"): tuple(row[name] for name in ("firstDay", "lastDay"))
        for row in ask("process-timeline")
        if row["lastDay"]
    }
    assert days == {
        "participation": ("2017-09-08", "2017-10-25"),
        "thematic-tables": ("2017-09-11", "2017-09-19"),
        "regional-workshops": ("2017-09-21", "2017-10-02"),
        "self-assessment-consultation": ("2017-09-22", "2017-10-06"),
        "results-presentation": ("2017-11-07", "2017-11-07"),
        "approval": ("", "2017-12-27"),
        "pe-plan-2017-2019-approved": ("2017-12-27", "2017-12-27"),
    }


def test_two_recommendations_were_not_taken(ask: Ask) -> None:
    """VI.C: 5 taken into the draft resolution, 10 into the plan, 2 not taken: November, and the commission."""
    rows = ask("recommendations-and-outcomes")
    rejected = {code(row["recommendation"]) for row in rows if code(row["outcome"]) == "rejected" and not row["number"]}
    assert rejected == {"pe-2017-2019-approval-in-november", "pe-2017-2019-commission-monitors-plan"}
    assert sorted(int(row["number"]) for row in rows if row["number"]) == [2, 5, 10]


def test_four_good_practices_and_four_lessons(ask: Ask) -> None:
    """VII and VIII: four numbered points each."""
    assert Counter(label for _, label in {(row["finding"], row["kindLabel"]) for row in ask("findings")}) == {
        "Good practice": 4,
        "Lesson learned": 4,
    }


def test_the_known_discrepancies_are_found_with_their_quotes(ask: Ask) -> None:
    rows = ask("discrepancies")
    values: dict[str, set[str]] = {}
    for row in rows:
        values.setdefault(code(row["discrepancy"]), set()).add(row["value"])
    # II and VIII say 18, VI.B.7 says 17; III says 47, OGP's table has 48 rows.
    assert values["pe-2017-2019--number-of-commitments"] == {"17", "18"}
    assert values["pe-2012-2013--number-of-commitments"] == {"47", "48"}
    # VI.B.2: 70 % in the text, 70.5 % in Cuadro 1. VI.A: six axes proposed, five kept. VI.B: 18 and 11 do not make 26.
    assert values["pe-2017-2019-share-civil-society"] == {"70", "70.5"}
    assert values["pe-2017-2019-preparatory--thematic-axes"] == {"5", "6"}
    assert values["pe-2017-2019-proposals-before-national-tables"] == {"11", "18", "26"}
    # VI.B.6: 20 by the forum, but 10 by each of two channels in Cuadro 4.
    assert values["pe-2017-2019-contributions-by-channel"] == {"10", "20"}
    # Cuadro 2: 6.5 + 4.0 + 7.3 + 82.3, computed.
    assert values["pe-2017-2019-civil-society-total--share-of-total"] == {"100", "100.1"}
    assert all(row["quote"] or row["document"] or row["computedBy"] for row in rows)
    assert all(row["resolution"] for row in rows)
    seventeen = next(row for row in rows if row["value"] == "17")
    assert "se obtuvieron 17 compromisos" in seventeen["quote"]


def test_every_computed_figure_agrees_with_what_is_printed_but_for_the_known_ones(ask: Ask) -> None:
    apart = {code(row["discrepancy"]) for row in ask("discrepancies") if row["computedBy"]}
    assert apart == {
        "pe-2012-2013--number-of-commitments",
        "pe-2017-2019--number-of-commitments",
        "pe-2017-2019-civil-society-total--share-of-total",
        "pe-2017-2019-tables-and-themes",
    }


def test_the_source_states_no_sdg_for_any_commitment(ask: Ask) -> None:
    """IV names the 2030 Agenda and its 17 goals; no chapter ties a commitment to a goal."""
    rows = {code(row["basis"]): row for row in ask("alignments-by-basis")}
    assert rows["stated-in-source"]["alignments"] == "0"
    assert len(ask("sdg-coverage")) == 17


def test_a_rejected_alignment_is_no_direct_one(ask: Ask, shuffled: Store) -> None:
    before = {row["code"]: int(row["directCommitments"]) for row in ask("sdg-coverage", shuffled)}
    alignment = NamedNode(f"{ID}alignment/pe-2017-2019-10--11.3--quipu-editors")
    for quad in list(shuffled.quads_for_pattern(alignment, GA.reviewStatus, None, None)):
        shuffled.remove(quad)
        rejected = NamedNode(f"{ID}review-status/rejected")
        shuffled.add(Quad(quad.subject, quad.predicate, rejected, quad.graph_name))
    after = {row["code"]: int(row["directCommitments"]) for row in ask("sdg-coverage", shuffled)}
    assert before["11"] == 1
    assert after == {**before, "11": 0}


def test_what_rests_on_nothing_is_found(ask: Ask, shuffled: Store) -> None:
    claim = NamedNode(f"{ID}claim/made-up")
    cell = NamedNode(f"{ID}table/made-up/cell")
    shuffled.add(Quad(claim, RDF.type, GA.Claim))
    shuffled.add(Quad(claim, SCHEMA.about, NamedNode(f"{ID}plan/pe-2017-2019")))
    shuffled.add(Quad(claim, GA.value, Literal(17)))
    rating = NamedNode(f"{ID}assessment/made-up/relevance")
    shuffled.add(Quad(rating, RDF.type, GA.Rating))
    shuffled.add(Quad(rating, PROV.wasAttributedTo, cell))
    assert [row["node"] for row in ask("statements-without-evidence", shuffled)] == [claim.value, rating.value]
    assert ask("statements-without-evidence") == []
