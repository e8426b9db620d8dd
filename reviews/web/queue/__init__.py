"""The queue page: cards, filters, the list of jobs."""
