using Confluent.Kafka;
using Npgsql;
using Pipeline.Kafka.Topics;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>What is committed and has not taken effect: in the outbox, or in Kafka before the slowest consumer. Sampled twice a second for its peak.</summary>
internal sealed class Backlog : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ShopDatabase _database;
    private readonly TopicNames _topics;
    private readonly IConsumer<Ignore, Ignore> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(string, int), long> _lastEnds = [];
    private readonly Task _sampling;

    public Backlog(ShopDatabase database, TopicNames topics, string servers)
    {
        (_database, _topics) = (database, topics);
        _log = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = "fault-test",
            EnableAutoCommit = false,
            ReconnectBackoffMaxMs = 500,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _sampling = Task.Run(SampleAsync);
    }

    /// <summary>The highest sample.</summary>
    public long Peak { get; private set; }

    /// <summary>Waits until everything committed by now has been sent, and everything sent by then has taken effect.</summary>
    public async Task SettledAsync(TimeSpan deadline)
    {
        var cut = 0L;
        await Until.HoldsAsync("the database answers", deadline, async () => (cut = await _database.AskAsync<long>("SELECT coalesce(max(id), 0) FROM outbox")) >= 0);
        await Until.ZeroAsync("the outbox is sent", deadline, () => _database.CountAsync($"outbox WHERE id <= {cut}"));
        var ends = new Dictionary<(string, int), long>();
        await Until.HoldsAsync("Kafka tells its log ends", deadline, () => ReadEnds(ends, Patience));
        await Until.ZeroAsync("the consumers are through", deadline, () => BehindAsync(ends));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
        _log.Dispose();
        _stop.Dispose();
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await SampleOnceAsync();
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task SampleOnceAsync()
    {
        try
        {
            // Where brokers do not answer the last ends known count: nothing can have been added meanwhile.
            ReadEnds(_lastEnds, Period);
            Peak = Math.Max(Peak, await _database.CountAsync("outbox") + await BehindAsync(_lastEnds));
        }
        catch (NpgsqlException)
        {
            // Without a database nothing is committed either.
        }
    }

    private bool ReadEnds(Dictionary<(string, int), long> ends, TimeSpan patience)
    {
        try
        {
            foreach (var p in ShopPartitions.Of(_topics))
                ends[(p.TopicName, p.Partition)] = _log.QueryWatermarkOffsets(new(p.TopicName, p.Partition), patience).High.Value;
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private async Task<long> BehindAsync(Dictionary<(string, int), long> ends)
    {
        var reached = (await _database.ListAsync<string, long>("SELECT topic || '/' || partition, next_offset FROM consumer_progress"))
            .ToDictionary(r => r.Item1, r => r.Item2, StringComparer.Ordinal);
        return ends.Sum(e => Math.Max(0, e.Value - reached.GetValueOrDefault($"{e.Key.Item1}/{e.Key.Item2}")));
    }
}
