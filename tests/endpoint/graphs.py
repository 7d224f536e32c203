"""RDF read with rdflib, which has nothing in common with what wrote it."""

import warnings

import httpx
import rdflib

PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
    "application/n-quads": "nquads",
    "application/trig": "trig",
}


def parsed(response: httpx.Response) -> rdflib.Graph:
    """The triples of an answer, read as what its media type says it is; the names of graphs are left out."""
    return graph_of(response.content, PARSERS[response.headers["content-type"].partition(";")[0]])


def graph_of(content: bytes | str, form: str) -> rdflib.Graph:
    """The triples of a text, by the name of rdflib's parser; the names of graphs are left out."""
    found = rdflib.Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's parsers use what rdflib deprecates
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=content, format=form)
        for triple in dataset.triples((None, None, None)):
            found.add(triple)
    return found
