"""The daily job finds tokens whose time is over by index, however many are alive."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("developer_center", "0004_api_versions")]

    operations = [
        migrations.AddIndex(
            model_name="accesstoken",
            index=models.Index(fields=["expires"], name="access_token_by_end"),
        ),
        migrations.AddIndex(
            model_name="refreshtoken",
            index=models.Index(fields=["created"], name="refresh_token_by_age"),
        ),
    ]
