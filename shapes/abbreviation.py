"""RDF terms as people read them: ``ga:theme``, ``commitment/pe-2017-2019-01``, the text of a literal."""

from pyoxigraph import BlankNode, Literal, NamedNode

from ontology.terms import PREFIXES

Term = NamedNode | BlankNode | Literal

_NAMESPACES = sorted(PREFIXES.items(), key=lambda item: len(item[1]), reverse=True)


def abbreviate(term: Term) -> str:
    """A short form of a term, for people only: it cannot be turned back into the term."""
    if isinstance(term, Literal):
        return term.value
    if isinstance(term, BlankNode):
        return str(term)
    _, found, key = term.value.partition("/id/")
    if found:
        return key
    for prefix, namespace in _NAMESPACES:
        local = term.value.removeprefix(namespace)
        if local and local != term.value and "/" not in local:
            return f"{prefix}:{local}"
    return f"<{term.value}>"
