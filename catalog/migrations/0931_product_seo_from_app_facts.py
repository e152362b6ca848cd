"""What apps wrote of products for search engines is shown in the base shop; migrator sees every mall's rows."""

from __future__ import annotations

from django.db import migrations

FORWARDS = """
UPDATE catalog_product SET
    app_facts = app_facts - 'seo',
    seo = jsonb_build_object('1', jsonb_strip_nulls(jsonb_build_object(
        'title', nullif(app_facts #>> '{seo,meta_title}', ''),
        'author', nullif(app_facts #>> '{seo,meta_author}', ''),
        'description', nullif(app_facts #>> '{seo,meta_description}', ''),
        'keywords', nullif(app_facts #>> '{seo,meta_keywords}', ''),
        'alt', nullif(app_facts #>> '{seo,meta_alt}', ''),
        'is_exposed', CASE app_facts #>> '{seo,search_engine_exposure}' WHEN 'F' THEN false END
    )))
WHERE app_facts ? 'seo'
"""
BACKWARDS = """
UPDATE catalog_product SET
    seo = '{}',
    app_facts = app_facts || jsonb_build_object('seo', jsonb_strip_nulls(jsonb_build_object(
        'meta_title', seo #> '{1,title}',
        'meta_author', seo #> '{1,author}',
        'meta_description', seo #> '{1,description}',
        'meta_keywords', seo #> '{1,keywords}',
        'meta_alt', seo #> '{1,alt}',
        'search_engine_exposure', CASE WHEN seo #> '{1,is_exposed}' IS NULL THEN 'T' ELSE 'F' END
    )))
WHERE seo ? '1'
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0930_seo")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
