"""HTTP, without knowledge of the site: formats, negotiation, validators, headers, middleware."""
