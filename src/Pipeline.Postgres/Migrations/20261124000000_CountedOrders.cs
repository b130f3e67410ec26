using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Pipeline.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CountedOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "counted",
                table: "orders",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "counted_change",
                table: "orders",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "counted_version",
                table: "orders",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "dead_letter_replays",
                columns: table => new
                {
                    topic = table.Column<string>(type: "text", nullable: false),
                    partition = table.Column<int>(type: "integer", nullable: false),
                    message_offset = table.Column<long>(type: "bigint", nullable: false),
                    replays = table.Column<int>(type: "integer", nullable: false),
                    replayed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    new_partition = table.Column<int>(type: "integer", nullable: false),
                    new_offset = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dead_letter_replays", x => new { x.topic, x.partition, x.message_offset });
                });

            migrationBuilder.Sql("""
                -- What order_totals holds already: until now an order had one version, counted with its event.
                UPDATE orders o SET counted_version = version, counted = (status <> 'cancelled')::integer
                WHERE EXISTS (SELECT FROM processed_events p WHERE p.consumer_group = 'orders-consumers' AND p.event_id = o.event_id);

                -- Makes the ledger's partitions from yesterday to 7 days ahead, and drops those older than 31 days. A function of
                -- the owner's, so that a consumer needs no right to create or drop anything else.
                CREATE FUNCTION maintain_ledger(now timestamptz) RETURNS void
                LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
                DECLARE
                    today date := (now AT TIME ZONE 'UTC')::date;
                    edges uuid[];
                    name text;
                BEGIN
                    PERFORM pg_advisory_xact_lock(x'504950450002'::bigint);
                    FOR ahead IN -1 .. 7 LOOP
                        name := 'processed_events_' || to_char(today + ahead, 'YYYYMMDD');
                        CONTINUE WHEN to_regclass(name) IS NOT NULL;
                        -- The smallest UUID v7 of a day: its first 48 bits are milliseconds since 1970 (RFC 9562, section 5.7).
                        SELECT array_agg((lpad(to_hex((extract(epoch FROM (day::timestamp AT TIME ZONE 'UTC')) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid ORDER BY day)
                        INTO edges FROM (VALUES (today + ahead), (today + ahead + 1)) AS d (day);
                        BEGIN
                            EXECUTE format('CREATE TABLE %I PARTITION OF processed_events FOR VALUES FROM (%L) TO (%L)', name, edges[1], edges[2]);
                        EXCEPTION WHEN check_violation THEN
                            -- An event with an id from the future is in the default partition already: its day stays there.
                        END;
                    END LOOP;
                    FOR name IN
                        SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'processed_events'::regclass
                    LOOP
                        CONTINUE WHEN name !~ '^processed_events_[0-9]{8}$' OR to_date(right(name, 8), 'YYYYMMDD') >= today - 31;
                        EXECUTE format('DROP TABLE %I', name);
                    END LOOP;
                END $$;
                REVOKE ALL ON FUNCTION maintain_ledger FROM PUBLIC;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION maintain_ledger;");

            migrationBuilder.DropTable(
                name: "dead_letter_replays");

            migrationBuilder.DropColumn(
                name: "counted",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "counted_change",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "counted_version",
                table: "orders");
        }
    }
}
