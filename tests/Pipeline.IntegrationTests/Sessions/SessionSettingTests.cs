using Npgsql;
using Pipeline.IntegrationTests.Verification;
using Pipeline.Postgres.Sessions;

namespace Pipeline.IntegrationTests.Sessions;

/// <summary>Settings of the role or the database that would change what the programs do.</summary>
public sealed class SessionSettingTests(TestServers servers)
{
    private static readonly (string Name, string Foreign, string Stated)[] Settings =
    [
        ("statement_timeout", "'1d'", "0"), ("lock_timeout", "'1d'", "20s"), ("idle_in_transaction_session_timeout", "'1d'", "0"),
        ("idle_session_timeout", "'1d'", "0"), ("default_transaction_isolation", "serializable", "read committed"),
        ("default_transaction_deferrable", "on", "off"), ("search_path", "elsewhere", "public"), ("datestyle", "'SQL, DMY'", "ISO, MDY"),
        ("intervalstyle", "iso_8601", "postgres"), ("timezone", "'Asia/Seoul'", "UTC"), ("standard_conforming_strings", "off", "on"),
        ("quote_all_identifiers", "on", "off"), ("client_encoding", "latin1", "UTF8"),
    ];

    [Fact]
    public async Task Sessions_have_the_stated_settings_whatever_the_database_has_and_keep_them_in_the_pool()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        foreach (var (name, foreign, _) in Settings)
            await database.ExecuteAsync($"ALTER DATABASE {database.Options.Database} SET {name} = {foreign}");
        await using var source = SessionSource.Create(database.Options, synchronousCommit: true);

        foreach (var (name, _, stated) in Settings.Concat(Settings))
            Assert.Equal((name, stated), (name, await AskAsync(source, $"SHOW {name}")));
    }

    [Theory]
    [InlineData("off", "on")]
    [InlineData("remote_write", "remote_write")]
    public async Task Writers_wait_for_their_commits_and_consumers_do_not(string foreign, string writers)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.ExecuteAsync($"ALTER DATABASE {database.Options.Database} SET synchronous_commit = {foreign}");
        await using var synchronous = SessionSource.Create(database.Options, synchronousCommit: true);
        await using var asynchronous = SessionSource.Create(database.Options, synchronousCommit: false);

        Assert.Equal(writers, await AskAsync(synchronous, "SHOW synchronous_commit"));
        Assert.Equal("off", await AskAsync(asynchronous, "SHOW synchronous_commit"));
    }

    [Fact]
    public async Task Verification_ends_well_though_the_database_ends_idle_transactions_at_once()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        await shop.Database.ExecuteAsync(
            $"ALTER DATABASE {shop.Database.Options.Database} SET idle_in_transaction_session_timeout = 1");
        shop.Database.Source.Clear();

        var report = await shop.VerifyAsync();

        Assert.True(report.Ok, report.Line);
    }

    [Theory]
    [InlineData("Seeder")]
    [InlineData("pipeline", "migrate")]
    [InlineData("pipeline", "verify")]
    public async Task Program_runs_on_an_empty_database_with_settings_of_its_own(string program, params string[] arguments)
    {
        await using var database = await servers.Postgres.DatabaseAsync(migrated: false);
        await using var topics = await servers.Kafka.TopicsAsync();
        foreach (var (name, foreign, _) in Settings)
            await database.ExecuteAsync($"ALTER DATABASE {database.Options.Database} SET {name} = {foreign}");
        await database.ExecuteAsync($"ALTER DATABASE {database.Options.Database} SET idle_in_transaction_session_timeout = 5");
        var environment = TestEnvironment.Of(database, topics);
        (environment["SEED_USERS"], environment["SEED_PRODUCTS"]) = ("100", "100");

        var (exitCode, run) = await RunningProgram.RunBuiltAsync(program, environment, arguments);

        Assert.True(exitCode == 0, run.Output);
    }

    private static async Task<string> AskAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // Texts of this file.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }
}
