using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;
using Pipeline.Music.Choice;
using Pipeline.Music.Events;
using Pipeline.Music.Listeners;

namespace Pipeline.Music.Simulating;

/// <summary>
/// The events of all listeners of a shard, ordered by time and then by number of the listener. A priority queue holds the next event
/// of every listener. Not thread-safe.
/// </summary>
internal sealed class MusicSimulation
{
    /// <summary>Maximum number of listeners of a simulation.</summary>
    public const int MaxUsers = 10_000_000;

    /// <summary>Low bits of a priority, which hold the listener's number. The bits above hold the milliseconds since the start.</summary>
    private const int ListenerBits = 24;

    /// <summary>Later events are never due: about 17 years after the start, milliseconds.</summary>
    private const long MaxTime = long.MaxValue >> ListenerBits;

    /// <summary>Listeners who are in a session at the start begin it within this time, milliseconds.</summary>
    private const int FirstMinute = 60_000;

    private readonly PriorityQueue<int, long> _queue;
    private readonly Listener[] _listeners;
    private readonly SessionWalk _walk;
    private readonly ListeningEventWriter _writer;
    private readonly SongChart _chart;
    private readonly long _start;

    /// <summary>Creates the listeners and schedules the first event of each.</summary>
    /// <param name="catalogue">The catalogue of the same seed.</param>
    /// <param name="setup">Seed, listeners and start.</param>
    public MusicSimulation(MusicCatalogue catalogue, SimulationSetup setup)
    {
        var random = new SeededRandom(setup.Seed);
        LastTime = _start = setup.Start.ToUnixTimeMilliseconds();
        var population = new Population(random, setup.Behaviour, DateOnly.FromDateTime(setup.Start.UtcDateTime));
        _chart = new(catalogue, random, _start);
        _walk = new(catalogue, setup.Behaviour, new(catalogue, _chart, setup.Behaviour), Statistics);
        _writer = new(catalogue, setup.Behaviour, population);
        _listeners =
        [
            .. Enumerable.Range(1, setup.Users)
                .Where(id => setup.Shard.IsWhole || setup.Shard.Owns(id.ToString(CultureInfo.InvariantCulture)))
                .Select(population.Create),
        ];
        _queue = new(_listeners.Select((listener, index) => (index, Priority(FirstEvent(listener, setup.Behaviour), listener))));
    }

    /// <summary>Counts of the events simulated so far.</summary>
    public RunStatistics Statistics { get; } = new();

    /// <summary>Number of listeners.</summary>
    public int Listeners => _listeners.Length;

    /// <summary>Time of the next event, milliseconds since 1970; <see cref="long.MaxValue"/> if the shard has no listeners.</summary>
    public long NextTime => _queue.TryPeek(out _, out var priority) ? _start + (priority >> ListenerBits) : long.MaxValue;

    /// <summary>Time of the last event, milliseconds since 1970; before the first event, the start.</summary>
    public long LastTime { get; private set; }

    /// <summary>Writes events until the buffer is full, the maximum is reached, or no event is left before the given time.</summary>
    /// <param name="buffer">Takes the events.</param>
    /// <param name="until">Milliseconds since 1970, excluded.</param>
    /// <param name="max">Maximum number of events to write.</param>
    /// <returns>Number of events written.</returns>
    public int Run(EventBuffer buffer, long until, int max = int.MaxValue)
    {
        var written = 0;
        while (written < max && !buffer.IsFull && _queue.TryPeek(out var index, out var priority))
        {
            var listener = _listeners[index];
            var time = _start + (priority >> ListenerBits);
            if (time >= until)
                break;
            _chart.MoveTo(time);
            LastTime = time;
            _walk.Arrive(listener, time);
            buffer.Add(_writer.Write(time, listener, buffer.Free), listener.Id);
            _queue.DequeueEnqueue(index, Priority(_walk.Leave(listener, time), listener));
            written++;
        }

        return written;
    }

    /// <summary>
    /// Chooses the first page and its time. As in a service that has run for days, some listeners are in a session at the start; how many
    /// follows from sessions per day, rate of the hour and typical session length. Events before the start are not generated, so these
    /// sessions begin within the first minute.
    /// </summary>
    private long FirstEvent(Listener listener, BehaviourModel behaviour)
    {
        listener.Page = listener.Random.Pick(behaviour.FirstPage);
        var perDay = behaviour.SessionsPerDay[(int)listener.Activity];
        var load = perDay * behaviour.Rhythm.At(_start + listener.UtcOffset) * behaviour.File.TypicalSessionMinutes / (24 * 60);
        return listener.Random.Chance(load / (1 + load))
            ? _start + listener.Random.Next(FirstMinute)
            : behaviour.Rhythm.NextStart(_start, listener.UtcOffset, perDay, listener.Random);
    }

    private long Priority(long time, Listener listener) => (Math.Min(time - _start, MaxTime) << ListenerBits) | (uint)listener.Id;
}

/// <summary>The input of a simulation. The same setup gives the same bytes.</summary>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Users">Number of listeners of all shards, 1–10,000,000.</param>
/// <param name="Start">Start of the simulated time.</param>
/// <param name="Behaviour">The behaviour of the listeners.</param>
/// <param name="Shard">The share of the listeners that is simulated.</param>
internal sealed record SimulationSetup(long Seed, int Users, DateTimeOffset Start, BehaviourModel Behaviour, Shard Shard);
