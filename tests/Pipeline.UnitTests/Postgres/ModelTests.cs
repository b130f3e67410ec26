using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Schema;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Postgres;

/// <summary>
/// The model is said more than once: in Entity Framework, in the migrations, in the bulk paths. These hold them together.
/// </summary>
public sealed class ModelTests : IDisposable
{
    /// <summary>Never opened: the model needs no server.</summary>
    private readonly ShopContext _context = new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql("Host=no.server").Options);

    public static TheoryData<StreamDefinition> Streams => [.. ShopStreams.Registry.All];

    public void Dispose() => _context.Dispose();

    [Fact]
    public void The_newest_migration_is_the_one_that_is_written_down() =>
        Assert.Equal(SchemaSetup.NewestMigration, _context.Database.GetMigrations().Last());

    [Fact]
    public void The_migrations_contain_the_whole_model() => Assert.False(_context.Database.HasPendingModelChanges());

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_bulk_paths_know_the_columns_of_the_model(StreamDefinition stream)
    {
        var table = StreamTable.Of(stream);
        var entity = _context.Model.GetEntityTypes().Single(e => e.GetTableName() == table.Name);
        // What order_totals holds of an order is the sink's alone: no event brings it.
        string[] counted = [ShopContext.CountedVersion, ShopContext.Counted, ShopContext.CountedChange];
        Assert.Equal(
            entity.GetProperties().Where(p => !counted.Contains(p.Name)).Select(static p => (p.GetColumnName(), p.GetColumnType())).Order(),
            table.Columns.Select(static c => (c.Name, StoreType(c.SqlType))).Order());
        Assert.Equal([table.Key], entity.FindPrimaryKey()!.Properties.Select(static p => p.GetColumnName()));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_array_of_a_batch_reaches_its_own_column_as_it_is(StreamDefinition stream)
    {
        var batch = stream.NewBatch(4);
        var table = StreamTable.Of(stream);
        foreach (var column in table.Columns)
        {
            var array = (Array)batch.GetType().GetProperty(Pascal(column.Name))!.GetValue(batch)!;
            var value = column.Parameter(batch, 1, 2).Value!;
            Assert.Same(array, value.GetType().GetProperty("Array")!.GetValue(value));
            Assert.Equal(
                (1, 2), (value.GetType().GetProperty("Offset")!.GetValue(value), value.GetType().GetProperty("Count")!.GetValue(value)));
        }
    }

    [Fact]
    public void No_table_of_the_shop_refers_to_another() =>
        Assert.All(_context.Model.GetEntityTypes(), static entity => Assert.Empty(entity.GetForeignKeys()));

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_version_of_a_row_guards_it_against_a_writer_with_an_older_state(StreamDefinition stream)
    {
        var entity = _context.Model.GetEntityTypes().Single(e => e.GetTableName() == StreamTable.Of(stream).Name);
        Assert.True(entity.FindProperty(ShopContext.Version)!.IsConcurrencyToken);
        Assert.True(entity.FindProperty(ShopContext.EventId)!.IsNullable);
    }

    [Fact]
    public void The_tables_and_their_columns_have_the_names_that_are_promised()
    {
        var columns = _context.Model.GetEntityTypes().ToDictionary(
            static e => e.GetTableName()!, static e => e.GetProperties().Select(static p => p.GetColumnName()).ToHashSet());
        Assert.Equal(
            ["consumer_progress", "dead_letter_replays", "dead_letters", "order_totals", "orders", "outbox", "products", "users"],
            columns.Keys.Order(StringComparer.Ordinal));
        Assert.Superset(
            new HashSet<string> { "consumer_group", "topic", "partition", "next_offset", "applied", "duplicates", "dead_lettered" },
            columns["consumer_progress"]);
        Assert.Superset(
            new HashSet<string> { "partition", "day", "category", "region", "orders", "quantity", "revenue" }, columns["order_totals"]);
    }

    private static string StoreType(string sqlType) => sqlType == "timestamptz" ? "timestamp with time zone" : sqlType;

    private static string Pascal(string name) =>
        string.Concat(name.Split('_').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));
}
