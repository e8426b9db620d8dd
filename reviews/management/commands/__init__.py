"""One command per file; a door: it parses, calls one room, prints."""
