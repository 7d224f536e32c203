"""Broken examples for ``shapes/common.ttl``."""

from tests.shapes.defect import Defect, V, W

DEFECTS = [
    Defect("ThingShape-label", V, "no label", remove="<plan/xx-2020-2021> rdfs:label [] ."),
    Defect("ThingShape-label", V, "two labels in one language", add='<plan/xx-2020-2021> rdfs:label "Otro"@es .'),
    Defect("ThingShape-label", V, "a label without a language", add='<plan/xx-2020-2021> rdfs:label "Plan" .'),
    Defect(
        "ThingShape-labelSpanish",
        W,
        "English only",
        remove='<finding/xx-2020-2021-mail> rdfs:label "Responder siempre"@es .',
    ),
    Defect(
        "ThingShape-labelEnglish",
        W,
        "Spanish only",
        remove='<finding/xx-2020-2021-mail> rdfs:label "Always answer"@en .',
    ),
    Defect("ThingShape-comment", V, "no language", add='<plan/xx-2020-2021> rdfs:comment "Nota" .'),
    Defect(
        "ThingShape-evidence", V, "a document, not a passage", add="<plan/xx-2020-2021> ga:evidence <document/report> ."
    ),
    Defect("ThingShape-knownFrom", V, "text, not an IRI", add='<plan/xx-2020-2021> ga:knownFrom "el informe" .'),
    Defect(
        "ThingShape-basis", V, "a claim that rests on nothing", remove="<claim/xx-2020-2021-share> ga:evidence [] ."
    ),
    Defect(
        "ThingShape-basis",
        V,
        "a milestone whose commitment rests on nothing",
        remove="<commitment/xx-2020-2021-01> ga:evidence [] .",
    ),
    Defect(
        "ThingShape-basis",
        V,
        "a cell whose table names no source",
        remove="<table/xx-2020-2021-participants> dcterms:source [] .",
    ),
    Defect(
        "ThingShape-notKnown",
        V,
        "has a value and says that it is not known",
        add="<commitment/xx-2020-2021-02> ga:notKnown ga:theme .",
    ),
    Defect("ThingShape-notKnown", V, "not a property", add='<commitment/xx-2020-2021-02> ga:notKnown "theme" .'),
    Defect(
        "DatedShape-startDate",
        V,
        "two first days",
        add='<plan/xx-2020-2021> schema:startDate "2020-01-02"^^xsd:date .',
    ),
    Defect(
        "DatedShape-startDate",
        V,
        "not a day",
        remove="<plan/xx-2020-2021> schema:startDate [] .",
        add='<plan/xx-2020-2021> schema:startDate "pronto"^^xsd:date .',
    ),
    Defect(
        "DatedShape-endDate",
        V,
        "a year, not a day",
        remove="<plan/xx-2020-2021> schema:endDate [] .",
        add='<plan/xx-2020-2021> schema:endDate "2021"^^xsd:gYear .',
    ),
    Defect(
        "DatedShape-endDate",
        V,
        "with a time zone",
        remove="<plan/xx-2020-2021> schema:endDate [] .",
        add='<plan/xx-2020-2021> schema:endDate "2021-12-31Z"^^xsd:date .',
    ),
    Defect("DatedShape-notBefore", V, "text", add='<plan/xx-2020-2021> ga:notBefore "2019-01-01" .'),
    Defect(
        "DatedShape-notAfter",
        V,
        "two bounds",
        add='<commitment/xx-2020-2021-02> ga:notAfter "2021-12-01"^^xsd:date .',
    ),
    Defect(
        "DatedShape-order",
        V,
        "ends before it starts",
        remove="<event/xx-2020-2021-workshop> schema:endDate [] .",
        add='<event/xx-2020-2021-workshop> schema:endDate "2019-06-30"^^xsd:date .',
    ),
    Defect(
        "DatedShape-order",
        V,
        "starts before it can",
        add='<event/xx-2020-2021-workshop> ga:notBefore "2019-07-02"^^xsd:date .',
    ),
    Defect(
        "DatedShape-order",
        V,
        "ends after it can",
        add='<event/xx-2020-2021-workshop> ga:notAfter "2019-06-30"^^xsd:date .',
    ),
    Defect("VocabularyShape", V, "a class that is not defined", add="<plan/xx-2020-2021> a ga:Plan ."),
    Defect(
        "VocabularyShape",
        V,
        "a property that is not defined",
        add="<commitment/xx-2020-2021-01> ga:leadEntiti <organization/xx-min> .",
    ),
    Defect("VocabularyShape", V, "a class above is missing", remove="<plan/xx-2020-2021> a prov:Plan ."),
    Defect("VocabularyShape", V, "a blank node", add='[] a prov:Entity ; rdfs:label "?"@es .'),
    Defect("VocabularyShape", V, "names what is not there", add="<plan/xx-2020-2021> rdfs:member <event/xx-none> ."),
]
