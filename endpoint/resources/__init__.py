"""Dereferencing: documents and pages of things, of terms and of shapes."""
