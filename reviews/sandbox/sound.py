"""Sounds a clip: silence, and a soft tone wherever the script speaks."""

import numpy as np
from numpy.typing import NDArray

from reviews.sandbox.clip import Clip

SAMPLE_RATE = 16_000
_PITCHES = (220.0, 330.0, 440.0, 550.0)
_LOUDNESS = 0.2


def sound_second(clip: Clip, index: int) -> NDArray[np.float32]:
    """Second number `index` of the sound: SAMPLE_RATE samples between -1 and 1."""
    times = index + np.arange(SAMPLE_RATE) / SAMPLE_RATE
    samples = np.zeros(SAMPLE_RATE)
    for number, event in enumerate(clip.audible()):
        if event.start_s < index + 1 and event.end_s > index:
            heard = (times >= event.start_s) & (times < event.end_s)
            # Half-second pulses: a burst that sounds like speech's rhythm rather than a test tone.
            pulse = np.sin(np.pi * (times - event.start_s) / 0.5) ** 2
            samples += heard * pulse * _LOUDNESS * np.sin(2 * np.pi * _PITCHES[number % len(_PITCHES)] * times)
    return samples.astype(np.float32)
