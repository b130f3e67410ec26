using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Pipeline.Music.Migrations
{
    /// <inheritdoc />
    public partial class Music : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "listening_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    ts = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<long>(type: "bigint", nullable: false),
                    page = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    method = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<int>(type: "integer", nullable: false),
                    level = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    item_in_session = table.Column<int>(type: "integer", nullable: false),
                    location = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    age = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    artist = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    song = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    length = table.Column<decimal>(type: "numeric(10,5)", nullable: true),
                    artist_tier = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    song_popularity = table.Column<int>(type: "integer", nullable: true),
                    counted = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    counted_change = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    counted_version = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_listening_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "song_plays",
                columns: table => new
                {
                    partition = table.Column<int>(type: "integer", nullable: false),
                    hour = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    artist = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    song = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    plays = table.Column<long>(type: "bigint", nullable: false),
                    seconds = table.Column<decimal>(type: "numeric(28,5)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_song_plays", x => new { x.partition, x.hour, x.artist, x.song });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "listening_events");

            migrationBuilder.DropTable(
                name: "song_plays");
        }
    }
}
