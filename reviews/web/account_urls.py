"""Addresses of signing in and of one's own account: only those of allauth's views that the desk uses."""

from django.urls import URLPattern, path

from reviews.web import account, account_oidc, account_page, account_password_link

urlpatterns: list[URLPattern] = [
    path("login/", account.login, name="account_login"),
    path("login/", account.login, name="login"),
    path("login/code/", account.code, name="mfa_authenticate"),
    path("login/cancelled/", account_oidc.cancelled, name="socialaccount_login_cancelled"),
    path("login/<slug:provider_id>/", account_oidc.leave, name="openid_connect_login"),
    path("login/<slug:provider_id>/callback/", account_oidc.come_back, name="openid_connect_callback"),
    path("logout/", account.logout, name="account_logout"),
    path("logout/", account.logout, name="logout"),
    path("account/", account_page.account, name="account"),
    path("account/sessions/<int:session_id>/end/", account_page.end_session, name="end-session"),
    path("account/sessions/end/", account_page.end_other_sessions, name="end-other-sessions"),
    path("account/password/", account.change_password, name="account_change_password"),
    path("password/<str:uidb64>/<str:token>/", account_password_link.set_password, name="password-link"),
    path("account/again/", account.password_again, name="account_reauthenticate"),
    path("account/again/code/", account.code_again, name="mfa_reauthenticate"),
    path("account/second-factor/", account.factors, name="mfa_index"),
    path("account/second-factor/set-up/", account.set_up_factor, name="mfa_activate_totp"),
    path("account/second-factor/remove/", account.remove_factor, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", account.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", account.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
