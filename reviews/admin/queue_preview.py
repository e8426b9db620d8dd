"""Preview of what a queue's rules match now, and of rerouting all waiting jobs."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from reviews import clock
from reviews.admin.base import ManagerOnly
from reviews.admin.conditions import CONDITIONS
from reviews.admin.job_actions import reroute_summary
from reviews.admin.typed_bases import AdminMixin, acting_person
from reviews.models import Job, Queue, RoutingRule
from reviews.queues import matching, reroute
from reviews.vocabulary import ReviewStage

SAMPLE = 10
MAX_JOBS_IN_PAGE = 2000


class RoutingPreviewMixin(ManagerOnly, AdminMixin):
    """For the queue pages: matches of each rule, a trial of re-routing, then the re-routing itself."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        urls: list[URLPattern] = super().get_urls()
        return [path("<int:pk>/preview/", view, name="reviews_queue_preview"), *urls]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: what the rules match. POST step=try: what re-routing would do. POST step=go: it is done."""
        if not self.has_manage_permission(request):
            raise PermissionDenied
        queue = Queue.objects.filter(pk=pk).first()
        if queue is None:
            raise Http404
        step = request.POST.get("step", "")
        waiting = _waiting()
        is_many = waiting.order_by()[: MAX_JOBS_IN_PAGE + 1].count() > MAX_JOBS_IN_PAGE
        by = acting_person(request)
        if step == "go" and not is_many:
            messages.success(request, reroute_summary(reroute.reroute(waiting, by=by, now=clock.now())))
            return HttpResponseRedirect(reverse("admin:reviews_queue_preview", args=[pk]))
        is_trial = step == "try" and not is_many
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview of the queue %(name)s") % {"name": queue.name},
            "opts": self.opts,
            "queue": queue,
            "rules": [_rule_preview(rule) for rule in queue.rules.select_related("account")],
            "is_many": is_many,
            "most": MAX_JOBS_IN_PAGE,
            "trial": reroute.reroute(waiting, by=by, now=clock.now(), is_trial=True) if is_trial else None,
        }
        return TemplateResponse(request, "admin/reviews/queue_preview.html", context)


def _waiting() -> Any:
    return Job.objects.waiting().filter(stage=ReviewStage.FIRST)


def _rule_preview(rule: RoutingRule) -> dict[str, Any]:
    count = matching.count_waiting(rule)
    sample = matching.matching_jobs(_waiting(), rule).order_by("id").values_list("pk", "external_id")[:SAMPLE]
    values = [(label_for_field(name, RoutingRule), getattr(rule, name)) for name in CONDITIONS]
    asked = [(str(name), str(value)) for name, value in values if value not in ("", None)]
    return {
        "rule": rule,
        "asked": asked,
        "count": f"{count:,}+" if count >= matching.MAX_COUNTED else f"{count:,}",
        "sample": list(sample),
        "share": f"{rule.random_share:.1%}",
    }
