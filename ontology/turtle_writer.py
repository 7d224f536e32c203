"""The layout of a graph as Turtle: what stands where, and on how many lines."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode

from ontology.terms import PREFIXES, RDF, XSD

WIDTH = 120
INDENT = " " * 4
NEWLINE = "\n"

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
Graph = Mapping[Node, Mapping[NamedNode, Sequence[Term]]]


def _terms(names: str) -> list[NamedNode]:
    return [NamedNode(PREFIXES[prefix] + local) for prefix, _, local in (name.partition(":") for name in names.split())]


GROUPS = [
    _terms(names)
    for names in (
        "owl:Ontology",
        "owl:Class rdfs:Class",
        "rdfs:Datatype",
        "owl:ObjectProperty",
        "owl:DatatypeProperty",
        "owl:AnnotationProperty",
        "rdf:Property qb:DimensionProperty qb:MeasureProperty qb:AttributeProperty",
        "skos:ConceptScheme",
        "skos:Concept",
        "qb:DataStructureDefinition",
        "sh:NodeShape sh:PropertyShape sh:SPARQLConstraint sh:SPARQLTarget",
    )
]
"""Classes in the order of their instances in a file; other subjects follow, by IRI."""

PARTS = _terms("qb:component sh:property sh:sparql")
"""A subject that another one names by these, and no third one does, follows it."""

FIRST = _terms(
    "rdf:type rdfs:label skos:prefLabel skos:altLabel dcterms:title skos:definition dcterms:description rdfs:comment "
    "skos:scopeNote rdfs:subClassOf rdfs:subPropertyOf owl:inverseOf dcam:domainIncludes dcam:rangeIncludes "
    "skos:inScheme skos:topConceptOf skos:notation skos:broader qb:order qb:dimension qb:measure qb:attribute "
    "sh:targetClass sh:targetSubjectsOf sh:targetObjectsOf sh:targetNode sh:target sh:path sh:name sh:description "
    "sh:group sh:order sh:severity sh:deactivated"
)
LAST = _terms(
    "sh:message sh:property sh:sparql sh:prefixes sh:ask sh:select sh:construct rdfs:seeAlso rdfs:isDefinedBy"
)
"""Predicates that stand before and after the others, which follow the alphabet."""

# The bare forms of numbers and booleans: https://www.w3.org/TR/turtle/#abbrev
BARE = {
    XSD.boolean: re.compile(r"true|false"),
    XSD.integer: re.compile(r"[+-]?\d+", re.ASCII),
    XSD.decimal: re.compile(r"[+-]?\d*\.\d+", re.ASCII),
    NamedNode(PREFIXES["xsd"] + "double"): re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)[eE][+-]?\d+", re.ASCII),
}
# A part of what Turtle allows; other IRIs are written in full.
LOCAL_NAME = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?")


class TurtleWriter:
    """The text of each subject of a graph whose blank nodes carry canonical labels."""

    def __init__(self, graph: Graph, prefixes: Mapping[str, str]) -> None:
        self.graph = graph
        self.namespaces = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self.used: set[str] = set()
        self.references = Counter(
            value for properties in graph.values() for values in properties.values() for value in values
        )
        self.roots = self._find_roots()
        self.inlined: dict[BlankNode, str] = {}

    def subjects(self) -> Iterator[str]:
        for subject in self._in_order():
            name = "[]" if isinstance(subject, BlankNode) and not self.references[subject] else self._name(subject)
            first, *others = self._properties(subject, INDENT)
            gap = " " if _fits(f"{name} {first.partition(NEWLINE)[0]}", "") else f"{NEWLINE}{INDENT}"
            yield f"{name}{gap}" + f" ;{NEWLINE}{INDENT}".join([first, *others]) + f" .{NEWLINE}"

    def _find_roots(self) -> set[Node]:
        """The nodes that are not written in place: IRIs, and blank nodes named never, more than once, or in a ring."""
        roots: set[Node] = {node for node in self.graph if isinstance(node, NamedNode) or self.references[node] != 1}
        reached = set(roots)
        waiting = list(roots)
        for candidate in [None, *sorted(self.graph.keys() - roots, key=str)]:
            if candidate and candidate not in reached:
                roots.add(candidate)
                reached.add(candidate)
                waiting.append(candidate)
            while waiting:
                for values in self.graph.get(waiting.pop(), {}).values():
                    new = {value for value in values if isinstance(value, BlankNode)} - reached
                    reached |= new
                    waiting.extend(new)
        return roots

    def _in_order(self) -> Iterator[Node]:
        parts = {
            subject: sorted(
                {
                    value
                    for predicate in PARTS
                    for value in properties.get(predicate, ())
                    if isinstance(value, NamedNode) and value in self.graph and self.references[value] == 1
                },
                key=self._subject_key,
            )
            for subject, properties in self.graph.items()
        }
        followers = {value for values in parts.values() for value in values}
        written: set[Node] = set()

        def walk(subject: Node) -> Iterator[Node]:
            if subject not in written:
                written.add(subject)
                yield subject
                for part in parts[subject]:
                    yield from walk(part)

        # Parts come last here, so only those are left that stand in a ring and follow nothing.
        for subject in sorted(self.roots, key=lambda node: (node in followers, self._subject_key(node))):
            yield from walk(subject)

    def _subject_key(self, node: Node) -> tuple[object, ...]:
        types = self.graph.get(node, {}).get(RDF.type, ())
        group = next((n for n, classes in enumerate(GROUPS) if any(cls in types for cls in classes)), len(GROUPS))
        return isinstance(node, BlankNode), group, _natural(node.value)

    def _properties(self, subject: Node, indent: str) -> list[str]:
        properties = self.graph.get(subject, {})
        return [
            self._values("a" if predicate == RDF.type else self._name(predicate), properties[predicate], indent)
            for predicate in sorted(properties, key=self._predicate_key)
        ]

    def _predicate_key(self, predicate: NamedNode) -> tuple[int, str]:
        if predicate in FIRST:
            return FIRST.index(predicate), ""
        if predicate in LAST:
            return len(FIRST) + 1 + LAST.index(predicate), ""
        return len(FIRST), self._name(predicate)

    def _values(self, predicate: str, values: Sequence[Term], indent: str) -> str:
        values = sorted(values, key=self._value_key)
        line = f"{predicate} {', '.join(map(self._inline, values))}"
        if _fits(line, indent):
            return line
        if len(values) == 1:
            return f"{predicate} {self._block(values[0], indent)}"
        deeper = indent + INDENT
        lines = [line if _fits(line := self._inline(value), deeper) else self._block(value, deeper) for value in values]
        return f"{predicate}\n{deeper}" + f",\n{deeper}".join(lines)

    def _value_key(self, value: Term) -> tuple[object, ...]:
        if isinstance(value, Literal):
            return 1, value.language or "", _natural(value.value), str(value)
        return (2 if isinstance(value, BlankNode) else 0), "", _natural(self._inline(value)), ""

    def _inline(self, value: Term) -> str:
        """A term on one line, unless it holds a string of several."""
        if isinstance(value, Literal):
            return self._literal(value)
        if value == RDF.nil:
            return "()"
        if isinstance(value, NamedNode) or value in self.roots or self.references[value] > 1:
            return self._name(value)
        if value not in self.inlined:
            if items := self._list(value):
                self.inlined[value] = f"( {' '.join(map(self._inline, items))} )"
            else:
                lines = self._properties(value, "")
                self.inlined[value] = f"[ {' ; '.join(lines)} ]" if lines else "[]"
        return self.inlined[value]

    def _block(self, value: Term, indent: str) -> str:
        """A term over several lines where it has parts; the first stands where the text is."""
        deeper = indent + INDENT
        if not isinstance(value, BlankNode) or value in self.roots:
            return self._inline(value)
        if items := self._list(value):
            lines = [line if _fits(line := self._inline(item), deeper) else self._block(item, deeper) for item in items]
            return f"(\n{deeper}" + f"\n{deeper}".join(lines) + f"\n{indent})"
        return f"[\n{deeper}" + f" ;\n{deeper}".join(self._properties(value, deeper)) + f"\n{indent}]"

    def _list(self, node: Node) -> list[Term] | None:
        """The members of a list that nothing else refers into; none where the node is not such a list."""
        items: list[Term] = []
        while node != RDF.nil:
            properties = self.graph.get(node, {})
            shape = {predicate: len(values) for predicate, values in properties.items()}
            if shape != {RDF.first: 1, RDF.rest: 1} or node in self.roots:
                return None
            items.append(properties[RDF.first][0])
            rest = properties[RDF.rest][0]
            if isinstance(rest, Literal):
                return None
            node = rest
        return items

    def _name(self, node: Node) -> str:
        if isinstance(node, NamedNode):
            for prefix, namespace in self.namespaces:
                if node.value.startswith(namespace) and LOCAL_NAME.fullmatch(local := node.value[len(namespace) :]):
                    self.used.add(prefix)
                    return f"{prefix}:{local}"
        return str(node)

    def _literal(self, literal: Literal) -> str:
        if (bare := BARE.get(literal.datatype)) and bare.fullmatch(literal.value):
            return literal.value
        text = _quoted(literal.value)
        if literal.language:
            return f"{text}@{literal.language}"
        return text if literal.datatype == XSD.string else f"{text}^^{self._name(literal.datatype)}"


def _quoted(text: str) -> str:
    r"""A string in quotes, in three where it has several lines; what cannot be seen is escaped (``\u00A0``)."""
    long = "\n" in text
    escapes = {"\\": r"\\", "\r": r"\r", "\t": r"\t"} | ({"\n": "\n"} if long else {'"': r"\""})
    escaped = "".join(escapes.get(char) or (char if char.isprintable() else _escape(char)) for char in text)
    if not long:
        return f'"{escaped}"'
    # A quote that would end the string: with two more after it, or right before the closing ones.
    return '"""' + re.sub(r'"(?=""|\Z)', r'\\"', escaped) + '"""'


def _escape(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"


def _natural(text: str) -> tuple[list[str | int], str]:
    """A sort key by which ``16.7`` stands before ``16.10``, and case does not matter unless all else is equal."""
    parts = re.split(r"(\d+)", text.casefold(), flags=re.ASCII)
    return [int(part) if n % 2 else part for n, part in enumerate(parts)], text


def _fits(line: str, indent: str) -> bool:
    return "\n" not in line and len(indent) + len(line) + len(" ;") <= WIDTH
