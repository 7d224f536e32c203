"""The release's graph as the server itself reads it, in bounded reads."""
