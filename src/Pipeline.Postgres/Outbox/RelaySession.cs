using System.Data;
using System.Diagnostics;
using Npgsql;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// The shards of a relay, held by advisory locks of its own session. The locks live as long as the session, so the server releases the
/// shards of a relay that dies.
/// </summary>
internal sealed class RelaySession : IAsyncDisposable
{
    /// <summary>First half of the advisory lock's key; the shard is the second.</summary>
    private const int ShardLockClass = 0x0B0C;

    /// <summary>
    /// The same for a request of notifications. The function notify_outbox knows this number and those of the shards: it notifies when
    /// any such lock is held, so a relay holds one for all its shards.
    /// </summary>
    private const int NotificationLockClass = 0x0B0D;

    /// <summary>How often a relay tries to take shards that it does not have.</summary>
    private static readonly TimeSpan TakePeriod = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnection _connection;
    private readonly StreamRegistry _streams;
    private readonly IReadOnlyList<RelayShard> _all;
    private readonly List<RelayShard> _held = [];
    private readonly List<RelayShard> _polled = [];
    private long _lastTake;
    private short? _requestedBy;
    private bool _notified;
    private bool _wasNotified;

    private RelaySession(NpgsqlConnection connection, StreamRegistry streams, IReadOnlyList<RelayShard> all)
    {
        (_connection, _streams, _all) = (connection, streams, all);
        // A notification that arrives with the result of a poll does not end a later wait.
        _connection.Notification += (_, _) => _notified = true;
    }

    /// <summary>Whether writers notify this relay.</summary>
    public bool WantsNotification => _requestedBy is not null;

    /// <summary>Whether Kafka has records that the outbox may still hold.</summary>
    public bool HasSent => _held.Exists(static shard => shard.Sent.Count > 0);

    /// <summary>Opens a session and takes the free shards; null when other relays have all.</summary>
    public static async Task<RelaySession?> TryOpenAsync(
        NpgsqlDataSource database, StreamRegistry streams, IReadOnlyList<RelayShard> shards, CancellationToken cancellationToken)
    {
        var session = new RelaySession(await database.OpenConnectionAsync(cancellationToken), streams, shards);
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
            // A stop between locks and settings must release the locks.
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes shards that have become free, at most once per second.</summary>
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
    /// Removes what was sent and reads what comes next in the shards that are due, in one round trip and one transaction. After work
    /// or a notification it also withdraws the request for notifications.
    /// </summary>
    /// <returns>The shards with something to send; valid until the next poll.</returns>
    public async Task<IReadOnlyList<RelayShard>> PollAsync(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection);
        foreach (var shard in _held.Where(static shard => shard.Sent.Count > 0))
            batch.BatchCommands.Add(ShardStatements.Delete(shard));
        var withdraws = _wasNotified || batch.BatchCommands.Count > 0;
        _polled.Clear();
        foreach (var shard in _held.Where(static shard => shard.IsDue))
        {
            _polled.Add(shard);
            batch.BatchCommands.Add(ShardStatements.Select(shard));
        }

        if (_requestedBy is { } requested && withdraws)
            batch.BatchCommands.Add(LockCommand("SELECT pg_advisory_unlock($1, $2)", requested));
        // All shards wait. The empty query resets the idle timeout.
        if (batch.BatchCommands.Count == 0)
            batch.BatchCommands.Add(new("SELECT"));

        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var shard in _polled)
        {
            shard.Polled.Clear();
            while (await reader.ReadAsync(cancellationToken))
                ShardStatements.Read(reader, _streams, shard.Polled);
            await reader.NextResultAsync(cancellationToken);
        }

        // The commit may fail; closing the reader throws then.
        await reader.CloseAsync();
        _held.ForEach(static shard => shard.Removed());
        if (withdraws)
            (_requestedBy, _wasNotified) = (null, false);
        _polled.RemoveAll(static shard => shard.Polled.Messages.Count == 0);
        return _polled;
    }

    /// <summary>
    /// Asks writers to notify from now on. A poll must follow, for rows that were written before.
    /// </summary>
    /// <returns>False while a writer's transaction is open that will not notify.</returns>
    public async Task<bool> TryRequestNotificationAsync(CancellationToken cancellationToken)
    {
        _notified = false;
        await using var batch = new NpgsqlBatch(_connection);
        var shard = _held[0].Number;
        batch.BatchCommands.Add(LockCommand("SELECT pg_try_advisory_lock($1, $2)", shard));
        await batch.PrepareAsync(cancellationToken);
        _requestedBy = await batch.ExecuteScalarAsync(cancellationToken) is true ? shard : null;
        return WantsNotification;
    }

    /// <summary>Waits for a notification. It may be for the shard of another relay.</summary>
    /// <returns>Whether one came. The next poll then withdraws the request, so that not every writer notifies.</returns>
    public async Task<bool> WaitForNotificationAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!_notified)
            await _connection.WaitAsync(atMost, cancellationToken);
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

    /// <summary>Releases the shards: a pooled session would keep the locks and the settings until its next use.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_connection.State == ConnectionState.Open)
            {
                await using var release = new NpgsqlCommand("SELECT pg_advisory_unlock_all(); UNLISTEN *; RESET ALL", _connection) { CommandTimeout = 5 };
                await release.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (PostgresFaults.Of(e) is not null)
        {
            // The session is broken: the server releases the locks.
        }

        await _connection.DisposeAsync();
    }

    private static NpgsqlBatchCommand LockCommand(string text, short shard)
    {
        var command = new NpgsqlBatchCommand(text);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = NotificationLockClass });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = shard });
        return command;
    }
}
