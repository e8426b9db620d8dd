"""Account -> rows: what is due, one step of one job, results into rows, discovery, submission."""
