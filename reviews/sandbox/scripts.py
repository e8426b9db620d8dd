"""The event scripts of the sample videos. Everything a sandbox answers about a clip is read from here."""

from reviews.sandbox.clip import Clip, Event, Kind
from reviews.vocabulary import Suggestion

BLOCK, REVIEW = Suggestion.BLOCK, Suggestion.REVIEW
_PEOPLE = {"pornography": ("porn", BLOCK), "sexy_female": ("porn", REVIEW), "weapon": ("terrorism", BLOCK)}
_PEOPLE |= {"bloody": ("terrorism", REVIEW), "leader": ("politics", REVIEW), "flag": ("politics", BLOCK)}


def shape(start: float, end: float, label: str, score: float, *path: tuple[int, int], size: tuple[int, int]) -> Event:
    """A thing that moves along `path`."""
    category, suggestion = _PEOPLE[label]
    return Event(Kind.SHAPE, start, end, category, label, suggestion, score, path=path, size=size)


def banner(
    start: float,
    end: float,
    text: str,
    suggestion: Suggestion,
    score: float,
    *,
    at: tuple[int, int],
    width: int = 300,
    label: str = "ad",
    segments: tuple[str, ...] = (),
) -> Event:
    """A plate with text that stays where it is."""
    return Event(Kind.BANNER, start, end, "image_text", label, suggestion, score, text, (at,), (width, 40), segments)


def qr(start: float, end: float, text: str, score: float, *, at: tuple[int, int], side: int = 120) -> Event:
    """A QR code that leads to `text`."""
    return Event(Kind.QR, start, end, "image_text", "qr_code", BLOCK, score, text, (at,), (side, side))


def tone(
    start: float, end: float, label: str, text: str, suggestion: Suggestion, score: float, *segments: str
) -> Event:
    """A burst of sound in which somebody says `text`."""
    return Event(Kind.TONE, start, end, "audio", label, suggestion, score, text, segments=segments)


def _street() -> Clip:
    return Clip("street", "Street market, morning walk", 20, 640, 360, 15, (
        shape(4, 12, "weapon", 0.9312, (40, 60), (420, 160), size=(120, 90)),
        shape(8, 17, "leader", 0.7124, (480, 40), (300, 40), size=(90, 110)),
        banner(9, 16, "Flash sale, call 555 0100", REVIEW, 0.81, at=(40, 290), segments=("Flash sale",)),
        tone(5, 9, "ad", "限时优惠，加微信领取", REVIEW, 0.88, "加微信"),
    ))  # fmt: skip


def _shop() -> Clip:
    return Clip("shop", "Live shopping, evening show", 30, 640, 360, 15, (
        qr(6, 20, "https://shop.example/?ref=demo", 0.9731, at=(480, 60)),
        banner(4, 24, "Scan to win a free phone", BLOCK, 0.93, at=(40, 40), segments=("Scan", "free phone")),
        shape(12, 27, "sexy_female", 0.6633, (80, 140), (260, 180), (80, 200), size=(110, 130)),
        tone(3, 8, "ad", "Buy two, get one free, only tonight", REVIEW, 0.79, "only tonight"),
        tone(18, 23, "abuse", "你这个骗子", BLOCK, 0.95, "骗子"),
    ))  # fmt: skip


def _beach() -> Clip:
    return Clip("beach", "Beach volleyball, final", 24, 640, 360, 15, (
        shape(2, 10, "sexy_female", 0.7412, (60, 120), (460, 120), size=(80, 150)),
        shape(10, 18, "pornography", 0.9644, (460, 80), (120, 160), size=(130, 120)),
        tone(11, 14, "moan", "（无语音内容）", REVIEW, 0.71),
    ))  # fmt: skip


def _rally() -> Clip:
    return Clip("rally", "Evening rally, raw footage", 45, 640, 360, 15, (
        shape(5, 22, "leader", 0.8845, (280, 40), (340, 60), (240, 40), size=(100, 120)),
        shape(9, 30, "flag", 0.9127, (40, 180), (440, 220), size=(140, 80)),
        shape(31, 40, "bloody", 0.6855, (300, 100), (200, 200), size=(90, 90)),
        banner(12, 28, "自由 Freedom now", REVIEW, 0.77, at=(160, 300), label="politics", segments=("Freedom",)),
        tone(12, 20, "politics", "全体集合，跟我一起喊口号", REVIEW, 0.83, "口号"),
        tone(33, 37, "abuse", "Get out of here, you idiot", BLOCK, 0.91, "idiot"),
    ))  # fmt: skip


def _cooking() -> Clip:
    """Nothing to find: a job that passes."""
    return Clip("cooking", "Cooking class: dumplings", 20, 640, 360, 15, ())


def _lecture() -> Clip:
    return Clip("lecture", "Chemistry lecture 7", 90, 640, 360, 10, (
        banner(15, 50, "Join group QQ 10001 for notes", REVIEW, 0.69, at=(20, 20), segments=("QQ 10001",)),
        qr(52, 80, "https://notes.example/7", 0.9011, at=(500, 220)),
        shape(60, 75, "weapon", 0.6211, (100, 120), (200, 120), size=(100, 60)),
        tone(20, 27, "ad", "扫码进群，领取讲义", REVIEW, 0.72, "扫码进群"),
    ))  # fmt: skip


def _dance() -> Clip:
    return Clip("dance", "Dance challenge (portrait)", 30, 360, 640, 15, (
        shape(3, 15, "sexy_female", 0.7925, (40, 200), (200, 260), (60, 300), size=(110, 220)),
        shape(16, 24, "pornography", 0.9012, (200, 160), (60, 240), size=(120, 200)),
        qr(18, 28, "https://fans.example/join", 0.95, at=(232, 24)),
        banner(5, 14, "More in my bio link", REVIEW, 0.74, at=(30, 560), segments=("bio link",)),
        tone(16, 20, "moan", "（无语音内容）", BLOCK, 0.87),
    ))  # fmt: skip


def _stadium() -> Clip:
    return Clip("stadium", "Stadium opening, full HD", 20, 1920, 1080, 10, (
        shape(3, 12, "flag", 0.9433, (160, 200), (1300, 560), size=(380, 240)),
        shape(8, 18, "leader", 0.8231, (1200, 120), (900, 160), size=(280, 340)),
        banner(6, 16, "BetNow: first bet free", BLOCK, 0.9, at=(120, 940), width=700, segments=("BetNow",)),
        tone(4, 7, "ad", "现在下注，首单免费", BLOCK, 0.92, "下注"),
    ))  # fmt: skip


def _marathon() -> Clip:
    """Ten minutes: one event or more in every twenty seconds, so that answers have many pages."""
    labels = tuple(_PEOPLE)
    events: list[Event] = []
    for number, start in enumerate(range(5, 590, 20)):
        label, score = labels[number % len(labels)], round(0.62 + 0.37 * ((number * 7) % 10) / 10, 4)
        x = 40 + 60 * (number % 5)
        events.append(shape(start, start + 12, label, score, (x, 60), (x + 180, 180), size=(110, 110)))
        if number % 3 == 0:
            events.append(banner(start + 2, start + 9, f"Camera {number + 1}: order now", REVIEW, 0.7,
                                 at=(20, 300), segments=("order now",)))  # fmt: skip
        if number % 6 == 1:
            events.append(qr(start + 1, start + 14, f"https://camera.example/{number}", 0.94, at=(500, 20)))
        if number % 4 == 2:
            events.append(tone(start, start + 6, "abuse" if number % 8 == 2 else "ad",
                               f"第{number + 1}段解说，快来下单", REVIEW, 0.8, "下单"))  # fmt: skip
    return Clip("marathon", "City marathon, ten minutes", 600, 640, 360, 10, tuple(events))


CLIPS: dict[str, Clip] = {
    clip.name: clip
    for clip in (
        _street(),
        _shop(),
        _beach(),
        _rally(),
        _cooking(),
        _lecture(),
        _dance(),
        _stadium(),
        _marathon(),
    )
}
