"""Wire <-> typed results, one folder per provider; no Django, no rows. Imports only vocabulary."""
