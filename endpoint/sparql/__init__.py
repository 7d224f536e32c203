"""The SPARQL 1.1 Protocol and the editor's page."""
