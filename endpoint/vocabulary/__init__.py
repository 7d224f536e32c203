"""What the data are written in: the vocabulary, the shapes, the JSON-LD context; as pages, as RDF, by version."""
