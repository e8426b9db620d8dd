"""Addresses of signing in and of one's own account: only those of allauth's views that the desk uses."""

from django.urls import URLPattern, path

from reviews.web.account import oidc, page, password_link, views

urlpatterns: list[URLPattern] = [
    path("login/", views.login, name="account_login"),
    path("login/", views.login, name="login"),
    path("login/code/", views.sign_in_code, name="mfa_authenticate"),
    path("login/cancelled/", oidc.sign_in_cancelled, name="socialaccount_login_cancelled"),
    path("login/<slug:provider_id>/", oidc.start_sign_in, name="openid_connect_login"),
    path("login/<slug:provider_id>/callback/", oidc.finish_sign_in, name="openid_connect_callback"),
    path("logout/", views.logout, name="account_logout"),
    path("logout/", views.logout, name="logout"),
    path("account/", page.account_page, name="account"),
    path("account/sessions/<int:session_id>/end/", page.end_session, name="end-session"),
    path("account/sessions/end/", page.end_other_sessions, name="end-other-sessions"),
    path("account/password/", views.change_password, name="account_change_password"),
    path("password/<str:uidb64>/<str:token>/", password_link.set_password, name="password-link"),
    path("account/again/", views.reauthenticate_by_password, name="account_reauthenticate"),
    path("account/again/code/", views.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("account/second-factor/", views.second_factor_list, name="mfa_index"),
    path("account/second-factor/set-up/", views.set_up_factor, name="mfa_activate_totp"),
    path("account/second-factor/remove/", views.remove_factor, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
