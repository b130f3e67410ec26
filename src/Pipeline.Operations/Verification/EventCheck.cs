namespace Pipeline.Operations.Verification;

/// <summary>Compares log, processed events, outbox and rows, event by event.</summary>
/// <param name="stream">The stream.</param>
/// <param name="truncatedBefore">Retention may have removed events up to this time from the log; null if the log is complete.</param>
/// <param name="findings">Collects the findings.</param>
internal sealed class EventCheck(StreamDefinition stream, DateTimeOffset? truncatedBefore, Findings findings)
{
    private readonly Dictionary<Guid, Seen> _seen = [];

    /// <summary>Distinct events in the log.</summary>
    public long Distinct { get; private set; }

    /// <summary>Events that must have taken effect: consumed, and not dead-lettered.</summary>
    public long Due { get; private set; }

    /// <summary>Log entries whose event is in the log before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Events in flight: in the log or the outbox, not yet consumed.</summary>
    public long InFlight { get; private set; }

    public void CheckBucket(IEnumerable<ArraySegment<EventObservation>> chunks)
    {
        _seen.Clear();
        foreach (var chunk in chunks)
        {
            foreach (ref readonly var observation in chunk.AsSpan())
            {
                ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, observation.Id, out _);
                seen.Where |= observation.Where;
                if (observation.Where.HasFlag(Observed.InLog))
                    seen.Entries++;
            }
        }

        foreach (var (id, seen) in _seen)
            Evaluate(id, seen);
    }

    private void Evaluate(Guid id, in Seen seen)
    {
        if (seen.Entries > 0)
        {
            Distinct++;
            Duplicates += seen.Entries - 1;
        }

        var has = seen.Where;
        if (has.HasFlag(Observed.Passed))
            Due++;
        if (has.HasFlag(Observed.Processed))
        {
            if (has.HasFlag(Observed.Passed) || MayBeTruncated(id))
                return;
            if (has.HasFlag(Observed.DeadLetter))
                findings.Add(FindingKind.DeadLetterWrong, stream, "dead-lettered, but also took effect", id.ToString());
            else
                findings.Add(FindingKind.Phantom, stream, "took effect, but is not in the log", id.ToString());
        }
        else if (has.HasFlag(Observed.Passed))
        {
            findings.Add(FindingKind.Lost, stream, "consumed from Kafka, but without effect", id.ToString());
        }
        else if (has.HasFlag(Observed.DeadLetter))
        {
            // Stored as a dead letter, so not lost.
        }
        else if ((has & (Observed.InLog | Observed.Outbox)) != Observed.None)
        {
            InFlight++;
        }
        else
        {
            findings.Add(FindingKind.Lost, stream, "committed, but without effect and neither in Kafka nor in the outbox", id.ToString());
        }
    }

    /// <summary>Whether retention may have removed the event from the log. Only a UUID v7 contains its time.</summary>
    private bool MayBeTruncated(Guid id) =>
        truncatedBefore is { } before && (id.Version != 7 || DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds(id)) <= before);

    private static long Milliseconds(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return (long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Seen
    {
        public Observed Where;
        public int Entries;
    }
}
