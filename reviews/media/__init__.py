"""Videos and stills: links, guarded fetch, probe, stills, byte ranges."""
