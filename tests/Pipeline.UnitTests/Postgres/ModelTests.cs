using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Pipeline.Ads.Tables;
using Pipeline.Domains;
using Pipeline.Music.Tables;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Postgres;

/// <summary>
/// The model stands in Entity Framework, in the migrations and in the bulk statements. These tests hold them together.
/// </summary>
public sealed class ModelTests : IDisposable
{
    /// <summary>Never opened: the model needs no server.</summary>
    private readonly ShopContext _context = new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql("Host=no.server").Options);

    private readonly MusicContext _music = new(new DbContextOptionsBuilder<MusicContext>().UseNpgsql("Host=no.server").Options);

    private readonly AdsContext _ads = new(new DbContextOptionsBuilder<AdsContext>().UseNpgsql("Host=no.server").Options);

    private readonly TransportContext _transport =
        new(new DbContextOptionsBuilder<TransportContext>().UseNpgsql("Host=no.server").Options);

    public static TheoryData<string> Streams => [.. AllDomains.Joined.Streams.All.Select(static s => s.Name)];

    public void Dispose()
    {
        _context.Dispose();
        _music.Dispose();
        _ads.Dispose();
        _transport.Dispose();
    }

    [Fact]
    public void The_newest_migration_of_each_context_is_the_one_that_is_written_down()
    {
        Assert.Equal(ShopContext.Migrations.Newest, _context.Database.GetMigrations().Last());
        Assert.Equal(MusicContext.Migrations.Newest, _music.Database.GetMigrations().Last());
        Assert.Equal(AdsContext.Migrations.Newest, _ads.Database.GetMigrations().Last());
        Assert.Equal(TransportContext.Migrations.Newest, _transport.Database.GetMigrations().Last());
    }

    [Fact]
    public void The_migrations_contain_the_whole_model()
    {
        Assert.False(_context.Database.HasPendingModelChanges());
        Assert.False(_music.Database.HasPendingModelChanges());
        Assert.False(_ads.Database.HasPendingModelChanges());
        Assert.False(_transport.Database.HasPendingModelChanges());
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_bulk_paths_know_the_columns_of_the_model(string stream)
    {
        var table = TableOf(stream);
        var entity = EntityOf(table.Name);
        // The sink alone writes what projections know of a row: no event brings it.
        string[] counted = [StreamModel.CountedVersion, StreamModel.Counted, StreamModel.CountedChange];
        Assert.Equal(
            entity.GetProperties().Where(p => !counted.Contains(p.Name)).Select(static p => (p.GetColumnName(), p.GetColumnType())).Order(),
            table.Columns.Select(static c => (c.Name, StoreType(c.SqlType))).Order());
        Assert.Equal([table.Key], entity.FindPrimaryKey()!.Properties.Select(static p => p.GetColumnName()));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_array_of_a_batch_reaches_its_own_column_as_it_is(string stream)
    {
        var table = TableOf(stream);
        var batch = table.Stream.NewBatch(4);
        foreach (var column in table.Columns)
        {
            var array = ArrayOf(batch, column.Name);
            var value = column.Parameter(batch, 1, 2).Value!;
            Assert.Same(array, value.GetType().GetProperty("Array")!.GetValue(value));
            Assert.Equal(
                (1, 2), (value.GetType().GetProperty("Offset")!.GetValue(value), value.GetType().GetProperty("Count")!.GetValue(value)));
        }
    }

    [Fact]
    public void No_table_of_a_domain_refers_to_another() =>
        Assert.All(
            _context.Model.GetEntityTypes().Concat(_music.Model.GetEntityTypes()).Concat(_ads.Model.GetEntityTypes()),
            static entity => Assert.Empty(entity.GetForeignKeys()));

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_version_of_a_row_guards_it_against_a_writer_with_an_older_state(string stream)
    {
        var entity = EntityOf(TableOf(stream).Name);
        Assert.True(entity.FindProperty(StreamModel.Version)!.IsConcurrencyToken);
        Assert.True(entity.FindProperty(StreamModel.EventId)!.IsNullable);
    }

    [Fact]
    public void The_tables_and_their_columns_have_the_names_that_are_promised()
    {
        var columns = _context.Model.GetEntityTypes().Concat(_music.Model.GetEntityTypes()).Concat(_ads.Model.GetEntityTypes())
            .Concat(_transport.Model.GetEntityTypes())
            .DistinctBy(static e => e.GetTableName())
            .ToDictionary(static e => e.GetTableName()!, static e => e.GetProperties().Select(static p => p.GetColumnName()).ToHashSet());
        Assert.Equal(
            [
                "ad_events", "ad_windows_1m", "ad_windows_5m", "consumer_progress", "dead_letter_replays", "dead_letters",
                "listening_events", "order_totals", "orders", "outbox", "products", "song_plays", "users",
            ],
            columns.Keys.Order(StringComparer.Ordinal));
        Assert.Superset(
            new HashSet<string> { "consumer_group", "topic", "partition", "next_offset", "applied", "duplicates", "dead_lettered" },
            columns["consumer_progress"]);
        Assert.Superset(
            new HashSet<string> { "partition", "day", "category", "region", "orders", "quantity", "revenue" }, columns["order_totals"]);
        Assert.Superset(new HashSet<string> { "partition", "hour", "artist", "song", "plays", "seconds" }, columns["song_plays"]);
        Assert.Superset(
            new HashSet<string> { "window_start", "site_category", "banner_pos", "device_type", "impressions", "clicks" },
            columns["ad_windows_5m"]);
    }

    private static string StoreType(string sqlType) => sqlType == "timestamptz" ? "timestamp with time zone" : sqlType;

    private static StreamTable TableOf(string stream) => StreamTable.Of(AllDomains.Joined.Streams.Find(stream)!);

    private IEntityType EntityOf(string table) =>
        _context.Model.GetEntityTypes().Concat(_music.Model.GetEntityTypes()).Concat(_ads.Model.GetEntityTypes())
            .Single(e => e.GetTableName() == table);

    private static Array ArrayOf(EventBatch batch, string column)
    {
        if (column is "event_id" or "version")
            return column == "version" ? batch.Version : batch.EventId;
        var values = batch.Columns[batch.Stream.IndexOf(column)];
        return (Array)values.GetType().GetProperty("Rows")!.GetValue(values)!;
    }
}
