"""Jobs that no machine checked: send the video again, end without a verdict, come back."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from reviews import clock
from reviews.access.permissions import Permission
from reviews.api.claims import refuse_body
from reviews.api.decisions import DECIDE
from reviews.api.jobs import JobView
from reviews.api.permissions import Requirement
from reviews.api.serializers import JobSerializer
from reviews.api.view import get_or_404
from reviews.decisions.claims import close
from reviews.sync import send_again
from reviews.vocabulary import TokenScope


class _UncheckedJob(JobView):
    pagination_class = None
    filter_backends = ()

    def job_id(self, request: Request, pk: int) -> int:
        """The id of a visible job, for an act without a body. Errors: NotFound, ValidationError."""
        refuse_body(request)
        return get_or_404(self.visible_jobs().only("pk"), pk).pk

    def shown(self, job_id: int, status: int) -> Response:
        """The job as every address shows it."""
        return Response(self.get_serializer(self.get_queryset().get(pk=job_id)).data, status=status)


class JobSendAgain(_UncheckedJob):
    needs = {"POST": Requirement(TokenScope.SUBMIT, Permission.SUBMIT_VIDEOS)}

    @extend_schema(operation_id="jobs_send_again", request=None, responses={201: JobSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Submit the same video anew; the answer is the new job, the old one is closed as sent_again."""
        job_id, now = self.job_id(request, pk), clock.now()
        close.free_own_claim(job_id, by=self.person, now=now)
        return self.shown(send_again.send_again(job_id, by=self.person, now=now).pk, 201)


class JobTechnicalProblem(_UncheckedJob):
    needs = {"POST": DECIDE}

    @extend_schema(operation_id="jobs_technical_problem", request=None, responses=JobSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Close the job without a verdict. Reports count it separately."""
        return self.shown(
            close.report_technical_problem(self.job_id(request, pk), by=self.person, now=clock.now()).pk, 200
        )


class JobPutBack(_UncheckedJob):
    needs = {"POST": DECIDE}

    @extend_schema(operation_id="jobs_put_back", request=None, responses=JobSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Return a closed job to its queue, unless its video was sent again."""
        return self.shown(close.put_back(self.job_id(request, pk), by=self.person, now=clock.now()).pk, 200)
