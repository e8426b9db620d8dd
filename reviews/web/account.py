"""Signing in and out: Django's own views with our page."""

from django.contrib.auth.views import LoginView, LogoutView

login = LoginView.as_view(template_name="registration/login.html", redirect_authenticated_user=True)
logout = LogoutView.as_view()
