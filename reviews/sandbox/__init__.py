"""A loopback stand-in for both clouds; of ours it knows only providers/*/signing and vocabulary."""
