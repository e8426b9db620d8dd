"""Pages: one file per noun; a page is a template and one context builder."""
