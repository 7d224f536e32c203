"""Broken examples for ``shapes/participation.ttl``."""

from tests.shapes.defect import Defect, I, V, W

DEFECTS = [
    Defect(
        "ParticipationProcessShape",
        W,
        "a property of something else",
        add="<process/xx-2020-2021-approval> ga:theme theme:health .",
    ),
    Defect("ParticipationProcessShape-iri", V, "of another type", add="<event/xx-process> a ga:ParticipationProcess ."),
    Defect(
        "ParticipationProcessShape-isPartOf",
        V,
        "part of a plan",
        add="<process/xx-2020-2021-co-creation> dcterms:isPartOf <plan/xx-2020-2021> .",
    ),
    Defect(
        "ParticipationProcessShape-acyclic",
        V,
        "part of its part",
        add="<process/xx-2020-2021-co-creation> dcterms:isPartOf <process/xx-2020-2021-approval> .",
    ),
    Defect(
        "ParticipationProcessShape-withinWhole",
        W,
        "starts before the whole",
        remove="<process/xx-2020-2021-approval> schema:startDate [] .",
        add='<process/xx-2020-2021-approval> schema:startDate "2019-05-31"^^xsd:date .',
    ),
    Defect(
        "ParticipationProcessShape-stage",
        V,
        "two stages",
        add="<process/xx-2020-2021-approval> ga:stage stage:preparatory .",
    ),
    Defect(
        "ParticipationEventShape",
        W,
        "a property of something else",
        add='<event/xx-2020-2021-workshop> ga:number "1" .',
    ),
    Defect("ParticipationEventShape-iri", V, "of another type", add="<process/xx-event> a ga:ParticipationEvent ."),
    Defect("ParticipationEventShape-eventType", V, "no type", remove="<event/xx-2020-2021-workshop> ga:eventType [] ."),
    Defect(
        "ParticipationEventShape-eventType",
        V,
        "the total",
        remove="<event/xx-2020-2021-workshop> ga:eventType [] .",
        add="<event/xx-2020-2021-workshop> ga:eventType event-type:total .",
    ),
    Defect("ParticipationEventShape-theme", V, "the total", add="<event/xx-2020-2021-workshop> ga:theme theme:total ."),
    Defect(
        "ParticipationEventShape-isPartOf",
        V,
        "part of a plan",
        add="<event/xx-2020-2021-workshop> dcterms:isPartOf <plan/xx-2020-2021> .",
    ),
    Defect(
        "ParticipationEventShape-withinProcess",
        W,
        "after the process",
        remove="<event/xx-2020-2021-workshop> schema:endDate [] .",
        add='<event/xx-2020-2021-workshop> schema:endDate "2019-12-21"^^xsd:date .',
    ),
    Defect(
        "ParticipationEventShape-location",
        V,
        "the total",
        add="<event/xx-2020-2021-workshop> schema:location place:total .",
    ),
    Defect(
        "ParticipationEventShape-invitationMode",
        V,
        "a channel",
        remove="<event/xx-2020-2021-workshop> ga:invitationMode [] .",
        add="<event/xx-2020-2021-workshop> ga:invitationMode channel:forum .",
    ),
    Defect(
        "InstitutionalEventShape",
        W,
        "a property of something else",
        add="<institutional-event/xx-forum-created> ga:theme theme:health .",
    ),
    Defect("InstitutionalEventShape-iri", V, "of another type", add="<event/xx-created> a ga:InstitutionalEvent ."),
    Defect(
        "InstitutionalEventShape-institutionalEventType",
        V,
        "no type",
        remove="<institutional-event/xx-forum-created> ga:institutionalEventType [] .",
    ),
    Defect(
        "InstitutionalEventShape-about",
        V,
        "about nothing",
        remove="<institutional-event/xx-forum-created> schema:about [] .",
    ),
    Defect(
        "InstitutionalEventShape-legalBasis",
        V,
        "a document",
        add="<institutional-event/xx-forum-created> ga:legalBasis <document/report> .",
    ),
    Defect(
        "InstitutionalEventShape-wasAssociatedWith",
        V,
        "a plan",
        add="<institutional-event/xx-forum-created> prov:wasAssociatedWith <plan/xx-2020-2021> .",
    ),
    Defect("ProposalShape", W, "a property of something else", add='<proposal/xx-2020-2021-forums> ga:number "1" .'),
    Defect("ProposalShape-iri", V, "of another type", add="<contribution/xx-1> a ga:Proposal ."),
    Defect("ProposalShape-theme", V, "the total", add="<proposal/xx-2020-2021-forums> ga:theme theme:total ."),
    Defect(
        "ProposalShape-presentedAt",
        V,
        "a process",
        add="<proposal/xx-2020-2021-forums> ga:presentedAt <process/xx-2020-2021-co-creation> .",
    ),
    Defect(
        "ProposalShape-wasAttributedTo",
        V,
        "text",
        add='<proposal/xx-2020-2021-forums> prov:wasAttributedTo "una asociación" .',
    ),
    Defect(
        "ContributionShape",
        W,
        "a property of something else",
        add='<contribution/xx-2020-2021-mail> ga:number "1" .',
    ),
    Defect("ContributionShape-iri", V, "of another type", add="<proposal/xx-1> a ga:Contribution ."),
    Defect("ContributionShape-theme", V, "a channel", add="<contribution/xx-2020-2021-mail> ga:theme channel:forum ."),
    Defect(
        "ContributionShape-presentedAt",
        V,
        "a plan",
        add="<contribution/xx-2020-2021-mail> ga:presentedAt <plan/xx-2020-2021> .",
    ),
    Defect(
        "ContributionShape-channel",
        V,
        "two channels",
        add="<contribution/xx-2020-2021-mail> ga:channel channel:forum .",
    ),
    Defect(
        "RecommendationShape",
        W,
        "a property of something else",
        add="<recommendation/xx-2020-2021-data> ga:theme theme:health .",
    ),
    Defect("RecommendationShape-iri", V, "of another type", add="<proposal/xx-2> a ga:Recommendation ."),
    Defect("RecommendationShape-about", V, "text", add='<recommendation/xx-2020-2021-data> schema:about "datos" .'),
    Defect(
        "RecommendationShape-wasAttributedTo",
        V,
        "a plan",
        add="<recommendation/xx-2020-2021-data> prov:wasAttributedTo <plan/xx-2020-2021> .",
    ),
    Defect(
        "DecisionShape", W, "a property of something else", add="<decision/xx-2020-2021-mail> ga:theme theme:health ."
    ),
    Defect("DecisionShape-iri", V, "of another type", add="<event/xx-decision> a ga:Decision ."),
    Defect("DecisionShape-decidesOn", V, "on nothing", remove="<decision/xx-2020-2021-mail> ga:decidesOn [] ."),
    Defect("DecisionShape-outcome", V, "no outcome", remove="<decision/xx-2020-2021-mail> ga:outcome [] ."),
    Defect(
        "DecisionShape-decisionReason", V, "no language", add='<decision/xx-2020-2021-mail> ga:decisionReason "No" .'
    ),
    Defect(
        "DecisionShape-reasoned",
        I,
        "rejects without a reason",
        remove="<decision/xx-2020-2021-mail> ga:decisionReason [] .",
    ),
    Defect("DecisionShape-resultsIn", V, "text", add='<decision/xx-2020-2021-mail> ga:resultsIn "nada" .'),
    Defect(
        "DecisionShape-wasAssociatedWith",
        V,
        "an event",
        add="<decision/xx-2020-2021-mail> prov:wasAssociatedWith <event/xx-2020-2021-workshop> .",
    ),
    Defect(
        "FindingShape", W, "a property of something else", add="<finding/xx-2020-2021-mail> ga:theme theme:health ."
    ),
    Defect("FindingShape-iri", V, "of another type", add="<claim/xx-finding> a ga:Finding ."),
    Defect("FindingShape-findingKind", V, "no kind", remove="<finding/xx-2020-2021-mail> ga:findingKind [] ."),
    Defect("FindingShape-text", V, "no text", remove="<finding/xx-2020-2021-mail> rdfs:comment [] ."),
    Defect("FindingShape-about", V, "text", add='<finding/xx-2020-2021-mail> schema:about "todo" .'),
]
