"""Verdicts on findings, detections and jobs: stored once, appended, never changed."""
