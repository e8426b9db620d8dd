"""Submit a video: one form, one provider call, one new job."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from reviews import clock
from reviews.access.permissions import Permission
from reviews.models import ProviderAccount
from reviews.providers.base import SubmitRequest
from reviews.providers.errors import ProviderError
from reviews.redaction import get_public_text
from reviews.sync import submit
from reviews.web.base.auth import current_reviewer, permission_required
from reviews.web.intake.sent import own_latest


class VideoForm(forms.Form):
    """What a provider needs to know. `sync.submit` checks the address itself and says what is wrong with it."""

    account = forms.ModelChoiceField(
        ProviderAccount.objects.none(),
        label=gettext_lazy("Account"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "select"}),
    )
    source = forms.CharField(
        max_length=2000,
        label=gettext_lazy("Video address"),
        help_text=gettext_lazy("http(s)://… or oss://bucket/object, depending on the provider of the account."),
        widget=forms.TextInput(attrs={"class": "input mono", "placeholder": "https://", "autocomplete": "off"}),
    )
    title = forms.CharField(
        max_length=300, required=False, label=gettext_lazy("Title"), widget=forms.TextInput(attrs={"class": "input"})
    )
    description = forms.CharField(
        max_length=2000,
        required=False,
        label=gettext_lazy("Description"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )
    comments = forms.CharField(
        max_length=20_000,
        required=False,
        label=gettext_lazy("Bullet comments"),
        help_text=gettext_lazy(
            "One per line. Title, description and comments are kept with the job, and moderated where the provider "
            "takes them."
        ),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    frame_interval_s = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=60,
        label=gettext_lazy("Seconds between frames"),
        help_text=gettext_lazy("Empty: the default of the provider."),
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = ProviderAccount.objects.active()


@permission_required(Permission.SUBMIT_VIDEOS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_video_page(request: HttpRequest) -> HttpResponse:
    """The form; on success the new job's page."""
    form = VideoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _submit(request, form)
        if answer:
            return answer
    accounts = ProviderAccount.objects.active().exists()
    latest = own_latest(current_reviewer(request), clock.now())
    return render(request, "reviews/intake/videos.html", {"form": form, "has_accounts": accounts, "latest": latest})


def _submit(request: HttpRequest, form: VideoForm) -> HttpResponse | None:
    data = form.cleaned_data
    texts = {name: data[name].replace("\r\n", "\n") for name in ("title", "description", "comments")}
    wanted = SubmitRequest(source=data["source"], frame_interval_s=data["frame_interval_s"], **texts)
    try:
        job = submit.submit_video(data["account"], wanted, by=current_reviewer(request), now=clock.now())
    except ProviderError as error:
        name = submit.find_wrong_field(error)
        form.add_error(name if name in form.fields else None, get_public_text(str(error)))
        return None
    messages.success(request, _("Submitted. The response of the provider arrives automatically."))
    return redirect("job", job.pk)
