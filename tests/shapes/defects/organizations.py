"""Broken examples for ``shapes/organizations.ttl``."""

from tests.shapes.defect import Defect, V, W

LEAD = "<responsibility/xx-2020-2021-01--xx-min--lead>"

DEFECTS = [
    Defect("OrganizationShape", W, "a property of something else", add="<organization/irm> ga:theme theme:health ."),
    Defect("OrganizationShape-iri", V, "of another type", add="<legal/xx-org> a org:Organization ."),
    Defect("OrganizationShape-acronym", V, "empty", add='<organization/irm> ga:acronym "" .'),
    Defect("OrganizationShape-actorType", V, "the total", add="<organization/irm> ga:actorType actor-type:total ."),
    Defect(
        "OrganizationShape-unitOf",
        V,
        "unit of a plan",
        add="<organization/xx-min-data> org:unitOf <plan/xx-2020-2021> .",
    ),
    Defect(
        "OrganizationShape-acyclic",
        V,
        "unit of its unit",
        add="<organization/xx-min> org:unitOf <organization/xx-min-data> .",
    ),
    Defect("OrganizationShape-homepage", V, "text", add='<organization/irm> foaf:homepage "www.xx.example" .'),
    Defect(
        "FormalOrganizationShape-kind",
        V,
        "formal and a unit",
        add="<organization/irm> a org:OrganizationalUnit .",
    ),
    Defect(
        "OrganizationalUnitShape-kind",
        V,
        "a unit and a collaboration",
        add="<organization/xx-min-data> a org:OrganizationalCollaboration .",
    ),
    Defect("OrganizationalUnitShape-unitOf", V, "unit of nothing", remove="<organization/xx-min-data> org:unitOf [] ."),
    Defect(
        "OrganizationalCollaborationShape-kind",
        V,
        "a collaboration and formal",
        add="<organization/xx-forum> a org:FormalOrganization .",
    ),
    Defect("ResponsibilityShape", W, "a property of something else", add=f"{LEAD} ga:theme theme:health ."),
    Defect(
        "ResponsibilityShape-iri",
        V,
        "the key of another role",
        remove=f"{LEAD} dcat:hadRole [] .",
        add=f"{LEAD} dcat:hadRole role:monitoring .",
    ),
    Defect(
        "ResponsibilityShape-responsibilityFor",
        V,
        "for a document",
        remove=f"{LEAD} ga:responsibilityFor [] .",
        add=f"{LEAD} ga:responsibilityFor <document/report> .",
    ),
    Defect("ResponsibilityShape-agent", V, "nobody's", remove=f"{LEAD} prov:agent [] ."),
    Defect("ResponsibilityShape-hadRole", V, "no role", remove=f"{LEAD} dcat:hadRole [] ."),
    Defect(
        "ResponsibilityShape-directLink",
        V,
        "a lead that the commitment does not name",
        remove="<commitment/xx-2020-2021-01> ga:leadEntity [] .",
    ),
    Defect(
        "ResponsibilityShape-directLink",
        V,
        "support that the commitment does not name",
        remove="<commitment/xx-2020-2021-01> ga:supportingEntity [] .",
    ),
    Defect("LegalResourceShape", W, "a property of something else", add="<legal/xx-law-1> ga:theme theme:health ."),
    Defect("LegalResourceShape-iri", V, "of another type", add="<document/xx-law> a eli:LegalResource ."),
    Defect("LegalResourceShape-number", V, "no number", remove="<legal/xx-law-1> eli:number [] ."),
    Defect("LegalResourceShape-type", V, "no type", remove="<legal/xx-law-1> eli:type_document [] ."),
    Defect("LegalResourceShape-title", V, "no language", add='<legal/xx-law-1> dcterms:title "Ley" .'),
    Defect("LegalResourceShape-issued", V, "two days", add='<legal/xx-law-1> dcterms:issued "2019-12-21"^^xsd:date .'),
    Defect("LegalResourceShape-passedBy", V, "a place", add="<legal/xx-law-1> eli:passed_by <place/xx> ."),
]
