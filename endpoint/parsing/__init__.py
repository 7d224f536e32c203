"""SPARQL read: tokens, grammar, the parts of a query that the server must know."""
