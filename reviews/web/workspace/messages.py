"""The sentences the workspace's elements say, in the reader's language."""

from django.utils.translation import gettext as _

from reviews.labels import harm_band_label, value_label
from reviews.vocabulary import FindingKind, HarmBand, Suggestion


def workspace_messages() -> dict[str, str]:
    """Key -> text; `{name}` parts are filled in the page."""
    return {
        **{value.value: value_label(value) for value in [*Suggestion, *FindingKind]},
        "saved": _("Saved."),
        "saving": _("Saving…"),
        "offline": _(
            "The server cannot be reached. Your decisions are kept in this page and sent again automatically."
        ),
        "refused": _("Not saved: {message}"),
        "changed": _("Not saved: another person changed this job while you had it open. {who} Your input is kept."),
        "changed_by": _("{who} marked it as {verdict} at {at}."),
        "lost": _("Your claim has ended. {message} Your input stays on this page."),
        "lease": _("claim ends in {left}"),
        "lease_over": _("claim ended"),
        "time_of_video": _("whole video"),
        "time_of_text": _("text"),
        "time_of_cover": _("cover"),
        "time_of_frame": _("no time"),
        "time_of_audio": _("no time"),
        "no_picture": _("no picture"),
        "detections": _("{n} detections"),
        "detection": _("1 detection"),
        "withdrawn": _("no longer reported"),
        "unknown_word": _("original label “{word}”"),
        "nothing": _("The machine found nothing here."),
        "nothing_matches": _("No findings match the filter."),
        "outside": _("partly outside the picture"),
        "speech": _("speech"),
        "on_screen_text": _("on-screen text"),
        "decided": _("decided"),
        "other_categories": _("{n} other categories"),
        "mark_told": _("{suggestion}: {what}, at {time}; {place} of {all} in {lane}"),
        "mark_said": _("decided: {verdict}"),
        "no_marks": _("No finding in the list has a time."),
        "no_evidence": _("The findings could not be loaded. Reload the page."),
        "not_whole": _(
            "Part of the page could not be loaded. You can decide on findings, but speech, on-screen "
            "text and other parts are missing. Reload the page."
        ),
        "signed_out": _(
            "You are signed out. Sign in again in another tab. Your decisions are kept and sent after that."
        ),
        "choose_verdict": _("Choose a verdict first."),
        "also_viewing": _("also viewing: {names}"),
        "bulk_undecided": _("showing all {n} undecided findings"),
        "stretch": _("stretch of {n} frames {from}–{to}"),
        "stretch_none": _("stretch of the selected finding"),
        "bulk_ask": _("Mark {n} findings as {verdict}?"),
        "bad_box": _("Enter four whole numbers: x1, y1, x2, y2."),
        "added_by": _("added by {who}"),
        "counts": _("{shown} of {all}"),
        "nothing_hint": _("Watch the video. You can add a finding that the machine missed above."),
        "not_finished": _("The provider has not finished this job. Findings appear here when it is finished."),
        "picture_off": _("picture hidden"),
        "show_picture": _("show picture"),
        **{f"band_{value.value}": harm_band_label(value) for value in HarmBand},
        "band_from": _("{band} and above"),
        "decided_of": _("{n} of {all} decided"),
        "show_text": _("Show all {n} characters"),
        "show_more": _("Show more"),
        "show_before": _("Show previous"),
        "detections_shown": _("detections {from}–{to} of {all}"),
        "choose_finding": _("Choose a finding first."),
        "no_stretch": _("The selected finding is not part of a stretch."),
        "nothing_to_accept": _("This finding was added by a person and has no suggestion to accept."),
        "list_end": _("That was the last finding of the list."),
        "list_start": _("That was the first finding of the list."),
        "list_empty": _("The list is empty. Clear the filters."),
        "from_the_top": _("Continued from the top of the list."),
        "all_decided": _("All findings in the list are decided."),
        "bulk_saving": _("Saving {n} verdicts…"),
        "bulk_done": _("Marked {n} findings as {verdict}."),
        "again_escalate": _("Press {key} again to escalate. Another reviewer will decide the job."),
        "again_skip": _("Press {key} again to skip. The job returns to the queue for another reviewer."),
        "press_a_key": _("Press the new key for “{act}”."),
        "key_changed": _("The key for “{act}” is now {key}."),
        "keys_reset": _("The default keys are restored."),
        "busy": _("The server is busy. Your decisions are kept in this page and sent again automatically."),
        "sent_now": _("Sent. Everything is saved."),
        "unsent_one": _("1 unsent decision"),
        "unsent": _("{n} unsent decisions"),
        "state_saving": _("saving…"),
        "state_waiting": _("unsent"),
        "state_look": _("needs your attention"),
        "state_lost": _("not saved: claim ended"),
        "state_refused": _("not saved"),
        "undone": _("Undone. Restored to {verdict}."),
        "undone_machine": _(
            "Undone. Set to the suggestion of the machine ({verdict}). A decision is superseded, never deleted."
        ),
        "narrowed": _("“{typed}”: {n} policies"),
        "whole_job": _("the whole job"),
        "missed": _("a missed finding"),
        "n_findings": _("{n} findings"),
        "unseen": _("You chose pass, but {n} places that the machine would block have not been watched by you:"),
        "unseen_one": _("You chose pass, but 1 place that the machine would block has not been watched by you:"),
        "nothing_to_undo": _(
            "There is nothing to undo on this page. The verdict on an earlier job cannot be undone here."
        ),
        "looping": _("Looping {from}–{to}. Press Esc to stop."),
        "loop_none": _("Choose a finding with a time before you start the loop."),
        "stopped_at_end": _("Stopped at the end of the finding. Press play to continue."),
        "floor_grey": _("Your organisation requires grey pictures. Hold to reveal colour."),
        "floor_blur": _("Your organisation requires blurred pictures. Hold to reveal them."),
        "floor_blur_least": _("This is the minimum blur that your organisation allows. Hold to reveal more."),
        "no_sound": _("No sound"),
        "cannot_sound": _("This browser cannot play the sound of this video{codec}."),
        "cannot_picture": _(
            "This browser cannot show the picture of this video{codec}. What you play does not count as watched."
        ),
        "nothing_to_show": _("This browser shows no picture of this video. What you play does not count as watched."),
        "no_picture_in_file": _("This video has no picture. Press play to hear its sound."),
        "no_picture_now": _("No picture at this instant."),
        "left_out": _("No picture can be shown from {from} to {to}."),
        "hit": _("1 match"),
        "hits": _("{n} matches"),
        "no_hits": _("no matches"),
        "matched_title": _("matched by the machine: {suggestion}"),
        "matched_elsewhere": _("matched by the machine, but not found in this text: {words}"),
        "qr_code": _("QR code says"),
        "repeated": _("×{n}, {from}–{to}"),
        "no_speech": _("The machine reported no speech."),
        "no_text": _("The machine found no on-screen text."),
        "lines_left_out": _("The findings filter hides {n} of these lines."),
        "not_repeated": _("This line has only one finding. Press the key without Shift."),
        "break_active": _("You have worked for about {minutes} minutes. A break of a few minutes helps."),
        "break_revealed": _(
            "You have viewed revealed pictures for about {minutes} minutes. A break of a few minutes helps."
        ),
    }
