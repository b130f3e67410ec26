using Npgsql;
using Pipeline.Hosting.Options;
using Pipeline.Kafka.Topics;
using Pipeline.Postgres.Verification;

namespace Pipeline.Hosting.Verification;

/// <summary>Reads how far everything is, from the database's progress and the ends of the logs.</summary>
public sealed class StatusReader(PipelineSettings settings, NpgsqlDataSource database) : IDisposable
{
    private readonly ProgressReader _progress = new(database);
    private readonly LogEnds _log = new(settings.Kafka.Connection);

    /// <summary>Reads it. A partition that was never consumed stands at the start of its log.</summary>
    public async Task<PipelineStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = (await _progress.ReadAsync(cancellationToken)).ToDictionary(p => (p.Group, p.Topic, p.Partition));
        var partitions = new List<PartitionStatus>();
        foreach (var p in settings.Kafka.Enabled ? settings.Kafka.StreamPartitions : [])
        {
            var ends = _log.Of(p.TopicName, p.Partition);
            var row = rows.GetValueOrDefault((p.Group, p.TopicName, p.Partition));
            partitions.Add(new(
                p.Group, p.TopicName, p.Partition, ends.High, row?.NextOffset ?? ends.Low,
                row?.Applied ?? 0, row?.Duplicates ?? 0, row?.DeadLettered ?? 0));
        }

        var (waiting, oldest) = await _progress.ReadOutboxAsync(cancellationToken);
        return new(partitions, waiting, oldest.TotalSeconds, await _progress.CountDeadLettersAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();
}
