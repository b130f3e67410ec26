using Npgsql;
using Pipeline.Domains;
using Pipeline.IntegrationTests.Programs;
using Pipeline.Postgres.Monitoring;
using Pipeline.Postgres.Schema;
using Pipeline.Shop.Tables;

namespace Pipeline.IntegrationTests.Schema;

/// <summary>The roles of the secure profile on a real server: each can do its own work and nothing else.</summary>
public sealed class RoleGrantTests(TestServers servers)
{
    private static readonly string Password = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData(
        "pipeline_producer",
        "INSERT INTO outbox (shard, topic, key, event_id, event_type, payload) VALUES (0, 'users', 'u_1', gen_random_uuid(), "
            + "'user_created', '')")]
    [InlineData("pipeline_producer", "DELETE FROM outbox WHERE id = 1")]
    [InlineData("pipeline_producer", "SELECT nextval('user_numbers'), nextval('product_numbers')")]
    [InlineData("pipeline_producer", "UPDATE products SET stock = 1, version = version + 1")]
    [InlineData("pipeline_consumer", "UPDATE consumer_progress SET next_offset = 1")]
    [InlineData("pipeline_consumer", "INSERT INTO processed_events VALUES ('orders-consumers', gen_random_uuid()) ON CONFLICT DO NOTHING")]
    [InlineData("pipeline_consumer", "SELECT maintain_partitions(now())")]
    [InlineData(
        "pipeline_operator", "SELECT count(*) FROM users JOIN outbox ON true JOIN processed_events ON true JOIN dead_letters ON true")]
    [InlineData("pipeline_operator", "DELETE FROM dead_letters")]
    [InlineData(
        "pipeline_operator",
        "INSERT INTO dead_letter_replays (topic, topic_id, partition, message_offset, replays, new_topic_id, new_partition, new_offset) "
            + "VALUES ('users', gen_random_uuid(), 0, 0, 1, gen_random_uuid(), 0, 0) ON CONFLICT DO NOTHING")]
    [InlineData("pipeline_operator", "UPDATE consumer_progress SET next_offset = 0")]
    [InlineData("pipeline_consumer", "UPDATE listening_events SET version = 1")]
    [InlineData("pipeline_consumer", "UPDATE song_plays SET plays = 0")]
    [InlineData("pipeline_consumer", "UPDATE ad_windows_1m SET clicks = 0")]
    [InlineData("pipeline_reader", "SELECT ctr FROM ad_ctr_5m")]
    [InlineData("pipeline_reader", "SELECT count(*) FROM order_totals JOIN consumer_progress ON true")]
    public async Task A_role_may_do_its_work(string role, string sql)
    {
        await using var database = await GrantedAsync();

        Assert.Null(await RefusalAsync(database, role, sql));
    }

    [Theory]
    [InlineData("pipeline_producer", "UPDATE consumer_progress SET next_offset = 0")]
    [InlineData("pipeline_producer", "INSERT INTO processed_events VALUES ('orders-consumers', gen_random_uuid())")]
    [InlineData("pipeline_producer", "DELETE FROM orders")]
    [InlineData("pipeline_producer", "UPDATE order_totals SET orders = 0")]
    [InlineData("pipeline_producer", "UPDATE listening_events SET version = 1")]
    [InlineData("pipeline_consumer", "SELECT count(*) FROM outbox")]
    [InlineData("pipeline_consumer", "DELETE FROM processed_events")]
    [InlineData("pipeline_consumer", "DROP TABLE processed_events_default")]
    [InlineData("pipeline_consumer", "DELETE FROM dead_letters")]
    [InlineData("pipeline_operator", "UPDATE users SET grade = 'VIP'")]
    [InlineData("pipeline_operator", "SELECT maintain_partitions(now())")]
    [InlineData("pipeline_operator", "UPDATE dead_letter_replays SET replays = 0")]
    [InlineData("pipeline_reader", "DELETE FROM dead_letters")]
    [InlineData("pipeline_reader", "INSERT INTO dead_letter_replays (topic) VALUES ('users')")]
    [InlineData("pipeline_reader", "UPDATE \"__EFMigrationsHistory\" SET \"ProductVersion\" = ''")]
    [InlineData("pipeline_consumer", "CREATE TABLE own (id int)")]
    public async Task A_role_may_do_nothing_else(string role, string sql)
    {
        await using var database = await GrantedAsync();

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(database, role, sql));
    }

    [Theory]
    [InlineData(RoleGrants.Producer, 0)]
    [InlineData(RoleGrants.Consumer, 1)]
    [InlineData(RoleGrants.Operator, 0)]
    [InlineData(RoleGrants.Reader, 0)]
    public async Task A_current_schema_asks_no_more_of_a_role_and_the_consumer_maintains_processed_events(string role, long partitions)
    {
        await using var database = await GrantedAsync();
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        await database.ExecuteAsync($"DROP TABLE processed_events_{today}");

        await using var own = NpgsqlDataSource.Create(As(database, role));
        Assert.False(await SchemaSetup.ApplyAsync(own, [ShopContext.Migrations], TimeProvider.System, writes: true, Token));

        Assert.Equal(partitions, await database.CountAsync($"pg_class WHERE relname = 'processed_events_{today}'"));
    }

    [Theory]
    [InlineData(RoleGrants.Operator, true, RoleGrants.Reader)]
    [InlineData(RoleGrants.Reader, true, RoleGrants.Reader)]
    [InlineData(null, true, RoleGrants.Reader)]
    [InlineData(null, false, null)]
    public async Task Dashboard_reads_as_the_reader_where_it_has_rights_and_cannot_write(string? role, bool granted, string? works)
    {
        await using var database = granted ? await GrantedAsync() : await servers.Postgres.DatabaseAsync();
        await MakeRolesAsync(database);
        await using var reader = new DatabaseReader(
            role is null ? database.Options.ConnectionString : As(database, role));
        Assert.Empty((await reader.ReadAsync(Token)).Progress);
        Assert.Empty((await new ShopStatisticsReader(reader.Source).ReadAsync(Token)).Regions);
        await using (var who = reader.Source.CreateCommand("SELECT current_user::text"))
            Assert.Equal(works ?? database.Options.User, await who.ExecuteScalarAsync(Token));
        await using var write = reader.Source.CreateCommand("DELETE FROM dead_letters");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => write.ExecuteNonQueryAsync(Token));
        Assert.True(
            refused.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege, refused.Message);
    }

    [Fact]
    public async Task What_is_no_longer_declared_is_taken_back()
    {
        await using var database = await GrantedAsync();
        await database.ExecuteAsync(
            "GRANT ALL ON users TO pipeline_reader; GRANT EXECUTE ON FUNCTION maintain_partitions TO pipeline_operator");

        await RoleGrants.ApplyAsync(database.Source, AllDomains.Joined.Streams, Token);

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(database, "pipeline_reader", "DELETE FROM users"));
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            await RefusalAsync(database, "pipeline_operator", "SELECT maintain_partitions(now())"));
    }

    [Fact]
    public async Task A_role_that_may_not_migrate_says_so_in_a_sentence_and_migrate_mends_it()
    {
        await using var database = await servers.Postgres.DatabaseAsync(migrated: false);
        await MakeRolesAsync(database);
        var asOperator = TestEnvironment.Of(database, null);
        (asOperator["KAFKA_ENABLED"], asOperator["POSTGRES_USER"], asOperator["POSTGRES_PASSWORD"]) = ("false", "pipeline_operator",
        Password);

        var (refused, before) = await RunningProgram.RunBuiltAsync("pipeline", asOperator, "status");
        var (migrated, migrate) = await RunningProgram.RunBuiltAsync("pipeline", TestEnvironment.Of(database, null), "migrate");
        var (repeated, again) = await RunningProgram.RunBuiltAsync("pipeline", TestEnvironment.Of(database, null), "migrate");
        var (allowed, after) = await RunningProgram.RunBuiltAsync("pipeline", asOperator, "status");

        Assert.Equal((1, 0, 0), (refused, migrated, repeated));
        Assert.Contains("user 'pipeline_operator' may not change it", Assert.Single(before.StandardError), StringComparison.Ordinal);
        Assert.Equal(
            ["schema: migrated", "grants: pipeline_producer, pipeline_consumer, pipeline_operator, pipeline_reader"],
            migrate.StandardOutput);
        Assert.Equal("schema: as this program needs it", again.StandardOutput[0]);
        Assert.True(allowed == 0, after.Output);
    }

    private async Task<TestDatabase> GrantedAsync()
    {
        var database = await servers.Postgres.DatabaseAsync();
        await MakeRolesAsync(database);
        await RoleGrants.ApplyAsync(database.Source, AllDomains.Joined.Streams, Token);
        return database;
    }

    /// <summary>Roles belong to the server, so the tests share them; as roles.sql makes them.</summary>
    private static Task MakeRolesAsync(TestDatabase database) => PostgresServer.ExecuteAsync(database.Options, $"""
        DO $$
        DECLARE
            role text;
        BEGIN
            PERFORM pg_advisory_xact_lock(1);
            FOREACH role IN ARRAY ARRAY['pipeline_producer', 'pipeline_consumer', 'pipeline_operator', 'pipeline_reader'] LOOP
                CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = role);
                EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', role, '{Password}');
            END LOOP;
            IF NOT pg_has_role('pipeline_operator', 'pipeline_reader', 'MEMBER') THEN
                GRANT pipeline_reader TO pipeline_operator;
            END IF;
        END $$
        """);

    private static string As(TestDatabase database, string role) =>
        (database.Options with { User = role, Password = Password }).ConnectionString + ";Pooling=false";

    private static async Task<string?> RefusalAsync(TestDatabase database, string role, string sql)
    {
        await using var source = NpgsqlDataSource.Create(As(database, role));
        await using var command = source.CreateCommand(sql);
        try
        {
            await command.ExecuteNonQueryAsync(Token);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }
}
