"""Encodes a clip: H.264 and AAC in an MP4 that a browser can play and seek while it loads."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from reviews.sandbox import drawing, sound
from reviews.sandbox.clip import Clip

_BT601, _BT709, _LIMITED = 6, 1, 1


def encode_clip(clip: Clip, target: Path) -> None:
    """Write the clip to `target`: constant frame rate, start at 0, a key frame each second."""
    # The index in front, so that a player can seek before it has the whole file.
    with av.open(str(target), "w", format="mp4", options={"movflags": "faststart"}) as container:
        video, audio = _video(container, clip), _audio(container)
        for second in range(clip.seconds):
            _show(container, video, clip, second)
            _sound(container, audio, clip, second)
        container.mux(video.encode(None))
        container.mux(audio.encode(None))


def _video(container: Any, clip: Clip) -> Any:
    # No B-frames: frames come out in order and the first has time 0.
    options = {"preset": "ultrafast", "crf": "20", "bf": "0", "x264-params": "scenecut=0"}
    stream = container.add_stream("libx264", rate=clip.fps, options=options)
    stream.width, stream.height, stream.pix_fmt = clip.width, clip.height, "yuv420p"
    stream.time_base = Fraction(1, clip.fps)
    context = stream.codec_context
    context.gop_size = clip.fps
    # Said in the stream, or players guess, and reds come out wrong.
    context.colorspace, context.color_primaries, context.color_trc = _BT601, _BT709, _BT709
    context.color_range = _LIMITED
    return stream


def _audio(container: Any) -> Any:
    return container.add_stream("aac", rate=sound.SAMPLE_RATE, layout="mono", bit_rate=32_000)


def _show(container: Any, stream: Any, clip: Clip, second: int) -> None:
    for number in range(second * clip.fps, (second + 1) * clip.fps):
        frame = av.VideoFrame.from_ndarray(drawing.draw_picture(clip, number / clip.fps), format="rgb24")
        frame.pts, frame.time_base = number, Fraction(1, clip.fps)
        container.mux(stream.encode(frame))


def _sound(container: Any, stream: Any, clip: Clip, second: int) -> None:
    frame = av.AudioFrame.from_ndarray(sound.sound_second(clip, second)[None, :], format="fltp", layout="mono")
    frame.sample_rate, frame.time_base = sound.SAMPLE_RATE, Fraction(1, sound.SAMPLE_RATE)
    frame.pts = second * sound.SAMPLE_RATE
    container.mux(stream.encode(frame))
