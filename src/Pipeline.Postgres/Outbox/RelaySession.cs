using Pipeline.Postgres.Sessions;
using Pipeline.Postgres.Sink;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// The database session of a relay. Its advisory locks assign shards to the relay. When the session ends, the server releases the locks,
/// so other relays can take the shards of a relay that died.
/// </summary>
internal sealed class RelaySession : IAsyncDisposable
{
    /// <summary>First key of the advisory lock of a shard; the second key is the shard.</summary>
    private const int ShardLockClass = 0x0B0C;

    /// <summary>How often a relay tries to take more shards.</summary>
    private static readonly TimeSpan TakePeriod = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _connection;
    private readonly StreamRegistry _streams;
    private readonly IReadOnlyList<RelayShard> _all;
    private readonly List<RelayShard> _held = [];
    private readonly List<RelayShard> _polled = [];
    private readonly OutboxFloor _floor = new();
    private long _lastTake;
    private short? _requestedBy;
    private bool _notified;
    private bool _wasNotified;

    private RelaySession(
        NpgsqlDataSource database, NpgsqlConnection connection, StreamRegistry streams, IReadOnlyList<RelayShard> all)
    {
        (_database, _connection, _streams, _all) = (database, connection, streams, all);
        // Npgsql can deliver a notification with a query result. A later WaitAsync would not return for it, so it is remembered.
        _connection.Notification += (_, _) => _notified = true;
        foreach (var shard in all)
            shard.Floor = 0;
    }

    /// <summary>Whether writers notify this relay.</summary>
    public bool WantsNotification => _requestedBy is not null;

    /// <summary>Whether acknowledged records are not deleted from the outbox yet.</summary>
    public bool HasSent => _held.Exists(static shard => shard.Sent.Count > 0);

    /// <summary>Opens a session and takes the free shards; null if other relays hold all shards.</summary>
    public static async Task<RelaySession?> TryOpenAsync(
        NpgsqlDataSource database, StreamRegistry streams, IReadOnlyList<RelayShard> shards, CancellationToken cancellationToken)
    {
        var session = new RelaySession(database, await database.OpenConnectionAsync(cancellationToken), streams, shards);
        try
        {
            await session.TakeFreeShardsAsync(cancellationToken);
            if (session._held.Count == 0)
            {
                await session._connection.DisposeAsync();
                return null;
            }

            await using var settings = new NpgsqlCommand(ShardStatements.Settings, session._connection);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            return session;
        }
        catch
        {
            // The locks must be released, because the pool would keep the session open.
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes free shards. Tries at most once per second.</summary>
    public async Task TakeFreeShardsAsync(CancellationToken cancellationToken)
    {
        if (_held.Count == _all.Count || (_lastTake != 0 && Stopwatch.GetElapsedTime(_lastTake) < TakePeriod))
            return;
        _lastTake = Stopwatch.GetTimestamp();
        await using var take = new NpgsqlCommand("SELECT shard FROM unnest($2) shard WHERE pg_try_advisory_lock($1, shard)", _connection);
        take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ShardLockClass });
        take.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. _all.Except(_held).Select(static shard => (int)shard.Number)] });
        await using var reader = await take.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var number = reader.GetInt32(0);
            _held.Add(_all.First(shard => shard.Number == number));
        }
    }

    /// <summary>
    /// Deletes acknowledged records and reads the next records of the due shards, in one round trip and one transaction. After work
    /// or a notification, also withdraws the request for notifications.
    /// </summary>
    /// <returns>The shards with records to send; valid until the next poll.</returns>
    public async Task<IReadOnlyList<RelayShard>> PollAsync(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection);
        foreach (var shard in _held.Where(static shard => shard.Sent.Count > 0))
            batch.BatchCommands.Add(ShardStatements.Delete(shard));
        var withdraws = _wasNotified || batch.BatchCommands.Count > 0;
        var readsWriters = _floor.IsDue();
        if (readsWriters)
            batch.BatchCommands.Add(ShardStatements.Writers());
        var readsAll = _floor.IsFullPollDue();
        _polled.Clear();
        foreach (var shard in _held.Where(static shard => shard.IsDue))
        {
            _polled.Add(shard);
            batch.BatchCommands.Add(ShardStatements.Select(shard, readsAll ? 0 : shard.Floor));
        }

        if (_requestedBy is { } requested && withdraws)
            batch.BatchCommands.Add(ShardStatements.NotificationLock("SELECT pg_advisory_unlock($1, $2)", requested));
        // No shard is due. The empty query resets the idle timeout.
        if (batch.BatchCommands.Count == 0)
            batch.BatchCommands.Add(new("SELECT"));

        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (readsWriters)
            await ReadWritersAsync(reader, cancellationToken);
        foreach (var shard in _polled)
        {
            shard.Polled.Clear();
            while (await reader.ReadAsync(cancellationToken))
                ShardStatements.Read(reader, _streams, shard.Polled);
            _floor.Raise(shard);
            await reader.NextResultAsync(cancellationToken);
        }

        // Throws if the commit fails.
        await reader.CloseAsync();
        _held.ForEach(static shard => shard.Removed());
        if (withdraws)
            (_requestedBy, _wasNotified) = (null, false);
        _polled.RemoveAll(static shard => shard.Polled.Messages.Count == 0);
        return _polled;
    }

    /// <summary>
    /// Requests notifications from writers. A poll must follow, for rows that were written before the request.
    /// </summary>
    /// <returns>False while a transaction is open whose writer has already decided not to notify.</returns>
    public async Task<bool> TryRequestNotificationAsync(CancellationToken cancellationToken)
    {
        _notified = false;
        await using var batch = new NpgsqlBatch(_connection);
        var shard = _held[0].Number;
        batch.BatchCommands.Add(ShardStatements.NotificationLock("SELECT pg_try_advisory_lock($1, $2)", shard));
        await batch.PrepareAsync(cancellationToken);
        _requestedBy = await batch.ExecuteScalarAsync(cancellationToken) is true ? shard : null;
        return WantsNotification;
    }

    /// <summary>Waits for a notification, which can also be for a shard of another relay.</summary>
    /// <returns>False on timeout. After a notification, the next poll withdraws the request, so that not every writer notifies.</returns>
    public async Task<bool> WaitForNotificationAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!_notified)
            await _connection.WaitAsync(timeout, cancellationToken);
        _wasNotified = _notified;
        _notified = false;
        return _wasNotified;
    }

    /// <summary>Resets the idle timeout of the session.</summary>
    public async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        await using var ping = new NpgsqlCommand("SELECT 1", _connection);
        await ping.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Releases the locks and settings, which a pooled session would keep.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_connection.State == ConnectionState.Open)
            {
                await using var release = new NpgsqlCommand(
                    "SELECT pg_advisory_unlock_all(); UNLISTEN *; RESET ALL;" + SessionSource.Settings, _connection);
                release.CommandTimeout = 5;
                await release.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (PostgresFaults.Of(e) is not null)
        {
            // Without this, the pool would reuse the session. Closing it makes the server release the locks.
            _database.Clear();
        }

        await _connection.DisposeAsync();
    }

    private async Task ReadWritersAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var writers = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            writers.Add(reader.GetString(0));
        _floor.Read(writers);
        await reader.NextResultAsync(cancellationToken);
    }
}
