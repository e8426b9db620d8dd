"""Widths of stills, in pixels: the one that is cut, and the copies for lists. Pure: the child reads it."""

WIDTH = 480
SMALLER_WIDTHS = (320, 160)
WIDTHS = (*SMALLER_WIDTHS, WIDTH)
