using Npgsql;
using Pipeline.Events.Shop;
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
        var declared = TopicFile.BuiltIn(settings.Kafka.Topics).ToDictionary(t => t.Name, StringComparer.Ordinal);
        var partitions = new List<PartitionStatus>();
        foreach (var stream in ShopTopics.All)
        {
            var topic = declared[settings.Kafka.Topics.Of(stream)];
            for (var p = 0; settings.Kafka.Enabled && p < topic.Partitions; p++)
            {
                var ends = _log.Of(topic.Name, p);
                var row = rows.GetValueOrDefault((stream.ConsumerGroup(), topic.Name, p));
                partitions.Add(new(
                    stream.ConsumerGroup(), topic.Name, p, ends.High, row?.NextOffset ?? ends.Low,
                    row?.Applied ?? 0, row?.Duplicates ?? 0, row?.DeadLettered ?? 0));
            }
        }

        var (waiting, oldest) = await _progress.ReadOutboxAsync(cancellationToken);
        return new(partitions, waiting, oldest.TotalSeconds, await _progress.CountDeadLettersAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();
}
