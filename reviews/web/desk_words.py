"""The sentences the workspace's elements say, in the reader's language."""

from django.utils.translation import gettext as _

from reviews.vocabulary import FindingKind, Suggestion
from reviews.wording import word


def words() -> dict[str, str]:
    """Key -> text; `{name}` parts are filled in the page."""
    return {
        **{value.value: word(value) for value in [*Suggestion, *FindingKind]},
        "saved": _("Saved."),
        "saving": _("Saving…"),
        "offline": _("The desk cannot be reached. Nothing was saved; what you typed is kept. Try again."),
        "refused": _("Not saved: {message}"),
        "changed": _("Not saved: somebody changed this job while you looked. {who} What you typed is kept."),
        "changed_by": _("{who} said {verdict} at {at}."),
        "lost": _("Your claim has ended. {message} What you typed is kept on this page."),
        "lease": _("lease {left}"),
        "lease_over": _("lease over"),
        "time_of_video": _("whole video"),
        "time_of_text": _("text"),
        "time_of_cover": _("cover"),
        "time_of_frame": _("no time"),
        "time_of_audio": _("no time"),
        "no_picture": _("no picture"),
        "detections": _("{n} detections"),
        "detection": _("1 detection"),
        "withdrawn": _("no longer reported"),
        "unknown_word": _("said “{word}”"),
        "nothing": _("The machine found nothing here."),
        "nothing_matches": _("Nothing matches the filter."),
        "outside": _("partly outside the picture"),
        "speech": _("speech"),
        "on_screen_text": _("on-screen text"),
        "decided": _("decided"),
        "no_evidence": _("The findings could not be loaded. Reload the page."),
        "signed_out": _("You are signed out. Sign in again in another tab; what you typed is kept."),
        "choose_verdict": _("Choose a verdict first."),
        "counts": _("{shown} of {all}"),
    }
