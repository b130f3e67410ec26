using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Schema;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Streams;

/// <summary>The table of the reviews, mapped from the definition of the stream.</summary>
internal sealed class ReviewContext(DbContextOptions<ReviewContext> options) : DbContext(options)
{
    public static MigrationSet Migrations { get; } = new(
        "20261201000000_Reviews",
        static database => new ReviewContext(new DbContextOptionsBuilder<ReviewContext>().UseNpgsql(database).Options));

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseByteCollation();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.MapStreams([StreamDefinition.Of<Review>()]);
}

/// <summary>The only migration of <see cref="ReviewContext"/>.</summary>
[DbContext(typeof(ReviewContext)), Migration("20261201000000_Reviews")]
internal sealed class ReviewMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "reviews",
        static table => new
        {
            review_id = table.Column<string>("text", nullable: false, collation: "C"),
            product_id = table.Column<string>("text", nullable: false, collation: "C"),
            title = table.Column<string>("text", nullable: false, collation: "C"),
            comment = table.Column<string>("text", nullable: true, collation: "C"),
            stars = table.Column<int>("integer", nullable: false),
            event_id = table.Column<Guid>("uuid", nullable: true),
            version = table.Column<int>("integer", nullable: false),
        },
        constraints: static table => table.PrimaryKey("PK_reviews", r => r.review_id));
}
