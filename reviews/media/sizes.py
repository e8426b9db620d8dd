"""Widths of stills, in pixels: the one that is cut, and the copies for lists. Pure: the child reads it."""

WIDTH = 480
SMALLER = (320, 160)
WIDTHS = (*SMALLER, WIDTH)
