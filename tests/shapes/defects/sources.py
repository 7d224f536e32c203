"""Broken examples for ``shapes/sources.ttl``."""

from tests.shapes.defect import Defect, I, V, W

PASSAGE = "<passage/report-intro-1>"
SELECTOR = "<passage/report-intro-1/selector>"
STATEMENT = "<statement/xx-2020-2021-01--theme>"
WORDS = " ".join(f"palabra{n}" for n in range(26))

DEFECTS = [
    Defect("SourceDocumentShape", W, "a property of something else", add="<document/report> ga:theme theme:health ."),
    Defect("SourceDocumentShape-iri", V, "of another type", add="<passage/report> a ga:SourceDocument ."),
    Defect("SourceDocumentShape-title", V, "no language", add='<document/report> dcterms:title "Informe" .'),
    Defect("SourceDocumentShape-page", V, "text", add='<document/report> foaf:page "www.xx.example" .'),
    Defect("SourceDocumentShape-publisher", V, "a place", add="<document/report> dcterms:publisher <place/xx> ."),
    Defect("SourceDocumentShape-issued", V, "a year", add='<document/report> dcterms:issued "2020"^^xsd:gYear .'),
    Defect("SourceDocumentShape-language", V, "a word", add='<document/report> dcterms:language "Spanish" .'),
    Defect(
        "SourceDocumentShape-sha256",
        V,
        "too short",
        remove="<document/report> ga:sha256 [] .",
        add='<document/report> ga:sha256 "0123456789abcdef" .',
    ),
    Defect(
        "SourceDocumentShape-textFile", V, "in a folder", add='<document/report> ga:textFile "textos/informe.txt" .'
    ),
    Defect("SourceDocumentShape-verifiable", W, "quoted, and no digest", remove="<document/report> ga:sha256 [] ."),
    Defect("PassageShape", W, "a property of something else", add=f"{PASSAGE} ga:theme theme:health ."),
    Defect("PassageShape-iri", V, "of another type", add="<document/report-1> a ga:Passage ."),
    Defect("PassageShape-hasSource", V, "of nothing", remove=f"{PASSAGE} oa:hasSource [] ."),
    Defect("PassageShape-section", V, "no section", remove=f"{PASSAGE} ga:section [] ."),
    Defect("PassageShape-hasSelector", V, "no quote", remove=f"{PASSAGE} oa:hasSelector [] ."),
    Defect("PassageShape-verified", W, "never verified", remove=f"{SELECTOR} oa:start [] ."),
    Defect("PassageShape-reading", V, "two readings", add='<passage/report-intro-2> ga:reading "tres" .'),
    Defect("PassageShape-cited", I, "nothing rests on it", remove="<claim/xx-2020-2021-announced> ga:evidence [] ."),
    Defect("TextQuoteSelectorShape", W, "a property of something else", add=f"{SELECTOR} ga:theme theme:health ."),
    Defect(
        "TextQuoteSelectorShape-iri",
        V,
        "not below its passage",
        add="<passage/report-selector> a oa:TextQuoteSelector .",
    ),
    Defect("TextQuoteSelectorShape-exact", V, "no quote", remove=f"{SELECTOR} oa:exact [] ."),
    Defect(
        "TextQuoteSelectorShape-exact",
        V,
        "26 words",
        remove=f"{SELECTOR} oa:exact [] .",
        add=f'{SELECTOR} oa:exact "{WORDS}" .',
    ),
    Defect("TextQuoteSelectorShape-prefix", V, "two", add=f'{SELECTOR} oa:prefix "y que " .'),
    Defect("TextQuoteSelectorShape-suffix", V, "with a language", add=f'{SELECTOR} oa:suffix "."@es .'),
    Defect(
        "TextQuoteSelectorShape-start",
        V,
        "negative",
        remove=f"{SELECTOR} oa:start [] .",
        add=f"{SELECTOR} oa:start -1 .",
    ),
    Defect("TextQuoteSelectorShape-end", V, "two", add=f"{SELECTOR} oa:end 40 ."),
    Defect("TextQuoteSelectorShape-position", V, "no end", remove=f"{SELECTOR} oa:end [] ."),
    Defect(
        "TextQuoteSelectorShape-position",
        V,
        "ends where it starts",
        remove=f"{SELECTOR} oa:end [] .",
        add=f"{SELECTOR} oa:end 10 .",
    ),
    Defect("TextQuoteSelectorShape-position", V, "no class", remove=f"{SELECTOR} a oa:TextPositionSelector ."),
    Defect(
        "TextDefectShape",
        W,
        "a property of something else",
        add="<text-defect/xx-2020-2021-row> ga:theme theme:health .",
    ),
    Defect("TextDefectShape-iri", V, "of another type", add="<document/xx-defect> a ga:TextDefect ."),
    Defect("TextDefectShape-hasSource", V, "of nothing", remove="<text-defect/xx-2020-2021-row> oa:hasSource [] ."),
    Defect(
        "TextDefectShape-documentSection",
        V,
        "no section",
        remove="<text-defect/xx-2020-2021-row> ga:documentSection [] .",
    ),
    Defect("TextDefectShape-reading", V, "no language", add='<text-defect/xx-2020-2021-row> ga:reading "3" .'),
    Defect("StatementShape", W, "a property of something else", add=f"{STATEMENT} ga:theme theme:health ."),
    Defect("StatementShape-iri", V, "of another type", add="<claim/xx-statement> a ga:Statement ."),
    Defect("StatementShape-subject", V, "no subject", remove=f"{STATEMENT} rdf:subject [] ."),
    Defect("StatementShape-predicate", V, "no predicate", remove=f"{STATEMENT} rdf:predicate [] ."),
    Defect("StatementShape-object", V, "no object", remove=f"{STATEMENT} rdf:object [] ."),
    Defect(
        "StatementShape-triple",
        V,
        "of what is not in the graph",
        remove=f"{STATEMENT} rdf:object [] .",
        add=f"{STATEMENT} rdf:object theme:education .",
    ),
    Defect("StatementShape-basis", V, "no basis", remove=f"{STATEMENT} ga:basis [] ."),
    Defect("StatementShape-stated", V, "stated, and no source", remove=f"{STATEMENT} ga:evidence [] ."),
]
