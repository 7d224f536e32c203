"""Broken examples for ``shapes/catalog.ttl``."""

from tests.shapes.defect import Defect, V, W

CATALOG = "<../catalog>"
DATASET = "<dataset/all>"
FILE = "<dataset/all#file>"
SERVICE = "<../sparql>"
PERIOD = "<dataset/all#period>"
CHECKSUM = "<dataset/all#file-checksum>"
LINKS = "<dataset/all#links>"
CLASS = "<dataset/all#class-1>"
PROPERTY = "<dataset/all#property-1>"

DEFECTS = [
    Defect("ResourceShape-title", V, "two of a language", add=f'{DATASET} dcterms:title "Otros datos"@es .'),
    Defect("ResourceShape-description", V, "none", remove=f"{SERVICE} dcterms:description [] ."),
    Defect("ResourceShape-publisher", V, "a name", add=f'{CATALOG} dcterms:publisher "Ministerio" .'),
    Defect("ResourceShape-license", V, "none", remove=f"{DATASET} dcterms:license [] ."),
    Defect(
        "ResourceShape-modified",
        V,
        "a day",
        remove=f"{CATALOG} dcterms:modified [] .",
        add=f'{CATALOG} dcterms:modified "2022-03-04"^^xsd:date .',
    ),
    Defect("CatalogShape-dataset", V, "none", remove=f"{CATALOG} dcat:dataset [] ."),
    Defect("CatalogShape-service", V, "a dataset", add=f"{CATALOG} dcat:service {DATASET} ."),
    Defect("DatasetShape-distribution", V, "an address", add=f"{DATASET} dcat:distribution <../downloads/data.csv> ."),
    Defect("DatasetShape-keyword", W, "no language", add=f'{DATASET} dcat:keyword "OGP" .'),
    Defect("DatasetShape-temporal", V, "a year", add=f'{DATASET} dcterms:temporal "2020"^^xsd:gYear .'),
    Defect("DatasetShape-spatial", V, "a name", add=f'{DATASET} dcterms:spatial "Xx"@es .'),
    Defect("PeriodOfTimeShape-startDate", V, "none", remove=f"{PERIOD} dcat:startDate [] ."),
    Defect(
        "PeriodOfTimeShape-startDate",
        V,
        "after the last day",
        remove=f"{PERIOD} dcat:startDate [] .",
        add=f'{PERIOD} dcat:startDate "2022-01-01"^^xsd:date .',
    ),
    Defect("PeriodOfTimeShape-endDate", V, "two", add=f'{PERIOD} dcat:endDate "2022-12-31"^^xsd:date .'),
    Defect("DistributionShape-title", V, "none", remove=f"{FILE} dcterms:title [] ."),
    Defect("DistributionShape-accessURL", V, "none", remove=f"{FILE} dcat:accessURL [] ."),
    Defect("DistributionShape-downloadURL", V, "two files", add=f"{FILE} dcat:downloadURL <../downloads/b.nq.gz> ."),
    Defect(
        "DistributionShape-mediaType",
        V,
        "bare",
        remove=f"{FILE} dcat:mediaType [] .",
        add=f'{FILE} dcat:mediaType "application/n-quads" .',
    ),
    Defect(
        "DistributionShape-byteSize",
        V,
        "in words",
        remove=f"{FILE} dcat:byteSize [] .",
        add=f'{FILE} dcat:byteSize "1.2 kB" .',
    ),
    Defect("DistributionShape-license", V, "none", remove=f"{FILE} dcterms:license [] ."),
    Defect("DistributionShape-checksum", V, "none", remove=f"{FILE} spdx:checksum [] ."),
    Defect(
        "ChecksumShape-algorithm",
        V,
        "another",
        remove=f"{CHECKSUM} spdx:algorithm [] .",
        add=f"{CHECKSUM} spdx:algorithm <http://spdx.org/rdf/terms#checksumAlgorithm_md5> .",
    ),
    Defect(
        "ChecksumShape-checksumValue",
        V,
        "too short",
        remove=f"{CHECKSUM} spdx:checksumValue [] .",
        add=f'{CHECKSUM} spdx:checksumValue "e3b0c442"^^xsd:hexBinary .',
    ),
    Defect("DataServiceShape-endpointURL", V, "none", remove=f"{SERVICE} dcat:endpointURL [] ."),
    Defect("DataServiceShape-servesDataset", V, "none", remove=f"{SERVICE} dcat:servesDataset [] ."),
    Defect("VoidDatasetShape-triples", V, "none", remove=f"{LINKS} void:triples [] ."),
    Defect("VoidDatasetShape-entities", V, "two", add=f"{DATASET} void:entities 5 ."),
    Defect("VoidDatasetShape-classes", V, "negative", add=f"{LINKS} void:classes -1 ."),
    Defect("VoidDatasetShape-properties", V, "a list", add=f'{LINKS} void:properties "ga:contributesTo" .'),
    Defect("VoidDatasetShape-distinctSubjects", V, "a decimal", add=f"{LINKS} void:distinctSubjects 1.5 ."),
    Defect("VoidDatasetShape-distinctObjects", V, "two", add=f"{DATASET} void:distinctObjects 6 ."),
    Defect("VoidDatasetShape-subset", V, "a file", add=f"{DATASET} void:subset {FILE} ."),
    Defect("VoidDatasetShape-dataDump", V, "a name", add=f'{DATASET} void:dataDump "data.nq.gz" .'),
    Defect("VoidDatasetShape-uriSpace", V, "an IRI", add=f"{DATASET} void:uriSpace <https://xx.example/id/> ."),
    Defect("VoidDatasetShape-exampleResource", V, "a key", add=f'{DATASET} void:exampleResource "xx-2020-2021-01" .'),
    Defect("VoidDatasetShape-classPartition", V, "one missing", remove=f"{DATASET} void:classPartition {CLASS} ."),
    Defect(
        "VoidDatasetShape-propertyPartition",
        V,
        "fewer than all",
        remove=f"{PROPERTY} void:triples [] .",
        add=f"{PROPERTY} void:triples 3 .",
    ),
    Defect("LinksetShape-linkPredicate", V, "none", remove=f"{LINKS} void:linkPredicate [] ."),
    Defect("LinksetShape-subjectsTarget", V, "none", remove=f"{LINKS} void:subjectsTarget [] ."),
    Defect("LinksetShape-objectsTarget", V, "two", add=f"{LINKS} void:objectsTarget {DATASET} ."),
    Defect("ClassPartitionShape-class", V, "none", remove=f"{CLASS} void:class [] ."),
    Defect("ClassPartitionShape-entities", V, "none", remove=f"{CLASS} void:entities [] ."),
    Defect("PropertyPartitionShape-property", V, "two", add=f"{PROPERTY} void:property ga:theme ."),
    Defect("PropertyPartitionShape-triples", V, "none", remove=f"{PROPERTY} void:triples [] ."),
]
