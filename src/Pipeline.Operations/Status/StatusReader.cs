namespace Pipeline.Operations.Status;

/// <summary>
/// Reads a status snapshot from all sources in parallel, each with a timeout. An unavailable source is a fault in the snapshot.
/// A read throws only when it is cancelled. Not thread-safe.
/// </summary>
public sealed class StatusReader : IAsyncDisposable
{
    /// <summary>Timeout per source for a poller with a period of 1 s: an unavailable server is shown within 2 s.</summary>
    public static readonly TimeSpan WaitTimeout = TimeSpan.FromMilliseconds(800);

    /// <summary>Period of the consumer groups, which change slowly and are expensive to read.</summary>
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

    /// <summary>Creates the clients; they connect on the first read.</summary>
    /// <param name="kafka">The cluster.</param>
    /// <param name="database">The database.</param>
    /// <param name="workers">Source of the workers' reports. Disposed with this instance.</param>
    /// <param name="explain">Translates an exception of a client to a sentence.</param>
    /// <param name="time">Clock.</param>
    /// <param name="waitTimeout">Maximum wait per source. The first read includes the time to connect.</param>
    public StatusReader(
        KafkaOptions kafka, PostgresOptions database, IWorkerReports workers,
        Func<Exception, string> explain, TimeProvider time, TimeSpan waitTimeout)
    {
        (_kafka, _explain, _workers, _time) = (kafka, explain, workers, time);
        var partitions = kafka.Enabled ? kafka.StreamPartitions.ToList() : [];
        _flows = new(partitions);
        Database = new(database.ConnectionString);
        _databaseSource = new(Database.ReadAsync, Explain, waitTimeout, time);
        if (!kafka.Enabled)
            return;
        _cluster = new(kafka.Connection, [.. kafka.DeclaredTopics.Select(static t => t.Name)], waitTimeout);
        var groups = kafka.Topics.Streams.All.Select(s => kafka.GroupPrefix + s.ConsumerGroup).ToList();
        _clusterSource = new(_ => Task.FromResult(_cluster.Read()), Explain, waitTimeout, time);
        _groupSource = new(_ => Task.FromResult(_cluster.ReadGroups(groups)), Explain, waitTimeout, time);
    }

    /// <summary>Read-only database connections, for other readers too.</summary>
    public DatabaseReader Database { get; }

    /// <summary>Reads one snapshot. Rates and latencies are null until the second.</summary>
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
        // Destroying a librdkafka client during a call crashes the process.
        await Task.WhenAll(_clusterSource?.DrainAsync() ?? Task.CompletedTask, _groupSource?.DrainAsync() ?? Task.CompletedTask);
        _cluster?.Dispose();
        (_workers as IDisposable)?.Dispose();
    }

    private string Explain(Exception e) => e switch
    {
        OperationCanceledException or TimeoutException => "no answer",
        _ => _explain(e),
    };
}
