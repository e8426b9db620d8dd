#!/usr/bin/env python
"""Django's command line for the review desk."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moderation_site.settings")
    from moderation_site import command_line

    command_line.run(sys.argv)


if __name__ == "__main__":
    main()
