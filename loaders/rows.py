"""The row models of a data package: one class a table, one field a column.

The models are the definition of the package format. The template of an empty package, the documentation of the
columns and the messages about bad cells are all made from them. What a cell may hold is in :mod:`loaders.cells`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from loaders.cells import (
    KEY_PATTERN,
    ActorType,
    Basis,
    Channel,
    ClaimRef,
    CodeOf,
    CommitmentRef,
    Day,
    DocumentRef,
    EventRef,
    EventType,
    Flag,
    Key,
    LangText,
    LegalRef,
    Many,
    OrganizationRef,
    PassageRef,
    PlaceRef,
    PolicyArea,
    Principle,
    PrintedNumber,
    ProcessRef,
    Quote,
    SDGCode,
    TableRef,
    Theme,
    ThingRef,
    WebAddress,
    WholeNumber,
)


class Row(BaseModel):
    """What every table has: our own remarks, and what the row rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    table: ClassVar[str]
    """The file's name without ``.csv``."""
    type: ClassVar[str] = ""
    """The identifier type (``id/{type}/{key}``) of what a row describes; empty where it takes its IRI from a thing."""
    local: ClassVar[bool] = True
    """True where keys are local to the plan: its key and a hyphen are put before them."""

    comment: LangText = Field(default={}, description="A remark in the project's own words.")
    evidence: Annotated[list[PassageRef], Many] = Field(
        default=[], description="Passages that the row rests on, as section-number."
    )
    known_from: Annotated[list[DocumentRef], Many] = Field(
        default=[], description="Documents or pages that the row is known from, where no passage is quoted."
    )


class Labelled(Row):
    label: LangText = Field(description="Name in each language of the package. An own translation where need be.")


class Dated(Row):
    """Days; one that is not known is bounded by ``not_before`` and ``not_after``."""

    start_date: Day | None = Field(default=None, description="First day, YYYY-MM-DD. A single day has both.")
    end_date: Day | None = Field(default=None, description="Last day, YYYY-MM-DD.")
    not_before: Day | None = Field(default=None, description="Where the day is not known: earliest possible.")
    not_after: Day | None = Field(default=None, description="Where the day is not known: latest possible.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [
            (name, day)
            for name, day in (
                ("not_before", self.not_before),
                ("start_date", self.start_date),
                ("end_date", self.end_date),
                ("not_after", self.not_after),
            )
            if day is not None
        ]
        for (first, earlier), (second, later) in pairwise(days):
            if earlier > later:
                raise ValueError(f"{second}|dates out of order; expected {later} not to be before {first} {earlier}")
        return self


class Organization(Labelled):
    table, type, local = "organizations", "organization", False
    key: Key
    kind: Literal["formal", "unit", "collaboration"] = Field(
        description="formal: an organisation of its own; unit: a part of one; collaboration: several together."
    )
    unit_of: OrganizationRef | None = Field(default=None, description="The organisation that a unit is part of.")
    acronym: str | None = None
    actor_type: ActorType | None = None
    homepage: WebAddress | None = Field(default=None, description="Web address.")

    @model_validator(mode="after")
    def _unit_has_parent(self) -> Self:
        if self.kind == "unit" and self.unit_of is None:
            raise ValueError("unit_of|no value; expected the organisation that the unit is part of")
        return self


class Legal(Labelled):
    table, type, local = "legal", "legal", False
    key: Key
    legal_type: Annotated[str, CodeOf("legal-type")]
    number: str = Field(description="Official number, such as 378-2017-PCM.")
    title: LangText = Field(default={}, description="Official title, only in its own language.")
    issued: Day | None = None
    issued_by: OrganizationRef | None = None


class Document(Labelled):
    table, type, local = "documents", "document", False
    key: Key
    title: LangText = Field(default={}, description="Official title, only in its own language.")
    url: WebAddress | None = Field(default=None, description="Web address where it was read.")
    publisher: OrganizationRef | None = None
    issued: Day | None = None
    language: str | None = Field(default=None, description="Language tag of the text, such as es.")
    sha256: str | None = Field(
        default=None, pattern="^[0-9a-f]{64}$", description="Digest of the text against which quotes are verified."
    )
    text_file: str | None = Field(default=None, description="Name of that text's file in a folder of sources.")


class Section(Row):
    """A section of a source document, for its passages."""

    table = "sections"
    document: DocumentRef
    section: Key = Field(description="Short name, part of the passages' keys.")
    title: str = Field(description="Number and heading as printed, OCR errors mended.")


class Place(Labelled):
    table, type, local = "places", "place", False
    key: Key
    broader: PlaceRef | None = None
    definition: LangText = {}
    iso_3166_2: str | None = Field(default=None, pattern="^[A-Z]{2}(-[A-Z0-9]{1,3})?$")
    ubigeo_inei: str | None = Field(default=None, pattern=r"^\d{2}$")
    ubigeo_reniec: str | None = Field(default=None, pattern=r"^\d{2}$")


def key_of_number(number: str) -> str:
    """A commitment's key from its number: ``7`` gives ``07``, ``1:A`` gives ``1-a``."""
    if number.isdecimal() and number.isascii():
        return number.zfill(2)
    return re.sub(r"[^a-z0-9]+", "-", number.lower()).strip("-")


class Commitment(Dated):
    table, type = "commitments", "commitment"
    number: str = Field(description="Number as published: 7, 1:A.")
    position: WholeNumber = Field(ge=1, description="Place in the plan's order, from 1.")
    key: Key | None = Field(default=None, description="Only where the number does not give the key.")
    ogp_id: str | None = Field(default=None, pattern=r"^[A-Z]{2,3}\d{4}$", description="OGP's identifier.")
    title: LangText = Field(default={}, description="Official title, only where known, only in its own language.")
    label: LangText = Field(default={}, description="Name; in the title's language the title where left out.")
    description: LangText = {}
    theme: Annotated[list[Theme], Many] = []
    principle: Annotated[list[Principle], Many] = []
    policy_area: Annotated[list[PolicyArea], Many] = []
    is_cross_cutting: Flag | None = None
    not_known: Annotated[list[Literal["title", "theme", "lead"]], Many] = Field(
        default=[], description="What exists but is not known to the publisher: title, theme, lead."
    )

    @property
    def local_key(self) -> str:
        """The key from the number; an explicit key wins."""
        return self.key or key_of_number(self.number)

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        if not KEY_PATTERN.fullmatch(self.local_key):
            raise ValueError("number|no key can be made of it; expected one in the column key")
        return self

    @model_validator(mode="after")
    def _known_or_not(self) -> Self:
        values = {"title": self.title, "theme": self.theme}
        for name in self.not_known:
            if values.get(name):
                raise ValueError(f"not_known|{name} has a value and is said not to be known")
        return self


class Milestone(Labelled, Dated):
    table = "milestones"
    commitment: CommitmentRef
    n: WholeNumber = Field(ge=1, description="Number within the commitment.")


class Responsibility(Dated):
    table, type = "responsibilities", "responsibility"
    thing: ThingRef = Field(description="Plan, commitment, process or event, as type/key.")
    organization: OrganizationRef
    role: Annotated[str, CodeOf("role")]


class Alignment(Row):
    table, type = "alignments", "alignment"
    commitment: CommitmentRef
    sdg: SDGCode = Field(description="Goal, target or indicator: 16, 16.7, C160702.")
    party: OrganizationRef = Field(description="Who asserts it.")
    basis: Annotated[str, CodeOf("alignment-basis")]
    strength: Annotated[str, CodeOf("alignment-strength")]
    status: Annotated[str, CodeOf("review-status")]
    rationale: LangText


class AlignmentRule(Row):
    """A rule that aligns every commitment of a theme with one SDG concept."""

    table = "alignment-rules"
    theme: Theme
    sdg: SDGCode
    party: OrganizationRef
    strength: Annotated[str, CodeOf("alignment-strength")]
    rationale: LangText


class Process(Labelled, Dated):
    table, type = "processes", "process"
    key: Key
    part_of: ProcessRef | None = None
    stage: Annotated[str, CodeOf("stage")] | None = None


class Event(Labelled, Dated):
    table, type = "events", "event"
    key: Key
    event_type: EventType
    part_of: ProcessRef | None = None
    location: Annotated[list[PlaceRef], Many] = []
    theme: Annotated[list[Theme], Many] = []
    invitation_mode: Annotated[str, CodeOf("invitation-mode")] | None = None
    discussed: Annotated[list[CommitmentRef], Many] = Field(
        default=[], description="Commitments known to have been discussed there."
    )


class InstitutionalEvent(Labelled, Dated):
    table, type, local = "institutional-events", "institutional-event", False
    key: Key
    event_type: Annotated[str, CodeOf("institutional-event-type")]
    about: Annotated[list[ThingRef], Many] = Field(description="Bodies, rules or plans, as type/key.")
    legal_basis: Annotated[list[LegalRef], Many] = []
    agent: Annotated[list[OrganizationRef], Many] = Field(default=[], description="Who did it.")
    reason: LangText = {}


class Table(Labelled):
    """A published table; its cells are in ``observations``."""

    table, type = "tables", "table"
    key: Key
    structure: Literal["organizations", "civil-society", "workshops", "contributions", "proposals"] = Field(
        description="The data structure definition of ontology/cubes.ttl."
    )
    title: LangText = Field(default={}, description="Official title, only where printed.")
    table_of: ThingRef = Field(description="The event or process that the figures are about, as type/key.")
    document: DocumentRef


class Observation(Row):
    table = "observations"
    in_table: TableRef
    place: PlaceRef | None = None
    actor_type: ActorType | None = None
    theme: Theme | None = None
    channel: Channel | None = None
    event_type: EventType | None = None
    value: WholeNumber | None = None
    status: Literal["printed", "inferred", "missing"] = Field(
        description="printed; inferred from the margins; missing (then there is no value)."
    )

    @model_validator(mode="after")
    def _value_unless_missing(self) -> Self:
        if (self.value is None) != (self.status == "missing"):
            raise ValueError("value|expected a value where the status is printed or inferred, none where missing")
        return self


class Proposal(Labelled):
    table, type = "proposals", "proposal"
    key: Key
    theme: Annotated[list[Theme], Many] = []
    presented_at: Annotated[list[EventRef], Many] = []
    proponent: Annotated[list[OrganizationRef], Many] = []


class Contribution(Labelled):
    table, type = "contributions", "contribution"
    key: Key
    theme: Annotated[list[Theme], Many] = []
    channel: Channel | None = None
    presented_at: Annotated[list[EventRef], Many] = []


class Recommendation(Labelled):
    table, type = "recommendations", "recommendation"
    key: Key
    proponent: Annotated[list[OrganizationRef], Many] = []
    about: Annotated[list[ThingRef], Many] = Field(default=[], description="What it is on, as type/key.")


class Decision(Labelled, Dated):
    table, type = "decisions", "decision"
    key: Key
    decides_on: Annotated[list[ThingRef], Many]
    outcome: Annotated[str, CodeOf("outcome")]
    reason: LangText = {}
    results_in: Annotated[list[ThingRef], Many] = []
    agent: Annotated[list[OrganizationRef], Many] = []


class Assessment(Row):
    table, type = "assessments", "assessment"
    thing: ThingRef
    party: OrganizationRef
    year: WholeNumber = Field(ge=1990, le=2100)
    kind: Literal["smart", "irm"]


class Rating(Row):
    """The value for one criterion of the assessment of ``thing`` by ``party`` in ``year``."""

    table = "ratings"
    thing: ThingRef
    party: OrganizationRef
    year: WholeNumber
    criterion: Key = Field(description="Code of smart-criterion or irm-criterion.")
    value: Key = Field(description="Code of the criterion's scale, or not-reviewed, not-coded, not-applicable.")
    ogp_value: Annotated[list[Annotated[str, CodeOf("ogp-value")]], Many] = Field(
        default=[], description="For relevance: the OGP values that the commitment was found relevant to."
    )
    rationale: LangText = {}


class Claim(Row):
    table, type = "claims", "claim"
    key: Key
    about: ThingRef
    measure: Annotated[str, CodeOf("measure")]
    value: PrintedNumber
    unit: Annotated[str, CodeOf("unit")] = "count"
    label: LangText = {}


class Figure(Labelled):
    """A figure that a question computes, to stand beside the claims about the same measure of the same thing."""

    table, type = "figures", "claim"
    key: Key
    about: ThingRef
    measure: Annotated[str, CodeOf("measure")]
    unit: Annotated[str, CodeOf("unit")] = "count"
    question: Key = Field(description="Name of the question; it answers with one row of one number.")
    parameters: Annotated[list[Annotated[str, Field(pattern="^[^=]+=.+$")]], Many] = Field(
        default=[], description="name=value, joined with |."
    )


class Comparison(Labelled):
    """Claims that speak of the same fact, though about different things or with different measures."""

    table, type = "comparisons", "discrepancy"
    key: Key
    claims: Annotated[list[ClaimRef], Many]
    kind: Annotated[str, CodeOf("discrepancy-kind")]

    @model_validator(mode="after")
    def _two_or_more(self) -> Self:
        if len(set(self.claims)) < 2:
            raise ValueError("claims|one claim alone; expected two or more, joined with |")
        return self


class Resolution(Row):
    """What we make of a discrepancy."""

    table = "resolutions"
    discrepancy: Key
    preferred: ClaimRef | None = None
    kind: Annotated[str, CodeOf("discrepancy-kind")] | None = None
    resolution: LangText


class Passage(Row):
    table, type = "passages", "passage"
    document: DocumentRef
    section: Key
    n: WholeNumber = Field(ge=1)
    exact: Quote = Field(description="The words as they stand in the text, OCR errors included; at most 25 words.")
    prefix: str | None = Field(default=None, description="Words before it, where the quote occurs more than once.")
    suffix: str | None = Field(default=None, description="Words after it, where the quote occurs more than once.")
    reading: str | None = Field(default=None, description="The corrected text, where OCR erred.")
    start: WholeNumber | None = Field(
        default=None, ge=0, description="Position in code points; filled in by verify --write."
    )
    end: WholeNumber | None = Field(default=None, ge=0)


class TextDefect(Labelled):
    table, type = "text-defects", "text-defect"
    key: Key
    document: DocumentRef
    section: Key
    reading: LangText = Field(default={}, description="How the place was read, and why.")


class Statement(Row):
    """The basis of one direct value of a node: a theme that was read from a title, an identifier that was inferred."""

    table, type = "statements", "statement"
    subject: ThingRef
    property: str = Field(pattern="^[a-z]+:[A-Za-z]+$", description="A prefixed name: ga:theme.")
    value: str | None = Field(default=None, description="The value (a code, a key, a literal); none: the only one.")
    basis: Basis


class Finding(Labelled):
    table, type = "findings", "finding"
    key: Key
    kind: Annotated[str, CodeOf("finding-kind")]
    text: LangText = Field(description="The finding in the project's own words.")
    about: Annotated[list[ThingRef], Many] = []


class Withdrawn(Row):
    """What was published once and no longer is."""

    table = "withdrawn"
    thing: str = Field(pattern=r"^[a-z-]+/[^\s]+$", description="type/key of what is gone.")
    reason: LangText = {}


PLAN_TABLES: tuple[type[Row], ...] = (
    Commitment, Milestone, Responsibility, Alignment, AlignmentRule, Process, Event, InstitutionalEvent, Table,
    Observation, Proposal, Contribution, Recommendation, Decision, Assessment, Rating, Section, Passage, TextDefect,
    Claim, Figure, Comparison, Resolution, Statement, Finding, Withdrawn,
)  # fmt: skip
SHARED_TABLES: tuple[type[Row], ...] = (Organization, Legal, Document, Place)
TABLES: dict[str, type[Row]] = {row.table: row for row in SHARED_TABLES + PLAN_TABLES}
