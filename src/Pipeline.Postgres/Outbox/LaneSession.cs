using System.Data;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Events.Delivery;
using Pipeline.Events.Shop;
using Pipeline.Postgres.Sink;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// A lane held through a session of its own: the advisory lock lives as long as the session, so a relay that dies gives the
/// lane back without a word.
/// </summary>
internal sealed class LaneSession : IAsyncDisposable
{
    /// <summary>Rows of a sweep: enough that a round trip does not count, few enough that a retry is cheap.</summary>
    public const int SweepRows = 2000;

    /// <summary>
    /// How long a relay may stand still before the server ends its session. It asks the outbox at least once a second, so only
    /// a frozen process gets there, and its lanes go to a living one. A removal that a crash of the server takes back has its
    /// events sent again, as a crash of the relay has: it need not wait for the disk.
    /// </summary>
    private const string Settings = """
        SET idle_session_timeout = '10s';
        SET idle_in_transaction_session_timeout = '10s';
        SET synchronous_commit = off;
        SET enable_seqscan = off;
        SET enable_bitmapscan = off;
        LISTEN outbox
        """;

    /// <summary>First half of the advisory lock's key; the lane is the second.</summary>
    private const int LockClass = 0x0B0C;

    /// <summary>The same of a lane's bell. The function ring_outbox knows this number, and the lanes'.</summary>
    private const int BellClass = 0x0B0D;

    private readonly NpgsqlConnection _connection;
    private readonly short _lane;
    private bool _rung;
    private bool _awake;

    private LaneSession(NpgsqlConnection connection, short lane)
    {
        (_connection, _lane) = (connection, lane);
        // One that comes with the answer to a look is not there any more when the wait begins.
        _connection.Notification += (_, _) => _rung = true;
    }

    /// <summary>Whether writers ring.</summary>
    public bool HoldsBell { get; private set; }

    /// <summary>Opens a session and takes the lane; null when another relay has it.</summary>
    public static async Task<LaneSession?> TryTakeAsync(NpgsqlDataSource database, short lane, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        var session = new LaneSession(connection, lane);
        try
        {
            await using var take = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", connection);
            take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = LockClass });
            take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = lane });
            if (await take.ExecuteScalarAsync(cancellationToken) is not true)
            {
                await connection.DisposeAsync();
                return null;
            }

            // The planner's statistics are always wrong for a table that is empty one second and full the next:
            // only the key's order will do.
            await using var settings = new NpgsqlCommand(Settings, connection);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            return session;
        }
        catch
        {
            // A stop may fall between the lock and the settings.
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes what was sent and reads what comes next, in one round trip and one transaction. A lane that is awake gives its bell back.</summary>
    /// <param name="sent">Ids that Kafka has acknowledged. By id, not by range: a row below may have been committed since.</param>
    /// <param name="next">Ids and messages of the sweep, in order; emptied first.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task SweepAsync(IReadOnlyCollection<long> sent, LaneSweep next, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection);
        if (sent.Count > 0)
        {
            var delete = new NpgsqlBatchCommand("DELETE FROM outbox WHERE lane = $1 AND id = ANY($2)");
            delete.Parameters.Add(new NpgsqlParameter<short> { TypedValue = _lane });
            delete.Parameters.Add(new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, TypedValue = [.. sent] });
            batch.BatchCommands.Add(delete);
        }

        var select = new NpgsqlBatchCommand("SELECT id, topic, key, payload, event_id, event_type, trace_parent FROM outbox WHERE lane = $1 ORDER BY id LIMIT $2");
        select.Parameters.Add(new NpgsqlParameter<short> { TypedValue = _lane });
        select.Parameters.Add(new NpgsqlParameter<int> { TypedValue = SweepRows });
        batch.BatchCommands.Add(select);
        if (HoldsBell && (_awake || sent.Count > 0))
        {
            batch.BatchCommands.Add(BellCommand("SELECT pg_advisory_unlock($1, $2)"));
            (HoldsBell, _awake) = (false, false);
        }

        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        next.Clear();
        while (await reader.ReadAsync(cancellationToken))
        {
            next.Add(reader.GetInt64(0), new EventMessage(
                TopicOf(reader.GetString(1)), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3),
                reader.GetGuid(4), reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6)));
        }
    }

    /// <summary>
    /// Takes the bell: whoever writes from now on rings. A look must follow, for what was written before. False while a writer is
    /// under way, who has not rung.
    /// </summary>
    public async Task<bool> TryTakeBellAsync(CancellationToken cancellationToken)
    {
        _rung = false;
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(BellCommand("SELECT pg_try_advisory_lock($1, $2)"));
        await batch.PrepareAsync(cancellationToken);
        return HoldsBell = await batch.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Waits until a writer rings, or the time is over. A writer rings when any lane sleeps, so also for the work of others.</summary>
    /// <returns>Whether one rang. Then the bell is given back with the next look: or everybody who writes for others would ring.</returns>
    public async Task<bool> WaitForBellAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!_rung)
            await _connection.WaitAsync(atMost, cancellationToken);
        _awake = _rung;
        _rung = false;
        return _awake;
    }

    /// <summary>Shows the server that this relay lives.</summary>
    public async Task StayAliveAsync(CancellationToken cancellationToken)
    {
        await using var ping = new NpgsqlCommand("SELECT 1", _connection);
        await ping.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives the lane back at once: a pooled session would keep the lock, and the settings, until somebody opens it again.</summary>
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
            // The session is broken: the server takes the lock back by itself.
        }

        await _connection.DisposeAsync();
    }

    private NpgsqlBatchCommand BellCommand(string text)
    {
        var command = new NpgsqlBatchCommand(text);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BellClass });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _lane });
        return command;
    }

    private static ShopTopic TopicOf(string name)
    {
        foreach (var topic in ShopTopics.All)
        {
            if (topic.Name() == name)
                return topic;
        }

        throw new InvalidOperationException($"The outbox holds an event for '{name}', which is no stream of the shop.");
    }
}
