using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Schema;
using Pipeline.Shop.Tables;

namespace Pipeline.IntegrationTests.Schema;

public sealed class SchemaSetupTests(TestServers servers)
{
    /// <summary>The names that users, other programs and checks rely on.</summary>
    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["users"] = "user_id name gender age birth_year address address_district email grade created_at event_id version",
        ["products"] = "product_id name category brand price org_price discount_rate description stock created_at event_id version",
        ["orders"] = "order_id created_at user_id product_id quantity total_amount shipping_cost discount_amount payment_method status "
            + "category "
            + "user_region user_gender user_age_group counted counted_change counted_version event_id version",
        ["consumer_progress"] = "consumer_group topic partition topic_id first_offset next_offset applied duplicates dead_lettered skipped "
            + "reset_at updated_at",
        ["processed_events"] = "consumer_group event_id",
        ["order_totals"] = "partition day category region orders quantity revenue",
    };

    [Fact]
    public async Task Empty_database_gets_the_tables_and_columns_that_are_promised()
    {
        await using var database = await servers.Postgres.DatabaseAsync(migrated: false);

        await SchemaSetup.ApplyAsync(database.Source, [ShopContext.Migrations], TimeProvider.System, writes: true, Token);

        foreach (var (table, columns) in Columns)
        {
            Assert.Equal(columns, await database.AskAsync<string>(
                $"SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = "
                    + $"'public' AND table_name = '{table}'"));
        }

        Assert.Equal(2, await database.CountAsync("information_schema.tables WHERE table_name IN ('outbox', 'dead_letters')"));
    }

    [Theory]
    [InlineData("users", "user_id")]
    [InlineData("products", "product_id")]
    [InlineData("orders", "order_id")]
    [InlineData("outbox", "shard id")]
    [InlineData("consumer_progress", "consumer_group topic partition")]
    [InlineData("processed_events", "consumer_group event_id")]
    [InlineData("order_totals", "partition day category region")]
    public async Task Primary_key_is_the_natural_one(string table, string key)
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        Assert.Equal(key, await database.AskAsync<string>($"""
            SELECT string_agg(a.attname, ' ' ORDER BY k.n) FROM pg_index i
            CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE i.indisprimary AND i.indrelid = '{table}'::regclass
            """));
    }

    [Fact]
    public async Task No_foreign_key_makes_an_order_wait_for_its_user()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        Assert.Equal(0, await database.CountAsync("pg_constraint WHERE contype = 'f'"));
    }

    [Fact]
    public async Task Ten_first_starts_at_once_all_succeed_and_leave_one_history()
    {
        await using var database = await servers.Postgres.DatabaseAsync(migrated: false);

        // Ten processes: each has a pool of its own.
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            () => SchemaSetup.ApplyAsync(
                database.Open($"start-{i}"), [ShopContext.Migrations], TimeProvider.System, writes: true, Token))));

        Assert.Equal(
            [TransportContext.Migrations.Newest, ShopContext.Migrations.Newest],
            await database.ListAsync<string>("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY 1"));
        Assert.Equal(
            0, await database.CountAsync(
                "pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }

    [Theory]
    [InlineData("transport")]
    [InlineData("shop")]
    public async Task Newest_migration_of_a_context_is_the_one_that_is_named_and_its_model_has_no_pending_changes(string name)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var migrations = name == "transport" ? TransportContext.Migrations : ShopContext.Migrations;
        await using var context = migrations.NewContext(database.Source);

        Assert.Equal(migrations.Newest, context.Database.GetMigrations().Last());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(Token));
        Assert.False(context.Database.HasPendingModelChanges(), "The model has changes that no migration has.");
    }

    [Fact]
    public async Task Every_text_is_compared_by_its_bytes()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        Assert.Empty(await database.ListAsync<string>(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text' "
                + "AND collation_name IS DISTINCT FROM 'C'"));
    }

    [Fact]
    public async Task Repeated_setup_changes_nothing()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        const string Objects = "SELECT string_agg(oid::text, ' ' ORDER BY oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace";
        var before = await database.AskAsync<string>(Objects);

        await SchemaSetup.ApplyAsync(database.Source, [ShopContext.Migrations], TimeProvider.System, writes: true, Token);

        Assert.Equal(before, await database.AskAsync<string>(Objects));
    }

    [Fact]
    public async Task Setup_that_fails_gives_its_lock_back()
    {
        await using var database = await servers.Postgres.DatabaseAsync(migrated: false);
        await database.ExecuteAsync("CREATE TABLE users (in_the_way int)");

        await Assert.ThrowsAsync<PostgresException>(
            () => SchemaSetup.ApplyAsync(database.Source, [ShopContext.Migrations], TimeProvider.System, writes: true, Token));
        await database.ExecuteAsync("DROP TABLE users");
        await SchemaSetup.ApplyAsync(database.Open("another process"), [ShopContext.Migrations], TimeProvider.System, writes: true, Token);

        Assert.Equal(2, await database.CountAsync("\"__EFMigrationsHistory\""));
    }
}
