using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Pipeline.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class BellForSleepers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A notification takes a lock of the whole server until its transaction is flushed to disk: with one in every
            // transaction the writers commit one after another. 2829 is RelaySession.BellClass, 0 to 3 are the lanes; a relay
            // holds one bell for all of its own. A relay of a version before this holds no bell: it is not rung any more, and finds
            // what is written a second later at most.
            migrationBuilder.Sql("""
                CREATE OR REPLACE FUNCTION ring_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    -- A relay that sleeps holds its lane's bell. The shared locks, kept until the commit, let none fall asleep
                    -- that has not seen what is written here.
                    IF NOT (pg_try_advisory_xact_lock_shared(2829, 0) AND pg_try_advisory_xact_lock_shared(2829, 1)
                            AND pg_try_advisory_xact_lock_shared(2829, 2) AND pg_try_advisory_xact_lock_shared(2829, 3)) THEN
                        PERFORM pg_notify('outbox', '');
                    END IF;
                    RETURN NULL;
                END $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE OR REPLACE FUNCTION ring_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_notify('outbox', '');
                    RETURN NULL;
                END $$;
                """);
        }
    }
}
