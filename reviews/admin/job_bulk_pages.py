"""The confirm pages of the bulk acts on jobs."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from reviews import clock
from reviews.admin.base import ReadOnlyAdmin
from reviews.admin.job_actions import BULK_ACTIONS, MAX_JOBS
from reviews.admin.typed_bases import acting_person
from reviews.models import Job

MAX_SHOWN = 50


class BulkActionsMixin(ReadOnlyAdmin):
    """For the job list: each act of `job_acts` as an action with a page that says what will happen."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.bulk_view)
        urls: list[URLPattern] = super().get_urls()
        return [path("bulk/<slug:slug>/", view, name="reviews_job_bulk"), *urls]

    def bulk_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The confirmed act; `ids` are those that the confirm page named."""
        if not self.has_manage_permission(request):
            raise PermissionDenied
        if slug not in BULK_ACTIONS:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        ids = _ids(request.POST.get("ids", ""))
        if ids is None:
            messages.error(
                request, _("The list of jobs from the confirmation page is not valid. Select the jobs again.")
            )
        else:
            messages.success(request, BULK_ACTIONS[slug].run(ids, acting_person(request), clock.now()))
        return HttpResponseRedirect(reverse("admin:reviews_job_changelist"))

    def confirm_page(self, request: HttpRequest, rows: QuerySet[Job], slug: str) -> HttpResponse | None:
        """The page before the act; a selection that is too large is refused with the number and the way out."""
        ids = list(rows.order_by().values_list("pk", flat=True)[: MAX_JOBS + 1])
        if len(ids) > MAX_JOBS:
            said = _(
                "Select at most %(n)s jobs at once. Nothing was changed. Narrow the filters and select fewer jobs."
            )
            messages.error(request, said % {"n": f"{MAX_JOBS:,}"})
            return None
        act = BULK_ACTIONS[slug]
        look = act.build_preview(ids, acting_person(request), clock.now())
        context = {
            **self.admin_site.each_context(request),
            "title": act.title,
            "opts": self.opts,
            "look": look,
            "shown": look.jobs[:MAX_SHOWN],
            "more": max(len(look.jobs) - MAX_SHOWN, 0),
            "selected": len(ids),
            "ids": ",".join(str(job.pk) for job in look.jobs),
            "target": reverse("admin:reviews_job_bulk", args=[slug]),
            "back": reverse("admin:reviews_job_changelist"),
        }
        return TemplateResponse(request, "admin/reviews/job_confirm.html", context)


def _action(slug: str) -> Any:
    def action(page: BulkActionsMixin, request: HttpRequest, rows: QuerySet[Job]) -> HttpResponse | None:
        return page.confirm_page(request, rows, slug)

    action.__name__ = slug
    return admin.action(action, description=BULK_ACTIONS[slug].title, permissions=["manage"])


ACTIONS = [_action(slug) for slug in BULK_ACTIONS]


def _ids(text: str) -> list[int] | None:
    """1 to MAX_JOBS row numbers out of ``1,2,3``; None for anything else."""
    parts = text.split(",")
    if len(parts) > MAX_JOBS or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    return [int(part) for part in parts]
