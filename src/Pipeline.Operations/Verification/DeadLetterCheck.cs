namespace Pipeline.Operations.Verification;

/// <summary>Compares the dead letters with the log: they must be the messages that the decoder or the database refused.</summary>
internal sealed class DeadLetterCheck(StreamDefinition stream, DeadLetterIndex deadLetters, Findings findings)
{
    /// <summary>The registry can have got the schema since, so such a message can be a valid event now.</summary>
    private static readonly string UnknownSchema = new Refusal(RefusalReason.UnknownSchema).Name;

    /// <summary>Checks a partition.</summary>
    /// <param name="log">Its log.</param>
    /// <param name="progress">Its progress; null when the group has none.</param>
    /// <param name="isWhole">Whether the log still has every message that the group has consumed.</param>
    public void Partition(LogObserver log, PartitionProgress? progress, bool isWhole)
    {
        var partition = log.Range.Partition;
        foreach (var (offset, refusal) in log.Refused)
        {
            if (!deadLetters.Has(partition, offset))
                findings.Add(FindingKind.DeadLetterWrong, stream, "refused, but not stored as a dead letter", $"{partition}@{offset}");
            else if (deadLetters.BySource.TryGetValue((partition, offset), out var deadLetter) && deadLetter.Reason != refusal.Name)
            {
                findings.Add(
                    FindingKind.DeadLetterWrong, stream, $"stored as {deadLetter.Reason}, but refused as {refusal.Name}",
                    $"{partition}@{offset}");
            }
        }

        foreach (var offset in log.ValidPoison)
            findings.Add(FindingKind.DeadLetterWrong, stream, "labelled as poison, but a valid event", $"{partition}@{offset}");

        // A replay removes the dead letter from the table, so only its source is known.
        long refusedRows = deadLetters.Removed.LongCount(
            s => s.Partition == partition && s.Offset >= log.Range.From && !log.Refused.ContainsKey(s.Offset));
        foreach (var ((of, offset), deadLetter) in deadLetters.BySource)
        {
            // The batch of a dead letter beyond the progress is not committed yet.
            if (of != partition || offset < log.Range.From || offset >= log.PassedTo || log.Refused.ContainsKey(offset))
                continue;
            refusedRows++;
            if (deadLetter.SqlState is null && deadLetter.Reason != UnknownSchema)
            {
                findings.Add(
                    FindingKind.DeadLetterWrong, stream, $"a valid event, dead-lettered as {deadLetter.Reason}",
                    deadLetter.EventId?.ToString() ?? $"{partition}@{offset}");
            }
        }

        if (isWhole && progress is not null && progress.DeadLettered != log.Refused.Count + refusedRows)
        {
            findings.Add(
                FindingKind.DeadLetterWrong, stream,
                $"partition {partition}: the group counted {progress.DeadLettered:N0} dead letters, but " +
                $"{log.Refused.Count:N0} messages and {refusedRows:N0} rows were refused");
        }
    }
}
