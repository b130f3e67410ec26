using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Pipeline.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "consumer_progress",
                columns: table => new
                {
                    consumer_group = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    topic = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    partition = table.Column<int>(type: "integer", nullable: false),
                    topic_id = table.Column<Guid>(type: "uuid", nullable: false, defaultValue: new Guid("00000000-0000-0000-0000-000000000000")),
                    first_offset = table.Column<long>(type: "bigint", nullable: false),
                    next_offset = table.Column<long>(type: "bigint", nullable: false),
                    applied = table.Column<long>(type: "bigint", nullable: false),
                    duplicates = table.Column<long>(type: "bigint", nullable: false),
                    dead_lettered = table.Column<long>(type: "bigint", nullable: false),
                    skipped = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    reset_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    updated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consumer_progress", x => new { x.consumer_group, x.topic, x.partition });
                });

            migrationBuilder.CreateTable(
                name: "dead_letter_replays",
                columns: table => new
                {
                    topic = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    topic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    partition = table.Column<int>(type: "integer", nullable: false),
                    message_offset = table.Column<long>(type: "bigint", nullable: false),
                    replays = table.Column<int>(type: "integer", nullable: false),
                    replayed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    new_topic_id = table.Column<Guid>(type: "uuid", nullable: false),
                    new_partition = table.Column<int>(type: "integer", nullable: false),
                    new_offset = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dead_letter_replays", x => new { x.topic, x.topic_id, x.partition, x.message_offset });
                });

            migrationBuilder.CreateTable(
                name: "dead_letters",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    consumer_group = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    topic = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    topic_id = table.Column<Guid>(type: "uuid", nullable: false, defaultValue: new Guid("00000000-0000-0000-0000-000000000000")),
                    partition = table.Column<int>(type: "integer", nullable: false),
                    message_offset = table.Column<long>(type: "bigint", nullable: false),
                    message_timestamp = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    key = table.Column<byte[]>(type: "bytea", nullable: true),
                    value = table.Column<byte[]>(type: "bytea", nullable: true),
                    event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    detail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    sql_state = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dead_letters", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    shard = table.Column<short>(type: "smallint", nullable: false),
                    topic = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    payload = table.Column<byte[]>(type: "bytea", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => new { x.shard, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_dead_letters_consumer_group_topic_topic_id_partition_messag~",
                table: "dead_letters",
                columns: new[] { "consumer_group", "topic", "topic_id", "partition", "message_offset" },
                unique: true);

            // What Entity Framework cannot model: the partitioned table processed_events, notifications and upkeep of the outbox.
            migrationBuilder.Sql("""
                CREATE TABLE processed_events (
                    consumer_group text COLLATE "C" NOT NULL,
                    event_id uuid NOT NULL,
                    PRIMARY KEY (consumer_group, event_id)
                ) PARTITION BY RANGE (event_id);
                CREATE TABLE processed_events_default PARTITION OF processed_events DEFAULT;
                -- Derived ids have no time, and their first bit is 1 (DerivedEventId). They are not in the default partition, because
                -- PostgreSQL scans that partition whenever a daily partition is attached.
                CREATE TABLE processed_events_derived PARTITION OF processed_events
                FOR VALUES FROM ('80000000-0000-0000-0000-000000000000') TO (MAXVALUE);

                -- Wakes idle relays; they read the table to find what to send. A notification takes a lock of the whole server until
                -- its transaction is flushed: with one per transaction the writers would commit one after another. An idle relay
                -- holds an advisory lock of class 2829 (ShardStatements.NotificationLockClass) for one of its shards, 0 to 3. The shared
                -- locks, held until the commit, keep a relay from going idle that has not seen what is written here.
                CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NOT (pg_try_advisory_xact_lock_shared(2829, 0) AND pg_try_advisory_xact_lock_shared(2829, 1)
                            AND pg_try_advisory_xact_lock_shared(2829, 2) AND pg_try_advisory_xact_lock_shared(2829, 3)) THEN
                        PERFORM pg_notify('outbox', '');
                    END IF;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER notify_outbox AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

                -- A row lives for milliseconds: vacuum by number of dead rows, without pauses.
                ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
                    autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000);

                -- Makes the partitions of processed_events from yesterday to 7 days ahead, and drops those older than 31 days. Runs
                -- with the owner's rights, so that a consumer needs no right to create or drop anything else. Consumers wait behind a
                -- wait for a lock, so each wait is short; false if a transaction holds the lock for longer. ATTACH locks the default
                -- partition only, where CREATE TABLE … PARTITION OF would lock the whole table.
                CREATE FUNCTION maintain_partitions(now timestamptz) RETURNS boolean
                LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '10s' AS $$
                DECLARE
                    today date := (now AT TIME ZONE 'UTC')::date;
                    edges uuid[];
                    name text;
                BEGIN
                    PERFORM pg_advisory_xact_lock(x'504950450002'::bigint);
                    SET LOCAL lock_timeout = '100ms';
                    FOR ahead IN -1 .. 7 LOOP
                        name := 'processed_events_' || to_char(today + ahead, 'YYYYMMDD');
                        CONTINUE WHEN to_regclass(name) IS NOT NULL;
                        -- The smallest UUID v7 of a day: its first 48 bits are milliseconds since 1970 (RFC 9562, section 5.7).
                        SELECT array_agg((lpad(to_hex((extract(epoch FROM (day::timestamp AT TIME ZONE 'UTC')) * 1000)::bigint), 12, '0')
                                          || repeat('0', 20))::uuid ORDER BY day)
                        INTO edges FROM (VALUES (today + ahead), (today + ahead + 1)) AS d (day);
                        BEGIN
                            EXECUTE format('CREATE TABLE %I (LIKE processed_events INCLUDING ALL)', name);
                            EXECUTE format('ALTER TABLE processed_events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, edges[1], edges[2]);
                        EXCEPTION WHEN check_violation THEN
                            -- The default partition already has an event with an id of that day: the day stays there.
                        END;
                    END LOOP;
                    BEGIN
                        FOR name IN
                            SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'processed_events'::regclass
                        LOOP
                            CONTINUE WHEN name !~ '^processed_events_[0-9]{8}$' OR to_date(right(name, 8), 'YYYYMMDD') >= today - 31;
                            EXECUTE format('DROP TABLE %I', name);
                        END LOOP;
                    EXCEPTION WHEN lock_not_available THEN
                        -- Keeps the partitions that were made.
                        RETURN false;
                    END;
                    RETURN true;
                EXCEPTION WHEN lock_not_available THEN
                    RETURN false;
                END $$;
                REVOKE ALL ON FUNCTION maintain_partitions FROM PUBLIC;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                DROP TABLE processed_events;
                DROP TRIGGER notify_outbox ON outbox;
                DROP FUNCTION notify_outbox();
                DROP FUNCTION maintain_partitions;
                """);

            migrationBuilder.DropTable(
                name: "consumer_progress");

            migrationBuilder.DropTable(
                name: "dead_letter_replays");

            migrationBuilder.DropTable(
                name: "dead_letters");

            migrationBuilder.DropTable(
                name: "outbox");
        }
    }
}
