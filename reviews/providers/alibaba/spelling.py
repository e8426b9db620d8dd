"""The provider's known spellings (contract: alibaba.md section 4). Replies vary in case; unknown words stay."""

_SCENES = ("porn", "terrorism", "ad", "live", "logo", "antispam", "audio")
_LABELS = (
    *("normal", "sexy", "porn"),
    *("bloody", "explosion", "outfit", "logo", "weapon", "politics", "violence", "crowd", "parade", "carcrash", "flag"),
    *("location", "others"),
    *("ad", "abuse", "terrorism", "contraband", "spam", "npx", "qrcode", "programCode"),
    *("meaningless", "PIP", "smoking", "drivelive"),
    *("TV", "trademark"),
    "flood",
)
_SCENE_OF = {scene.lower(): scene for scene in _SCENES}
_LABEL_OF = {label.lower(): label for label in _LABELS}


def known_spelling(scene: str, label: str) -> tuple[str, str]:
    """Scene and label in their known spelling."""
    return _SCENE_OF.get(scene.strip().lower(), scene), _LABEL_OF.get(label.strip().lower(), label)
