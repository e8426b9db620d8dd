"""Full-text search over all jobs: titles, ids, what is said and what is seen."""
