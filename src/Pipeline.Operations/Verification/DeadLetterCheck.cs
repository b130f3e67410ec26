using Pipeline.Kafka;
using Pipeline.Postgres.Verification;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.Verification;

/// <summary>Holds the dead letters against the log: exactly what the parser refuses, and what the database refused, was given up.</summary>
internal sealed class DeadLetterCheck(StreamDefinition stream, DeadLetterIndex letters, Findings findings)
{
    /// <summary>Checks a partition.</summary>
    /// <param name="log">Its log.</param>
    /// <param name="progress">Its progress; null when the group has none.</param>
    /// <param name="isWhole">Whether the log still has everything that the group has been past.</param>
    public void Partition(LogObserver log, PartitionProgress? progress, bool isWhole)
    {
        var partition = log.Stretch.Partition;
        foreach (var (offset, refusal) in log.Refused)
        {
            if (!letters.Has(partition, offset))
                findings.Add(FindingKind.DeadLetterWrong, stream, "refused, but not kept as a dead letter", $"{partition}@{offset}");
            else if (letters.BySource.TryGetValue((partition, offset), out var letter) && letter.Reason != refusal.Name)
                findings.Add(FindingKind.DeadLetterWrong, stream, $"kept as {letter.Reason}, but is {refusal.Name}", $"{partition}@{offset}");
        }

        foreach (var offset in log.Harmless)
            findings.Add(FindingKind.DeadLetterWrong, stream, "labelled as poison, but a good event", $"{partition}@{offset}");

        // Of a letter that left the table when it was sent again, only its place is known.
        long refusedRows = letters.Removed.LongCount(s => s.Partition == partition && s.Offset >= log.Stretch.From && !log.Refused.ContainsKey(s.Offset));
        foreach (var ((of, offset), letter) in letters.BySource)
        {
            // A letter ahead of the progress is one whose batch is not committed yet.
            if (of != partition || offset < log.Stretch.From || offset >= log.PassedTo || log.Refused.ContainsKey(offset))
                continue;
            refusedRows++;
            if (letter.SqlState is null)
                findings.Add(FindingKind.DeadLetterWrong, stream, $"a good event, given up as {letter.Reason}", letter.EventId?.ToString() ?? $"{partition}@{offset}");
        }

        if (isWhole && progress is not null && progress.DeadLettered != log.Refused.Count + refusedRows)
        {
            findings.Add(
                FindingKind.DeadLetterWrong, stream,
                $"partition {partition}: the group counts {progress.DeadLettered:N0} dead letters, {log.Refused.Count:N0} messages are refused and {refusedRows:N0} rows were");
        }
    }
}
