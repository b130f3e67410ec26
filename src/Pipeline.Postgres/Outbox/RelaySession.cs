using System.Data;
using System.Diagnostics;
using Npgsql;
using Pipeline.Postgres.Sink;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// The lanes of a relay, held through a session of its own: the advisory locks live as long as the session, so a relay that
/// dies gives its lanes back without a word.
/// </summary>
internal sealed class RelaySession : IAsyncDisposable
{
    /// <summary>First half of the advisory lock's key; the lane is the second.</summary>
    private const int LockClass = 0x0B0C;

    /// <summary>
    /// The same of a bell. The function ring_outbox knows this number, and the lanes': it rings when the bell of any lane is
    /// held, so one is enough for all lanes of a relay.
    /// </summary>
    private const int BellClass = 0x0B0D;

    /// <summary>How often a relay looks whether a lane that it does not have is free.</summary>
    private static readonly TimeSpan BetweenTakes = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnection _connection;
    private readonly IReadOnlyList<RelayLane> _all;
    private readonly List<RelayLane> _held = [];
    private readonly List<RelayLane> _read = [];
    private long _lastTake;
    private short? _bell;
    private bool _rung;
    private bool _awake;

    private RelaySession(NpgsqlConnection connection, IReadOnlyList<RelayLane> all)
    {
        (_connection, _all) = (connection, all);
        // One that comes with the answer to a look is not there any more when the wait begins.
        _connection.Notification += (_, _) => _rung = true;
    }

    /// <summary>Whether writers ring.</summary>
    public bool HoldsBell => _bell is not null;

    /// <summary>Whether Kafka has records that the outbox may still hold.</summary>
    public bool HasSent => _held.Exists(static lane => lane.Sent.Count > 0);

    /// <summary>Opens a session and takes what lanes are free; null when other relays have them all.</summary>
    public static async Task<RelaySession?> TryTakeAsync(NpgsqlDataSource database, IReadOnlyList<RelayLane> lanes, CancellationToken cancellationToken)
    {
        var session = new RelaySession(await database.OpenConnectionAsync(cancellationToken), lanes);
        try
        {
            await session.TakeMissingAsync(cancellationToken);
            if (session._held.Count == 0)
            {
                await session._connection.DisposeAsync();
                return null;
            }

            // The planner's statistics are always wrong for a table that is empty one second and full the next:
            // only the key's order will do.
            await using var settings = new NpgsqlCommand(LaneStatements.Settings, session._connection);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            return session;
        }
        catch
        {
            // A stop may fall between the locks and the settings.
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes the lanes that have become free, once a second at most.</summary>
    public async Task TakeMissingAsync(CancellationToken cancellationToken)
    {
        if (_held.Count == _all.Count || (_lastTake != 0 && Stopwatch.GetElapsedTime(_lastTake) < BetweenTakes))
            return;
        _lastTake = Stopwatch.GetTimestamp();
        await using var take = new NpgsqlCommand("SELECT lane FROM unnest($2) lane WHERE pg_try_advisory_lock($1, lane)", _connection);
        take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = LockClass });
        take.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. _all.Except(_held).Select(static lane => (int)lane.Number)] });
        await using var reader = await take.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var number = reader.GetInt32(0);
            _held.Add(_all.First(lane => lane.Number == number));
        }
    }

    /// <summary>
    /// Removes what was sent and reads what comes next in the lanes that are due, in one round trip and one transaction. Whoever is
    /// awake gives the bell back.
    /// </summary>
    /// <returns>The lanes in which there is something to send; valid until the next sweep.</returns>
    public async Task<IReadOnlyList<RelayLane>> SweepAsync(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection);
        foreach (var lane in _held.Where(static lane => lane.Sent.Count > 0))
            batch.BatchCommands.Add(LaneStatements.Delete(lane));
        var wakes = _awake || batch.BatchCommands.Count > 0;
        _read.Clear();
        foreach (var lane in _held.Where(static lane => lane.IsDue))
        {
            _read.Add(lane);
            batch.BatchCommands.Add(LaneStatements.Select(lane));
        }

        if (_bell is { } bell && wakes)
            batch.BatchCommands.Add(BellCommand("SELECT pg_advisory_unlock($1, $2)", bell));
        // All lanes wait, and this relay shows that it lives.
        if (batch.BatchCommands.Count == 0)
            batch.BatchCommands.Add(new("SELECT"));

        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var lane in _read)
        {
            lane.Sweep.Clear();
            while (await reader.ReadAsync(cancellationToken))
                LaneStatements.Read(reader, lane.Sweep);
            await reader.NextResultAsync(cancellationToken);
        }

        // What fails may do so in any part of the transaction.
        await reader.CloseAsync();
        _held.ForEach(static lane => lane.Removed());
        if (wakes)
            (_bell, _awake) = (null, false);
        _read.RemoveAll(static lane => lane.Sweep.Messages.Count == 0);
        return _read;
    }

    /// <summary>
    /// Takes the bell: whoever writes from now on rings. A look must follow, for what was written before. False while a writer is
    /// under way, who has not rung.
    /// </summary>
    public async Task<bool> TryTakeBellAsync(CancellationToken cancellationToken)
    {
        _rung = false;
        await using var batch = new NpgsqlBatch(_connection);
        var bell = _held[0].Number;
        batch.BatchCommands.Add(BellCommand("SELECT pg_try_advisory_lock($1, $2)", bell));
        await batch.PrepareAsync(cancellationToken);
        _bell = await batch.ExecuteScalarAsync(cancellationToken) is true ? bell : null;
        return HoldsBell;
    }

    /// <summary>Waits until a writer rings, or the time is over. A writer rings when any relay sleeps, so also for the work of others.</summary>
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

    /// <summary>Gives the lanes back at once: a pooled session would keep the locks, and the settings, until somebody opens it again.</summary>
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
            // The session is broken: the server takes the locks back by itself.
        }

        await _connection.DisposeAsync();
    }

    private static NpgsqlBatchCommand BellCommand(string text, short bell)
    {
        var command = new NpgsqlBatchCommand(text);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BellClass });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = bell });
        return command;
    }
}
