"""The words of the report, by key, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from shapes.audit.audit import Audit
from shapes.audit.checks import CANNOT_TELL, FAILED, INAPPLICABLE, PASSED


@cache
def wording(language: str) -> Mapping[str, str]:
    """The texts of a language."""
    text = files("shapes.audit.wording").joinpath(f"{language}.yaml").read_text(encoding="utf-8")
    return {str(key): str(value).strip("\n") for key, value in yaml.safe_load(text).items()}


def name_of(audit: Audit, language: str) -> str:
    """The plan's name."""
    return audit.name.get(language) or audit.plan


def summary(audit: Audit, language: str) -> tuple[str, ...]:
    """What the audit comes to, in sentences."""
    words, numbers, counts = wording(language), audit.measures, audit.counts
    outcomes = [result.outcome for result in audit.results]
    compared = audit.second.assessors if audit.second else ()
    assessors = [each for each in audit.assessors if each not in compared]
    if not assessors:
        who = words["summary.nobody"]
    elif len(assessors) == 1:
        [only] = assessors
        who = words["summary.one"].format(assessor=only.name.get(language, only.key))
        if not audit.second:
            who += " " + words["summary.alone"]
    else:
        who = words["summary.several"].format(assessors=len(assessors))
    if audit.second:
        names = ", ".join(each.name.get(language, each.key) for each in compared)
        who += " " + words["summary.second"].format(assessors=names, file=audit.second.file)
    inapplicable = outcomes.count(INAPPLICABLE)
    found = sum(counts.values())
    checked = words["summary.checks"].format(
        checks=len(outcomes),
        passed=outcomes.count(PASSED),
        failed=outcomes.count(FAILED),
        cannot=outcomes.count(CANNOT_TELL),
        inapplicable=words["summary.inapplicable"].format(n=inapplicable) if inapplicable else "",
        findings=found,
        **counts,
    )
    sentences = [
        words["summary.commitments"].format(
            commitments=numbers["commitments"],
            titled=numbers["titled-commitments"],
            aligned=numbers["aligned-commitments"],
            alignments=numbers["alignments"],
        ),
        words["summary.coverage"].format(
            goals_served=numbers["goals-served"],
            goals=numbers["goals"],
            targets_served=numbers["targets-served"],
            targets=numbers["targets"],
        ),
        words["summary.evidence"].format(
            quoted=numbers["quoted-alignments"], alignments=numbers["alignments"], quotes=numbers["alignment-quotes"]
        ),
        who,
        words["summary.origin"].format(traced=numbers["traced-commitments"], commitments=numbers["commitments"]),
        checked,
    ]
    if counts["high"]:
        sentences.append(words["summary.high"])
    return tuple(sentences)
