"""The SDG audit of the release: as pages, for a file of one's own, and in the formats of programs."""
