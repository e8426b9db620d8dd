"""One command per file: it parses, calls one package, prints."""
