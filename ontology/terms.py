"""The IRIs that the project writes or reads, as Python names: ``GA.ActionPlan``, ``DCTERMS.title``.

A test holds them against the Turtle beside this file: a term of ``ga:`` stands in both or in neither, and a term of
another vocabulary is declared in ``external.ttl``. A hyphen in an IRI is an underscore here; where a name is a Python
keyword, an underscore follows it.
"""

# ruff: noqa: N815 - the names are those of the vocabularies

from collections.abc import Callable

from pyoxigraph import NamedNode

BASE = "https://w3id.org/gobierno-abierto/"
"""Where the vocabulary, the shapes and the code lists always stand, wherever a publisher's own things are."""

PREFIXES: dict[str, str] = {
    "dcam": "http://purl.org/dc/dcam/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "earl": "http://www.w3.org/ns/earl#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "ga": BASE + "def#",
    "gash": BASE + "shapes#",
    "id": BASE + "id/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sdg": "http://metadata.un.org/sdg/",
    "sdgo": "http://metadata.un.org/sdg/ontology#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Namespace by prefix, sorted; the same as ``prefixes.ttl``."""


def _namespace(prefix: str) -> Callable[[str], NamedNode]:
    namespace = PREFIXES[prefix]
    return lambda name: NamedNode(namespace + name)


_ga = _namespace("ga")
_dcam = _namespace("dcam")
_dcat = _namespace("dcat")
_dcterms = _namespace("dcterms")
_earl = _namespace("earl")
_eli = _namespace("eli")
_foaf = _namespace("foaf")
_oa = _namespace("oa")
_org = _namespace("org")
_owl = _namespace("owl")
_prov = _namespace("prov")
_qb = _namespace("qb")
_rdf = _namespace("rdf")
_rdfs = _namespace("rdfs")
_schema = _namespace("schema")
_sd = _namespace("sd")
_sdgo = _namespace("sdgo")
_sdmx_attribute = _namespace("sdmx-attribute")
_sdmx_code = _namespace("sdmx-code")
_sdmx_dimension = _namespace("sdmx-dimension")
_sdmx_measure = _namespace("sdmx-measure")
_sh = _namespace("sh")
_skos = _namespace("skos")
_spdx = _namespace("spdx")
_vann = _namespace("vann")
_void = _namespace("void")
_xsd = _namespace("xsd")


class GA:
    """Our vocabulary, ``gobierno-abierto.ttl``: classes, datatypes, properties."""

    ontology = NamedNode(BASE + "def")

    ActionPlan = _ga("ActionPlan")
    Assessment = _ga("Assessment")
    Claim = _ga("Claim")
    Commitment = _ga("Commitment")
    Contribution = _ga("Contribution")
    Decision = _ga("Decision")
    DerivedFigure = _ga("DerivedFigure")
    Discrepancy = _ga("Discrepancy")
    Finding = _ga("Finding")
    IRMAssessment = _ga("IRMAssessment")
    InstitutionalEvent = _ga("InstitutionalEvent")
    Milestone = _ga("Milestone")
    ParticipationEvent = _ga("ParticipationEvent")
    ParticipationProcess = _ga("ParticipationProcess")
    Passage = _ga("Passage")
    Principle = _ga("Principle")
    Proposal = _ga("Proposal")
    PublishedClaim = _ga("PublishedClaim")
    Question = _ga("Question")
    Rating = _ga("Rating")
    Recommendation = _ga("Recommendation")
    Responsibility = _ga("Responsibility")
    SDGAlignment = _ga("SDGAlignment")
    SMARTAssessment = _ga("SMARTAssessment")
    SourceDocument = _ga("SourceDocument")
    Statement = _ga("Statement")
    TextDefect = _ga("TextDefect")
    Theme = _ga("Theme")

    ISO3166_2 = _ga("ISO3166-2")
    UBIGEO_INEI = _ga("UBIGEO-INEI")
    UBIGEO_RENIEC = _ga("UBIGEO-RENIEC")

    acronym = _ga("acronym")
    actorType = _ga("actorType")
    alignedWith = _ga("alignedWith")
    alignmentBasis = _ga("alignmentBasis")
    alignmentOf = _ga("alignmentOf")
    alignmentStrength = _ga("alignmentStrength")
    announcedCommitments = _ga("announcedCommitments")
    approvedBy = _ga("approvedBy")
    assesses = _ga("assesses")
    assessmentYear = _ga("assessmentYear")
    basis = _ga("basis")
    channel = _ga("channel")
    code = _ga("code")
    completionStatus = _ga("completionStatus")
    computedBy = _ga("computedBy")
    contributesTo = _ga("contributesTo")
    criterion = _ga("criterion")
    decidesOn = _ga("decidesOn")
    decimalPlaces = _ga("decimalPlaces")
    decisionReason = _ga("decisionReason")
    discrepancyKind = _ga("discrepancyKind")
    discussedAt = _ga("discussedAt")
    documentSection = _ga("documentSection")
    eventType = _ga("eventType")
    evidence = _ga("evidence")
    findingKind = _ga("findingKind")
    follows = _ga("follows")
    hasAlignment = _ga("hasAlignment")
    hasAssessment = _ga("hasAssessment")
    hasCommitment = _ga("hasCommitment")
    hasMilestone = _ga("hasMilestone")
    hasRating = _ga("hasRating")
    hasScale = _ga("hasScale")
    inPlan = _ga("inPlan")
    institutionalEventType = _ga("institutionalEventType")
    invitationMode = _ga("invitationMode")
    involvesClaim = _ga("involvesClaim")
    isCrossCutting = _ga("isCrossCutting")
    isTotal = _ga("isTotal")
    knownFrom = _ga("knownFrom")
    leadEntity = _ga("leadEntity")
    legalBasis = _ga("legalBasis")
    measure = _ga("measure")
    milestoneNumber = _ga("milestoneNumber")
    notAfter = _ga("notAfter")
    notBefore = _ga("notBefore")
    notKnown = _ga("notKnown")
    number = _ga("number")
    ogpIdentifier = _ga("ogpIdentifier")
    ogpValue = _ga("ogpValue")
    outcome = _ga("outcome")
    policyArea = _ga("policyArea")
    position = _ga("position")
    preferredClaim = _ga("preferredClaim")
    presentedAt = _ga("presentedAt")
    principle = _ga("principle")
    producedBy = _ga("producedBy")
    ratingValue = _ga("ratingValue")
    rationale = _ga("rationale")
    reading = _ga("reading")
    resolution = _ga("resolution")
    responsibilityFor = _ga("responsibilityFor")
    resultsIn = _ga("resultsIn")
    reviewStatus = _ga("reviewStatus")
    section = _ga("section")
    sha256 = _ga("sha256")
    stage = _ga("stage")
    supportingEntity = _ga("supportingEntity")
    tableOf = _ga("tableOf")
    textFile = _ga("textFile")
    theme = _ga("theme")
    unit = _ga("unit")
    value = _ga("value")
    yearUsed = _ga("yearUsed")


class GASH:
    """The shapes; each stands under its name in the Turtle of the ``shapes`` package."""

    ontology = NamedNode(BASE + "shapes")


class DCAM:
    domainIncludes = _dcam("domainIncludes")
    rangeIncludes = _dcam("rangeIncludes")


class DCAT:
    Catalog = _dcat("Catalog")
    DataService = _dcat("DataService")
    Dataset = _dcat("Dataset")
    Distribution = _dcat("Distribution")
    Resource = _dcat("Resource")

    accessService = _dcat("accessService")
    accessURL = _dcat("accessURL")
    byteSize = _dcat("byteSize")
    compressFormat = _dcat("compressFormat")
    contactPoint = _dcat("contactPoint")
    dataset = _dcat("dataset")
    distribution = _dcat("distribution")
    downloadURL = _dcat("downloadURL")
    endDate = _dcat("endDate")
    endpointDescription = _dcat("endpointDescription")
    endpointURL = _dcat("endpointURL")
    hadRole = _dcat("hadRole")
    keyword = _dcat("keyword")
    landingPage = _dcat("landingPage")
    mediaType = _dcat("mediaType")
    packageFormat = _dcat("packageFormat")
    previousVersion = _dcat("previousVersion")
    servesDataset = _dcat("servesDataset")
    service = _dcat("service")
    startDate = _dcat("startDate")
    theme = _dcat("theme")
    version = _dcat("version")


class DCTERMS:
    PeriodOfTime = _dcterms("PeriodOfTime")

    bibliographicCitation = _dcterms("bibliographicCitation")
    conformsTo = _dcterms("conformsTo")
    created = _dcterms("created")
    creator = _dcterms("creator")
    description = _dcterms("description")
    format = _dcterms("format")
    hasPart = _dcterms("hasPart")
    identifier = _dcterms("identifier")
    isPartOf = _dcterms("isPartOf")
    issued = _dcterms("issued")
    language = _dcterms("language")
    license = _dcterms("license")
    modified = _dcterms("modified")
    publisher = _dcterms("publisher")
    rights = _dcterms("rights")
    source = _dcterms("source")
    spatial = _dcterms("spatial")
    subject = _dcterms("subject")
    temporal = _dcterms("temporal")
    title = _dcterms("title")


class EARL:
    Assertion = _earl("Assertion")
    TestCase = _earl("TestCase")
    TestResult = _earl("TestResult")

    assertedBy = _earl("assertedBy")
    automatic = _earl("automatic")
    cantTell = _earl("cantTell")
    failed = _earl("failed")
    inapplicable = _earl("inapplicable")
    mode = _earl("mode")
    outcome = _earl("outcome")
    passed = _earl("passed")
    result = _earl("result")
    subject = _earl("subject")
    test = _earl("test")


class ELI:
    LegalResource = _eli("LegalResource")

    number = _eli("number")
    passed_by = _eli("passed_by")
    type_document = _eli("type_document")


class FOAF:
    Agent = _foaf("Agent")
    Document = _foaf("Document")

    homepage = _foaf("homepage")
    name = _foaf("name")
    page = _foaf("page")
    primaryTopic = _foaf("primaryTopic")


class OA:
    Selector = _oa("Selector")
    SpecificResource = _oa("SpecificResource")
    TextPositionSelector = _oa("TextPositionSelector")
    TextQuoteSelector = _oa("TextQuoteSelector")

    end = _oa("end")
    exact = _oa("exact")
    hasSelector = _oa("hasSelector")
    hasSource = _oa("hasSource")
    prefix = _oa("prefix")
    start = _oa("start")
    suffix = _oa("suffix")


class ORG:
    FormalOrganization = _org("FormalOrganization")
    Organization = _org("Organization")
    OrganizationalCollaboration = _org("OrganizationalCollaboration")
    OrganizationalUnit = _org("OrganizationalUnit")

    unitOf = _org("unitOf")


class OWL:
    AnnotationProperty = _owl("AnnotationProperty")
    Class = _owl("Class")
    DatatypeProperty = _owl("DatatypeProperty")
    NamedIndividual = _owl("NamedIndividual")
    ObjectProperty = _owl("ObjectProperty")
    Ontology = _owl("Ontology")

    deprecated = _owl("deprecated")
    imports = _owl("imports")
    inverseOf = _owl("inverseOf")
    priorVersion = _owl("priorVersion")
    versionIRI = _owl("versionIRI")
    versionInfo = _owl("versionInfo")


class PROV:
    Activity = _prov("Activity")
    Agent = _prov("Agent")
    AgentInfluence = _prov("AgentInfluence")
    Entity = _prov("Entity")
    Plan = _prov("Plan")
    SoftwareAgent = _prov("SoftwareAgent")

    agent = _prov("agent")
    endedAtTime = _prov("endedAtTime")
    generatedAtTime = _prov("generatedAtTime")
    specializationOf = _prov("specializationOf")
    startedAtTime = _prov("startedAtTime")
    used = _prov("used")
    wasAssociatedWith = _prov("wasAssociatedWith")
    wasAttributedTo = _prov("wasAttributedTo")
    wasDerivedFrom = _prov("wasDerivedFrom")
    wasGeneratedBy = _prov("wasGeneratedBy")


class QB:
    AttributeProperty = _qb("AttributeProperty")
    ComponentSpecification = _qb("ComponentSpecification")
    DataSet = _qb("DataSet")
    DataStructureDefinition = _qb("DataStructureDefinition")
    DimensionProperty = _qb("DimensionProperty")
    MeasureProperty = _qb("MeasureProperty")
    Observation = _qb("Observation")

    attribute = _qb("attribute")
    codeList = _qb("codeList")
    component = _qb("component")
    componentRequired = _qb("componentRequired")
    dataSet = _qb("dataSet")
    dimension = _qb("dimension")
    measure = _qb("measure")
    order = _qb("order")
    structure = _qb("structure")


class RDF:
    Property = _rdf("Property")
    Statement = _rdf("Statement")

    first = _rdf("first")
    langString = _rdf("langString")
    nil = _rdf("nil")
    object = _rdf("object")
    predicate = _rdf("predicate")
    rest = _rdf("rest")
    subject = _rdf("subject")
    type = _rdf("type")


class RDFS:
    Datatype = _rdfs("Datatype")

    comment = _rdfs("comment")
    isDefinedBy = _rdfs("isDefinedBy")
    label = _rdfs("label")
    seeAlso = _rdfs("seeAlso")
    subClassOf = _rdfs("subClassOf")
    subPropertyOf = _rdfs("subPropertyOf")


class SCHEMA:
    Event = _schema("Event")
    Place = _schema("Place")
    PropertyValue = _schema("PropertyValue")

    about = _schema("about")
    endDate = _schema("endDate")
    keywords = _schema("keywords")
    location = _schema("location")
    propertyID = _schema("propertyID")
    startDate = _schema("startDate")
    value = _schema("value")


class SD:
    Dataset = _sd("Dataset")
    Graph = _sd("Graph")
    NamedGraph = _sd("NamedGraph")
    SPARQL11Query = _sd("SPARQL11Query")
    Service = _sd("Service")
    UnionDefaultGraph = _sd("UnionDefaultGraph")

    defaultDataset = _sd("defaultDataset")
    defaultGraph = _sd("defaultGraph")
    endpoint = _sd("endpoint")
    feature = _sd("feature")
    graph = _sd("graph")
    name = _sd("name")
    namedGraph = _sd("namedGraph")
    resultFormat = _sd("resultFormat")
    supportedLanguage = _sd("supportedLanguage")


class SDGO:
    """The UN's classes and properties of the Sustainable Development Goals."""

    Goal = _sdgo("Goal")
    Indicator = _sdgo("Indicator")
    Target = _sdgo("Target")

    SDGCode = _sdgo("SDGCode")
    SDGCodeCompact = _sdgo("SDGCodeCompact")
    SDGCodePerm = _sdgo("SDGCodePerm")

    custodianAgency = _sdgo("custodianAgency")
    hasIndicator = _sdgo("hasIndicator")
    hasTarget = _sdgo("hasTarget")
    isIndicatorOf = _sdgo("isIndicatorOf")
    isTargetOf = _sdgo("isTargetOf")
    tier = _sdgo("tier")


class SDMX_ATTRIBUTE:  # noqa: N801 - the prefix's name
    obsStatus = _sdmx_attribute("obsStatus")


class SDMX_CODE:  # noqa: N801 - the prefix's name
    obsStatus = _sdmx_code("obsStatus")

    obsStatus_A = _sdmx_code("obsStatus-A")
    obsStatus_I = _sdmx_code("obsStatus-I")
    obsStatus_M = _sdmx_code("obsStatus-M")


class SDMX_DIMENSION:  # noqa: N801 - the prefix's name
    refArea = _sdmx_dimension("refArea")


class SDMX_MEASURE:  # noqa: N801 - the prefix's name
    obsValue = _sdmx_measure("obsValue")


class SH:
    Info = _sh("Info")
    NodeShape = _sh("NodeShape")
    PrefixDeclaration = _sh("PrefixDeclaration")
    PropertyShape = _sh("PropertyShape")
    SPARQLAskExecutable = _sh("SPARQLAskExecutable")
    SPARQLConstructExecutable = _sh("SPARQLConstructExecutable")
    SPARQLExecutable = _sh("SPARQLExecutable")
    SPARQLSelectExecutable = _sh("SPARQLSelectExecutable")
    ValidationReport = _sh("ValidationReport")
    ValidationResult = _sh("ValidationResult")
    Violation = _sh("Violation")
    Warning = _sh("Warning")

    ask = _sh("ask")
    conforms = _sh("conforms")
    construct = _sh("construct")
    declare = _sh("declare")
    description = _sh("description")
    detail = _sh("detail")
    focusNode = _sh("focusNode")
    message = _sh("message")
    name = _sh("name")
    namespace = _sh("namespace")
    path = _sh("path")
    prefix = _sh("prefix")
    prefixes = _sh("prefixes")
    property = _sh("property")
    result = _sh("result")
    resultMessage = _sh("resultMessage")
    resultPath = _sh("resultPath")
    resultSeverity = _sh("resultSeverity")
    select = _sh("select")
    severity = _sh("severity")
    sourceConstraint = _sh("sourceConstraint")
    sourceConstraintComponent = _sh("sourceConstraintComponent")
    sourceShape = _sh("sourceShape")
    targetClass = _sh("targetClass")
    value = _sh("value")


class SKOS:
    Concept = _skos("Concept")
    ConceptScheme = _skos("ConceptScheme")

    altLabel = _skos("altLabel")
    broadMatch = _skos("broadMatch")
    broader = _skos("broader")
    closeMatch = _skos("closeMatch")
    definition = _skos("definition")
    exactMatch = _skos("exactMatch")
    hasTopConcept = _skos("hasTopConcept")
    inScheme = _skos("inScheme")
    narrowMatch = _skos("narrowMatch")
    narrower = _skos("narrower")
    notation = _skos("notation")
    prefLabel = _skos("prefLabel")
    scopeNote = _skos("scopeNote")
    topConceptOf = _skos("topConceptOf")


class SPDX:
    Checksum = _spdx("Checksum")

    algorithm = _spdx("algorithm")
    checksum = _spdx("checksum")
    checksumAlgorithm_sha256 = _spdx("checksumAlgorithm_sha256")
    checksumValue = _spdx("checksumValue")


class VANN:
    preferredNamespacePrefix = _vann("preferredNamespacePrefix")
    preferredNamespaceUri = _vann("preferredNamespaceUri")


class VOID:
    Dataset = _void("Dataset")
    DatasetDescription = _void("DatasetDescription")
    Linkset = _void("Linkset")

    class_ = _void("class")
    classPartition = _void("classPartition")
    classes = _void("classes")
    dataDump = _void("dataDump")
    distinctObjects = _void("distinctObjects")
    distinctSubjects = _void("distinctSubjects")
    entities = _void("entities")
    exampleResource = _void("exampleResource")
    feature = _void("feature")
    inDataset = _void("inDataset")
    linkPredicate = _void("linkPredicate")
    objectsTarget = _void("objectsTarget")
    properties = _void("properties")
    property = _void("property")
    propertyPartition = _void("propertyPartition")
    rootResource = _void("rootResource")
    sparqlEndpoint = _void("sparqlEndpoint")
    subjectsTarget = _void("subjectsTarget")
    subset = _void("subset")
    triples = _void("triples")
    uriSpace = _void("uriSpace")
    vocabulary = _void("vocabulary")


class XSD:
    anyURI = _xsd("anyURI")
    boolean = _xsd("boolean")
    date = _xsd("date")
    dateTime = _xsd("dateTime")
    decimal = _xsd("decimal")
    gYear = _xsd("gYear")
    hexBinary = _xsd("hexBinary")
    integer = _xsd("integer")
    nonNegativeInteger = _xsd("nonNegativeInteger")
    string = _xsd("string")
