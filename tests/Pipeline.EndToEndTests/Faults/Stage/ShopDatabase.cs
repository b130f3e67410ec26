using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>The database of one test, as a superuser sees it.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Every statement is a text of a test.")]
internal sealed class ShopDatabase(string name, string role, string connection) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connection);

    public string Name { get; } = name;

    /// <summary>The role of the programs, which uses this database only.</summary>
    public string Role { get; } = role;

    /// <summary>How the superuser reaches it.</summary>
    public string Connection => connection;

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task<long> CountAsync(string from) => AskAsync<long>($"SELECT count(*) FROM {from}");

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Rows of two columns.</summary>
    public async Task<List<(T1, T2)>> ListAsync<T1, T2>(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(T1, T2)>();
        while (await reader.ReadAsync())
            rows.Add((await reader.GetFieldValueAsync<T1>(0), await reader.GetFieldValueAsync<T2>(1)));
        return rows;
    }

    /// <summary>A session of its own, for locks.</summary>
    public async Task<NpgsqlConnection> SessionAsync() => await _source.OpenConnectionAsync();

    /// <summary>Ends all sessions of the programs, so that new ones begin with what has been set for their role meanwhile.</summary>
    /// <returns>How many there were.</returns>
    public Task<long> TerminateAsync() => AskAsync<long>(
        $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{Name}' AND usename = '{Role}'");

    /// <summary>How far the orders' consumers have come, summed over the partitions.</summary>
    public Task<long> OrdersProgressAsync() =>
        AskAsync<long>("SELECT coalesce(sum(next_offset), 0)::bigint FROM consumer_progress WHERE consumer_group = 'orders-consumers'");

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await using var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Database = "postgres" });
        await using var drop = admin.CreateCommand($"DROP DATABASE {Name} WITH (FORCE)");
        await drop.ExecuteNonQueryAsync();
    }
}
