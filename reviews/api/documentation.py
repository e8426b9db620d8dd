"""The schema, its page (from our own origin, without inline script), and the answer to unknown addresses."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews.api import schema
from reviews.api.permissions import AllowAnybody, SecondFactorPresent, SignedIn

__all__ = ["Documentation", "Schema", "UnknownAddress", "schema"]


class Schema(SpectacularAPIView):
    """It names every address and field of the desk: for people of the desk only."""

    permission_classes = [SecondFactorPresent, SignedIn]


class Documentation(SpectacularSwaggerView):
    """Our own template: script and style come as files, so the site's strict content policy holds here too."""

    permission_classes = [SecondFactorPresent, SignedIn]
    template_name = "reviews/api_docs.html"

    def handle_exception(self, exc: Exception) -> Any:
        """A page for browsers: who is not signed in is sent to sign in."""
        if isinstance(exc, NotAuthenticated | AuthenticationFailed):
            return redirect_to_login(self.request.get_full_path())
        self.request.accepted_renderer = JSONRenderer()  # the template is the page's, never an error's
        self.request.accepted_media_type = JSONRenderer.media_type
        return super().handle_exception(exc)


class UnknownAddress(APIView):
    """Every other address under /api/: a JSON 404, whatever the method."""

    permission_classes = [AllowAnybody]
    authentication_classes = []

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotFound("There is nothing at this address.")

    head = post = put = patch = delete = options = get
