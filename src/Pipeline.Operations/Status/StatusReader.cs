using Confluent.Kafka;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Kafka.Monitoring;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Monitoring;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Faults;

namespace Pipeline.Operations.Status;

/// <summary>
/// Reads everything that can be seen at a glance, each source by itself and none for longer than the waitTimeout: one that is away is
/// shown as away, beside what the others say. Reading never throws but when it is cancelled. Not thread-safe.
/// </summary>
public sealed class StatusReader : IAsyncDisposable
{
    /// <summary>With a look every second, so that a server that stops answering is on the page within two.</summary>
    public static readonly TimeSpan WaitTimeout = TimeSpan.FromMilliseconds(800);

    /// <summary>What changes slowly, or is dear to sum up.</summary>
    private static readonly TimeSpan SlowPeriod = TimeSpan.FromSeconds(5);

    private readonly KafkaOptions _kafka;
    private readonly Func<Exception, string> _explain;
    private readonly TimeProvider _time;
    private readonly IWorkerReports _workers;
    private readonly ClusterReader? _cluster;
    private readonly StatusFlows _flows;
    private readonly PolledSource<DatabaseStatistics> _databaseSource;
    private readonly PolledSource<ClusterStatistics>? _clusterSource;
    private readonly PolledSource<IReadOnlyList<GroupStatus>>? _groupSource;
    private DateTimeOffset _slowReadAt = DateTimeOffset.MinValue;

    /// <summary>Makes the clients; they connect when something is read.</summary>
    /// <param name="kafka">The cluster.</param>
    /// <param name="database">The database.</param>
    /// <param name="workers">Tells what the workers say.</param>
    /// <param name="explain">Says in a sentence what an exception of a server's client means.</param>
    /// <param name="time">Clock.</param>
    /// <param name="waitTimeout">Longest wait for one source. Who looks only once has to wait for new connections.</param>
    public StatusReader(
        KafkaOptions kafka, PostgresOptions database, IWorkerReports workers, Func<Exception, string> explain, TimeProvider time, TimeSpan waitTimeout)
    {
        (_kafka, _explain, _workers, _time) = (kafka, explain, workers, time);
        var partitions = kafka.Enabled ? kafka.StreamPartitions.ToList() : [];
        _flows = new(partitions);
        Database = new(database.ConnectionString(synchronousCommit: true));
        _databaseSource = new(Database.ReadAsync, Explain, waitTimeout, time);
        if (!kafka.Enabled)
            return;
        _cluster = new(kafka.Connection, [.. kafka.DeclaredTopics.Select(static t => t.Name)], waitTimeout);
        var groups = kafka.Topics.Streams.All.Select(s => kafka.GroupPrefix + s.ConsumerGroup).ToList();
        _clusterSource = new(_ => Task.FromResult(_cluster.Read()), Explain, waitTimeout, time);
        _groupSource = new(_ => Task.FromResult(_cluster.ReadGroups(groups)), Explain, waitTimeout, time);
    }

    /// <summary>The read-only connections, for others who only read.</summary>
    public DatabaseReader Database { get; }

    /// <summary>Looks once. Rates and latencies need a second look.</summary>
    public async Task<StatusSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var slow = _time.GetUtcNow() - _slowReadAt >= SlowPeriod;
        if (slow)
            _slowReadAt = _time.GetUtcNow();
        var database = _databaseSource.ReadAsync(cancellationToken);
        var cluster = _clusterSource?.ReadAsync(cancellationToken);
        var groups = slow ? _groupSource?.ReadAsync(cancellationToken) : null;
        var workers = _workers.ReadAsync(cancellationToken);
        await Task.WhenAll(database, cluster ?? Task.CompletedTask, groups ?? Task.CompletedTask, workers);
        return _flows.Complete(new()
        {
            At = _time.GetUtcNow(),
            KafkaEnabled = _kafka.Enabled,
            Database = await database,
            Cluster = cluster is null ? Reading.None<ClusterStatistics>() : await cluster,
            Groups = _groupSource?.Last ?? Reading.None<IReadOnlyList<GroupStatus>>(),
            Workers = await workers,
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        // librdkafka's client must not be destroyed under a call: the process would die of it.
        await Task.WhenAll(_clusterSource?.SettleAsync() ?? Task.CompletedTask, _groupSource?.SettleAsync() ?? Task.CompletedTask);
        _cluster?.Dispose();
        (_workers as IDisposable)?.Dispose();
    }

    /// <summary>In the words of the programs' own start, where it has words for it.</summary>
    private string Explain(Exception e) => e switch
    {
        OperationCanceledException or TimeoutException => "no answer",
        _ => _explain(e),
    };
}
