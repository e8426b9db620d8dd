"""What a reviewer does, each act one transaction with its audit entry: claims, verdicts, administration."""
