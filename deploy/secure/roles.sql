-- Creates the roles of the secure profile with the passwords from deploy/.env. Run by psql inside the database container as superuser.
-- Every `make up` runs it, so a new password in deploy/.env applies at the next `make up`. `pipeline migrate` grants the rights on the
-- tables, because the migrator owns them.
\set ON_ERROR_STOP on
\getenv migrator POSTGRES_MIGRATOR_PASSWORD
\getenv producer POSTGRES_PRODUCER_PASSWORD
\getenv consumer POSTGRES_CONSUMER_PASSWORD
\getenv operator POSTGRES_OPERATOR_PASSWORD
\getenv reader POSTGRES_READER_PASSWORD

SET client_min_messages = warning;

-- A failed or slow statement must not write a password to the log.
SET log_statement = none;
SET log_min_error_statement = panic;
SET log_min_duration_statement = -1;
SET password_encryption = 'scram-sha-256';

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['pipeline_migrator', 'pipeline_producer', 'pipeline_consumer', 'pipeline_operator', 'pipeline_reader']) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

BEGIN;
ALTER ROLE pipeline_migrator PASSWORD :'migrator';
ALTER ROLE pipeline_producer PASSWORD :'producer';
ALTER ROLE pipeline_consumer PASSWORD :'consumer';
ALTER ROLE pipeline_operator PASSWORD :'operator';
ALTER ROLE pipeline_reader PASSWORD :'reader';
GRANT pipeline_reader TO pipeline_operator;
GRANT pg_read_all_stats TO pipeline_reader, pipeline_producer;          -- to name the oldest transaction
ALTER ROLE pipeline_reader SET default_transaction_read_only = on;      -- defence in depth: the role has no write rights either

SELECT current_database() AS db
\gset
REVOKE ALL ON DATABASE :"db" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"db" TO pipeline_migrator, pipeline_producer, pipeline_consumer, pipeline_operator, pipeline_reader;
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO pipeline_migrator;
COMMIT;
