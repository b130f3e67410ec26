using Npgsql;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Postgres;
using Pipeline.Postgres.Verification;

namespace Pipeline.Operations.Verification;

/// <summary>How far a group is in a partition.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="LogEnd">Offset the next message will have.</param>
/// <param name="Next">Offset the group goes on from.</param>
public sealed record ConsumerPosition(string Topic, int Partition, long LogEnd, long Next);

/// <summary>Reads how far the groups are, from the database's progress and the ends of the logs.</summary>
public sealed class ConsumerPositions(KafkaOptions kafka, NpgsqlDataSource database) : IDisposable
{
    private readonly ProgressReader _progress = new(database);
    private readonly LogEnds _log = new(kafka.Connection);

    /// <summary>Reads it. A partition that was never consumed stands at the start of its log.</summary>
    public async Task<IReadOnlyList<ConsumerPosition>> ReadAsync(CancellationToken cancellationToken)
    {
        var next = (await _progress.ReadAsync(cancellationToken)).ToDictionary(static p => (p.Group, p.Topic, p.Partition), static p => p.NextOffset);
        var positions = new List<ConsumerPosition>();
        foreach (var p in kafka.StreamPartitions)
        {
            var ends = _log.Of(p.TopicName, p.Partition);
            positions.Add(new(p.TopicName, p.Partition, ends.High, next.TryGetValue((p.Group, p.TopicName, p.Partition), out var offset) ? offset : ends.Low));
        }

        return positions;
    }

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();
}
