"""The page of one job: its data, claims, verdicts, presence, history."""
