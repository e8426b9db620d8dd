"""What a person sees and how much of it: settings with the organisation's floor, coverage, exposure, breaks.

Imports models, harm, audit, clock and vocabulary only.
"""
