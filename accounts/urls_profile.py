"""Addresses of one's own account, of operators and of the store profile."""

from __future__ import annotations

from django.urls import path

from accounts.views import confirmed, invitation, operators, profile, second_factor, security, store_profile

profile_urls = [
    path("admin/account/", profile.profile, name="profile"),
    path("admin/account/password/", profile.password, name="change_password"),
    path("admin/account/email/", profile.email, name="email"),
    path("admin/account/email/code/", profile.email_code, name="email_code"),
    path("admin/account/email/code/resend/", profile.email_resend, name="email_resend"),
    path("admin/account/confirm/", confirmed.confirm, name="confirm"),
    path("admin/account/security/", security.security, name="security"),
    path("admin/account/security/sessions/end/", security.end_other_sessions, name="end_other_sessions"),
    path("admin/account/security/sessions/<str:session_id>/end/", security.end_one_session, name="end_session"),
    path("admin/account/security/app/", second_factor.totp, name="totp"),
    path("admin/account/security/app/remove/", second_factor.totp_remove, name="totp_remove"),
    path("admin/account/security/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("admin/account/security/recovery-codes/new/", second_factor.recovery_codes_renew, name="recovery_codes_renew"),
    path("admin/account/security/keys/new/", second_factor.passkey_add, name="passkey_add"),
    path("admin/account/security/keys/<int:passkey_id>/", second_factor.passkey_rename, name="passkey_rename"),
    path("admin/account/security/keys/<int:passkey_id>/remove/", second_factor.passkey_remove, name="passkey_remove"),
    path("admin/store/operators/", operators.operator_list, name="operators"),
    path("admin/store/operators/new/", operators.operator_new, name="operator_new"),
    path("admin/store/operators/<int:operator_id>/", operators.operator_edit, name="operator_edit"),
    path("admin/store/operators/<int:operator_id>/invite/", operators.operator_invite, name="operator_invite"),
    path("admin/store/operators/<int:operator_id>/suspend/", operators.operator_suspend, name="operator_suspend"),
    path("admin/store/operators/<int:operator_id>/readmit/", operators.operator_readmit, name="operator_readmit"),
    path("admin/store/operators/<int:operator_id>/remove/", operators.operator_remove, name="operator_remove"),
    path("admin/store/profile/", store_profile.store_profile, name="store_profile"),
    path("invitation/<str:token>/", invitation.accept, name="accept_invitation"),
]
