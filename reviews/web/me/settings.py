"""How a person's own desk looks and plays, and what it exposed them to. Theirs alone; no audit entry."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reviews import clock
from reviews.access.permissions import Permission
from reviews.models import DeskSettings, Reviewer
from reviews.models.desk_settings import MAX_BLUR
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.wellness import effective_settings, exposure

SPEEDS = (25, 50, 75, 100, 125, 150, 175, 200, 250, 300)
MAX_PRE_ROLL_SECONDS = 30
MAX_BREAK_MINUTES = 240


class DeskSettingsForm(forms.Form):
    """Blur and speed in percent, pre-roll in seconds. Less than the organisation minimum is refused by its field."""

    greyscale = forms.BooleanField(required=False, label=gettext_lazy("Show pictures in grey"))
    blur = forms.IntegerField(min_value=0, max_value=MAX_BLUR, label=gettext_lazy("Blur (percent of the shorter side)"))
    speed = forms.TypedChoiceField(
        coerce=int, label=gettext_lazy("Speed"), choices=[(speed, f"{speed / 100:g}×") for speed in SPEEDS]
    )
    pre_roll_s = forms.FloatField(
        min_value=0,
        max_value=MAX_PRE_ROLL_SECONDS,
        label=gettext_lazy("Start playback before a finding (seconds)"),
        widget=forms.NumberInput(attrs={"step": "0.5"}),
    )
    break_active_minutes = forms.IntegerField(
        min_value=1, max_value=MAX_BREAK_MINUTES, label=gettext_lazy("After active minutes")
    )
    break_revealed_minutes = forms.IntegerField(
        min_value=1,
        max_value=MAX_BREAK_MINUTES,
        label=gettext_lazy("After minutes with revealed pictures"),
    )

    def __init__(self, viewer: Reviewer, data: Any = None) -> None:
        now = effective_settings.settings_of_person(viewer)
        self.viewer, self.floor = viewer, effective_settings.organisation_floor()
        names = ("greyscale", "blur", "break_active_minutes", "break_revealed_minutes")
        initial: dict[str, Any] = {name: getattr(now, name) for name in names}
        # A speed that the list does not name (set by another way) shows as the nearest one that it does.
        speed = min(SPEEDS, key=lambda known: abs(known - now.speed))
        super().__init__(data, initial={**initial, "speed": speed, "pre_roll_s": now.pre_roll_ms / 1000})
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "select" if isinstance(field, forms.ChoiceField) else "input")
        self.fields["greyscale"].widget.attrs["class"] = ""
        self._show_floor()

    def _show_floor(self) -> None:
        least = self.floor
        if least.greyscale:
            self.fields["greyscale"].help_text = _("Minimum set by your organisation: grey.")
        self.fields["blur"].help_text = _(
            "Minimum set by your organisation: %(percent)d %%. Holding the reveal key always shows the picture."
        ) % {"percent": least.blur}
        for name in ("break_active_minutes", "break_revealed_minutes"):
            most = getattr(least, name)
            said = ngettext(
                "Maximum set by your organisation: %(n)d minute.",
                "Maximum set by your organisation: %(n)d minutes.",
                most,
            )
            self.fields[name].help_text = said % {"n": most}

    def clean_greyscale(self) -> bool:
        wanted = bool(self.cleaned_data["greyscale"])
        if self.floor.greyscale and not wanted:
            raise forms.ValidationError(
                _("Your organisation requires grey pictures. Leave this on. Holding the reveal key shows colour.")
            )
        return wanted

    def clean_blur(self) -> int:
        wanted = int(self.cleaned_data["blur"])
        if wanted < self.floor.blur:
            said = _("Your organisation requires blurred pictures. Choose %(percent)d or more.")
            raise forms.ValidationError(said % {"percent": self.floor.blur})
        return wanted

    def clean_break_active_minutes(self) -> int:
        return self._not_later("break_active_minutes")

    def clean_break_revealed_minutes(self) -> int:
        return self._not_later("break_revealed_minutes")

    def _not_later(self, name: str) -> int:
        wanted, most = int(self.cleaned_data[name]), int(getattr(self.floor, name))
        if wanted > most:
            said = _("Your organisation requires breaks to be suggested earlier. Choose %(n)d or fewer.")
            raise forms.ValidationError(said % {"n": most})
        return wanted

    def save(self) -> None:
        """Keep what was chosen; the rest of the person's settings stays."""
        chosen = {**self.cleaned_data}
        chosen["pre_roll_ms"] = round(chosen.pop("pre_roll_s") * 1000)
        DeskSettings.objects.update_or_create(reviewer=self.viewer, defaults=chosen)


@permission_required(Permission.VIEW_JOBS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """The form with what it holds now, and the person's own exposure. 400 with the fields at fault."""
    viewer = current_reviewer(request)
    form = DeskSettingsForm(viewer, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, _("Saved. The settings apply to pages that you open from now on."))
        return redirect("my-settings")
    context = {"settings_form": form, "exposure": exposure.exposure_of_person(viewer, clock.now())}
    return render(request, "reviews/me/settings_page.html", context, status=400 if form.is_bound else 200)
