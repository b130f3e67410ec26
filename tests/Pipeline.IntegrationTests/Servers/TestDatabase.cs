using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Outbox;
using Pipeline.Postgres.Sessions;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Shop.Tables;

namespace Pipeline.IntegrationTests.Servers;

#pragma warning disable CA2100 // Every statement is a text of a test.

/// <summary>The database of one test; gone with it.</summary>
internal sealed class TestDatabase(PostgresOptions options) : IAsyncDisposable
{
    private readonly List<NpgsqlDataSource> _opened = [];

    public PostgresOptions Options { get; } = options;

    public NpgsqlDataSource Source { get; } = SessionSource.Create(options, synchronousCommit: true);

    /// <summary>Another pool, whose sessions can be told apart or have settings of their own.</summary>
    public NpgsqlDataSource Open(string? name = null, string settings = "")
    {
        var connection = new NpgsqlConnectionStringBuilder(Options.ConnectionString) { ApplicationName = name ?? "test" };
        var source = SessionSource.Create(connection.ConnectionString, settings);
        _opened.Add(source);
        return source;
    }

    public IDbContextFactory<ShopContext> Contexts(bool publish = true) => new PooledDbContextFactory<ShopContext>(
        new DbContextOptionsBuilder<ShopContext>()
            .UseNpgsql(Source)
            .AddInterceptors(new OutboxInterceptor(ShopStreams.Registry, publish, TimeProvider.System))
            .Options);

    public OutboxWriter<ShopContext> Writer(bool publish = true) => new(Contexts(publish), publish, TimeProvider.System);

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    public Task<long> CountAsync(string from) => AskAsync<long>($"SELECT count(*) FROM {from}");

    /// <summary>The first column of every row.</summary>
    public async Task<List<T>> ListAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var values = new List<T>();
        while (await reader.ReadAsync(Token))
            values.Add(await reader.GetFieldValueAsync<T>(0, Token));
        return values;
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _opened)
            await source.DisposeAsync();
        await Source.DisposeAsync();
        await PostgresServer.ExecuteAsync(Options, $"DROP DATABASE IF EXISTS {Options.Database} WITH (FORCE)");
    }
}
