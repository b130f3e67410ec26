using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Pipeline.Ads.Migrations
{
    /// <inheritdoc />
    public partial class Ads : Migration
    {
        /// <summary>Clicks per impression of the windows, over all partitions.</summary>
        private const string Ctr = """
            CREATE VIEW ad_ctr_{0}m AS
            SELECT window_start, site_category, banner_pos, device_type,
                sum(impressions)::bigint AS impressions, sum(clicks)::bigint AS clicks,
                round(sum(clicks) / nullif(sum(impressions), 0), 6) AS ctr
            FROM ad_windows_{0}m
            GROUP BY window_start, site_category, banner_pos, device_type
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ad_events",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    click = table.Column<int>(type: "integer", nullable: false),
                    hour = table.Column<int>(type: "integer", nullable: false),
                    c1 = table.Column<int>(type: "integer", nullable: true),
                    banner_pos = table.Column<int>(type: "integer", nullable: false),
                    site_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    site_domain = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    site_category = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    app_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    app_domain = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    app_category = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    device_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    device_ip = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    device_model = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    device_type = table.Column<int>(type: "integer", nullable: false),
                    device_conn_type = table.Column<int>(type: "integer", nullable: true),
                    c14 = table.Column<int>(type: "integer", nullable: true),
                    c15 = table.Column<int>(type: "integer", nullable: true),
                    c16 = table.Column<int>(type: "integer", nullable: true),
                    c17 = table.Column<int>(type: "integer", nullable: true),
                    c18 = table.Column<int>(type: "integer", nullable: true),
                    c19 = table.Column<int>(type: "integer", nullable: true),
                    c20 = table.Column<int>(type: "integer", nullable: true),
                    c21 = table.Column<int>(type: "integer", nullable: true),
                    event_time = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    counted = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    counted_change = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    counted_version = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ad_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ad_windows_1m",
                columns: table => new
                {
                    partition = table.Column<int>(type: "integer", nullable: false),
                    window_start = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    site_category = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    banner_pos = table.Column<int>(type: "integer", nullable: false),
                    device_type = table.Column<int>(type: "integer", nullable: false),
                    impressions = table.Column<long>(type: "bigint", nullable: false),
                    clicks = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "PK_ad_windows_1m", x => new { x.partition, x.window_start, x.site_category, x.banner_pos, x.device_type });
                });

            migrationBuilder.CreateTable(
                name: "ad_windows_5m",
                columns: table => new
                {
                    partition = table.Column<int>(type: "integer", nullable: false),
                    window_start = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    site_category = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    banner_pos = table.Column<int>(type: "integer", nullable: false),
                    device_type = table.Column<int>(type: "integer", nullable: false),
                    impressions = table.Column<long>(type: "bigint", nullable: false),
                    clicks = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey(
                        "PK_ad_windows_5m", x => new { x.partition, x.window_start, x.site_category, x.banner_pos, x.device_type });
                });

            migrationBuilder.Sql(Ctr.Replace("{0}", "1"));
            migrationBuilder.Sql(Ctr.Replace("{0}", "5"));
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP VIEW ad_ctr_1m, ad_ctr_5m");
            migrationBuilder.DropTable(
                name: "ad_events");

            migrationBuilder.DropTable(
                name: "ad_windows_1m");

            migrationBuilder.DropTable(
                name: "ad_windows_5m");
        }
    }
}
