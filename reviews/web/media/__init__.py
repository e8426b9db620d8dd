"""Videos, stills and filmstrips over HTTP."""
