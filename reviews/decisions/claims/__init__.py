"""The right to review a job: claimed, renewed, released, taken over, handed out in order."""
