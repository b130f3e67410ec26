namespace Pipeline.Operations.Verification;

/// <summary>Position of a consumer group in a partition.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="LogEnd">Log end offset.</param>
/// <param name="Next">Next offset of the group.</param>
public sealed record ConsumerPosition(string Topic, int Partition, long LogEnd, long Next);

/// <summary>Reads the positions of the groups from consumer_progress and the log end offsets.</summary>
public sealed class ConsumerPositions(KafkaOptions kafka, NpgsqlDataSource database) : IDisposable
{
    private readonly ProgressReader _progress = new(database);
    private readonly LogEnds _log = new(kafka.Connection);

    /// <summary>Reads one position per partition. Without progress, the group is at the start of the log.</summary>
    public async Task<IReadOnlyList<ConsumerPosition>> ReadAsync(CancellationToken cancellationToken)
    {
        var next = (await _progress.ReadAsync(cancellationToken))
            .ToDictionary(static p => (p.Group, p.Topic, p.Partition), static p => p.NextOffset);
        var positions = new List<ConsumerPosition>();
        foreach (var p in kafka.StreamPartitions)
        {
            var ends = _log.Of(p.TopicName, p.Partition);
            positions.Add(new(
                p.TopicName, p.Partition, ends.High,
                next.TryGetValue((p.Group, p.TopicName, p.Partition), out var offset) ? offset : ends.Low));
        }

        return positions;
    }

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();
}
