-- The roles of docs/tenancy.md, the database, and what each role may do in it.
--
--   export APP_PASSWORD=... BATCH_PASSWORD=... MIGRATOR_PASSWORD=... SUPPORT_PASSWORD=...
--   export DATABASE_NAME=cafe24clone        # this name where it is not set
--   psql --no-psqlrc "$ADMIN_URL" --file docs/deploy/roles.sql
--
-- Needs psql >= 15, and a role that may create roles with BYPASSRLS (a superuser, or the administrator of a
-- managed server). Running it again changes nothing but the passwords. `make run` runs this very file on the
-- embedded server.

\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;

\set database cafe24clone
\getenv database DATABASE_NAME
\getenv app_password APP_PASSWORD
\getenv batch_password BATCH_PASSWORD
\getenv migrator_password MIGRATOR_PASSWORD
\getenv support_password SUPPORT_PASSWORD
\if :{?app_password} \else
  DO $$ BEGIN RAISE EXCEPTION 'APP_PASSWORD is not set'; END $$;
\endif
\if :{?batch_password} \else
  DO $$ BEGIN RAISE EXCEPTION 'BATCH_PASSWORD is not set'; END $$;
\endif
\if :{?migrator_password} \else
  DO $$ BEGIN RAISE EXCEPTION 'MIGRATOR_PASSWORD is not set'; END $$;
\endif
\if :{?support_password} \else
  DO $$ BEGIN RAISE EXCEPTION 'SUPPORT_PASSWORD is not set'; END $$;
\endif

SELECT format('CREATE ROLE %I', role)
FROM unnest(ARRAY['migrator', 'app', 'batch', 'support']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec

-- migrator owns the database and what is in it; it never serves a request.
ALTER ROLE migrator LOGIN NOSUPERUSER NOCREATEROLE BYPASSRLS PASSWORD :'migrator_password';
-- A migration that cannot get its lock gives up, rather than hold up every request that queues behind it.
ALTER ROLE migrator SET lock_timeout = '5s';

-- app serves pages and runs jobs: no DDL, and row security always applies.
ALTER ROLE app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS PASSWORD :'app_password';

-- batch works on many malls at once; a migration grants it the few tables it needs.
ALTER ROLE batch LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS PASSWORD :'batch_password';

-- support looks across malls and changes nothing.
ALTER ROLE support LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB BYPASSRLS PASSWORD :'support_password';
ALTER ROLE support SET default_transaction_read_only = on;

-- Where an administrator is no superuser, it can act for migrator only as its member.
SELECT 'GRANT migrator TO CURRENT_USER'
WHERE NOT pg_has_role(current_user, 'migrator', 'MEMBER')
\gexec

SELECT format('CREATE DATABASE %I OWNER migrator', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec
\connect :"database"
SET client_min_messages = warning;

ALTER DATABASE :"database" OWNER TO migrator;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO app, batch, support;

ALTER SCHEMA public OWNER TO migrator;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app, batch, support;

-- What migrations make from now on. Existing tables are left alone: a migration may have taken rights away on
-- purpose, as for the append-only audit.
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public GRANT SELECT ON TABLES TO support;
