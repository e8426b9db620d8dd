"""REST API: one file per noun over DRF."""
