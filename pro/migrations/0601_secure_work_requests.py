"""Row-level security of the tables of work requests; the account that products come from is fixed for ever (R3.21)."""

from __future__ import annotations

from django.db import migrations

from accounts.tenancy.operations import SecureTenantTable

FIX_CHOICE = """
CREATE FUNCTION pro_keep_import_choice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (
        SELECT 1 FROM accounts_mall WHERE id = OLD.mall_id AND status <> 'deleted'
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The account that products are imported from never changes.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER import_choice_never_changes BEFORE UPDATE OR DELETE ON pro_importchoice
    FOR EACH ROW EXECUTE FUNCTION pro_keep_import_choice();
"""
FREE_CHOICE = """
DROP TRIGGER import_choice_never_changes ON pro_importchoice;
DROP FUNCTION pro_keep_import_choice();
"""


class Migration(migrations.Migration):
    dependencies = [("pro", "0600_work_requests")]

    operations = [
        SecureTenantTable("WorkRequestBody"),
        SecureTenantTable("WorkRequestRow", foreign_keys=["product"]),
        SecureTenantTable("ImportChoice", app="SELECT, INSERT, DELETE"),
        SecureTenantTable("ImportRun", foreign_keys=["account"]),
        SecureTenantTable("ImportPicture", foreign_keys=["listing"]),
        migrations.RunSQL(FIX_CHOICE, FREE_CHOICE),
    ]
