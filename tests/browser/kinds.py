"""A page of each kind, by the name of the kind."""

from urllib.parse import quote

QUERY = "SELECT ?theme ?label { ?theme a ga:Theme ; rdfs:label ?label } ORDER BY ?theme ?label"
PREFIXES = "PREFIX ga: <https://w3id.org/gobierno-abierto/def#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
PAGES = {
    "home": "/",
    "list": "/doc/commitment",
    "commitment": "/doc/commitment/pe-2017-2019-01",
    "plan": "/doc/plan/pe-2017-2019",
    "event": "/doc/event/pe-2017-2019-workshop-arequipa",
    "table": "/doc/table/pe-2017-2019-organizations",
    "organization": "/doc/organization/pe-pcm",
    "proposal": "/doc/proposal/pe-2017-2019-environmental-commissions",
    "decision": "/doc/decision/pe-2017-2019-anticorruption-cross-cutting",
    "alignment": "/doc/alignment/pe-2017-2019-01--16.6--quipu-editors",
    "assessment": "/doc/assessment/pe-2012-2013-1-a--ogp-irm-2014",
    "discrepancy": "/doc/discrepancy/pe-2012-2013--number-of-commitments",
    "passage": "/doc/passage/pe-cocreacion-2017-approval-1",
    "source": "/doc/document/pe-cocreacion-2017",
    "process": "/doc/process/pe-2017-2019-approval",
    "goal": "/doc/sdg/16",
    "theme": "/doc/theme/health",
    "vocabulary": "/def",
    "shapes": "/shapes",
    "a-question-of-the-data": "/doc/question/alignments-by-basis",
    "validate": "/validate",
    "releases": "/releases",
    "audits": "/audit",
    "audit": "/audit/pe-2017-2019",
    "catalog": "/catalog",
    "discrepancies": "/questions/discrepancies",
    "editor": "/sparql",
    "answer": f"/sparql?query={quote(PREFIXES + QUERY)}",
    "questions": "/questions",
    "question": "/questions/sdg-by-theme",
    "search": "/search?q=educacion",
    "nothing-found": "/search?q=zzz",
    "problem": "/nothing",
}
IN = ("es", "en")


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"
