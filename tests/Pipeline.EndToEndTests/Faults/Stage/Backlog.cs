using Confluent.Kafka;
using Npgsql;
using Pipeline.Kafka.Topics;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// Number of events that are committed and have not taken effect: in the outbox, or in Kafka and not yet applied by the slowest consumer.
/// Sampled twice per second to find the peak.
/// </summary>
internal sealed class Backlog : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(10);

    private readonly ShopDatabase _database;
    private readonly KafkaCluster _kafka;
    private readonly IReadOnlyList<TopicPartition> _partitions;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sampling;
    private IReadOnlyDictionary<TopicPartition, long> _lastEnds = new Dictionary<TopicPartition, long>();

    public Backlog(ShopDatabase database, TopicNames topics, KafkaCluster kafka)
    {
        (_database, _kafka) = (database, kafka);
        _partitions = [.. StreamPartitions.Of(topics, TopicFile.BuiltIn(topics)).Select(p => new TopicPartition(p.TopicName, p.Partition))];
        _sampling = Task.Run(SampleAsync);
    }

    /// <summary>The highest sample.</summary>
    public long Peak { get; private set; }

    /// <summary>Waits until everything committed by now has been sent, and everything sent by then has taken effect.</summary>
    public async Task SettledAsync(TimeSpan deadline)
    {
        var cut = 0L;
        await Until.HoldsAsync(
            "the database answers", deadline,
            async () => (cut = await _database.AskAsync<long>("SELECT coalesce(max(id), 0) FROM outbox")) >= 0);
        await Until.ZeroAsync("the outbox is sent", deadline, () => _database.CountAsync($"outbox WHERE id <= {cut}"));
        IReadOnlyDictionary<TopicPartition, long> ends = new Dictionary<TopicPartition, long>();
        await Until.HoldsAsync(
            "Kafka tells its log ends", deadline,
            async () => (ends = await _kafka.EndsAsync(_partitions, WaitTimeout)).Count == _partitions.Count);
        await Until.ZeroAsync("the consumers are through", deadline, () => BehindAsync(ends));
    }

    /// <summary>Waits until so many events are in Kafka that have not taken effect.</summary>
    public Task GrownAsync(int events, TimeSpan deadline) => Until.ZeroAsync(
        $"{events} events wait", deadline,
        async () => Math.Max(0, events - await BehindAsync(await _kafka.EndsAsync(_partitions, WaitTimeout))));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sampling;
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
            _lastEnds = await _kafka.EndsAsync(_partitions, Period);
        }
        catch (KafkaException)
        {
            // Brokers that do not answer have been given nothing: the ends last known count.
        }

        try
        {
            Peak = Math.Max(Peak, await _database.CountAsync("outbox") + await BehindAsync(_lastEnds));
        }
        catch (NpgsqlException)
        {
            // Without a database nothing is committed either.
        }
    }

    private async Task<long> BehindAsync(IReadOnlyDictionary<TopicPartition, long> ends)
    {
        var reached = (await _database.ListAsync<string, long>("SELECT topic || '/' || partition, next_offset FROM consumer_progress"))
            .ToDictionary(r => r.Item1, r => r.Item2, StringComparer.Ordinal);
        return ends.Sum(e => Math.Max(0, e.Value - reached.GetValueOrDefault($"{e.Key.Topic}/{e.Key.Partition.Value}")));
    }
}
