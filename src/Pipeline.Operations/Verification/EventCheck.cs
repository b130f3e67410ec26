using System.Runtime.InteropServices;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.Verification;

/// <summary>Holds log, ledger, outbox and rows against each other, event by event.</summary>
/// <param name="stream">The stream.</param>
/// <param name="forgottenBefore">Where the log has lost its beginning to retention: what is older may have been in it. Else null.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class EventCheck(StreamDefinition stream, DateTimeOffset? forgottenBefore, Findings findings)
{
    private readonly Dictionary<Guid, Seen> _seen = [];

    /// <summary>Different events in the log.</summary>
    public long Distinct { get; private set; }

    /// <summary>Events that must have taken effect: the group is past them and has not given them up.</summary>
    public long Due { get; private set; }

    /// <summary>Entries of the log whose event was there before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Events that are on their way.</summary>
    public long InFlight { get; private set; }

    public void Bucket(IEnumerable<ArraySegment<EventObservation>> chunks)
    {
        _seen.Clear();
        foreach (var chunk in chunks)
        {
            foreach (ref readonly var met in chunk.AsSpan())
            {
                ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, met.Id, out _);
                seen.Where |= met.Where;
                if (met.Where.HasFlag(Observed.InLog))
                    seen.Entries++;
            }
        }

        foreach (var (id, seen) in _seen)
            Judge(id, seen);
    }

    private void Judge(Guid id, in Seen seen)
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
            if (has.HasFlag(Observed.Passed) || IsForgotten(id))
                return;
            if (has.HasFlag(Observed.DeadLetter))
                findings.Add(FindingKind.DeadLetterWrong, stream, "dead-lettered and took effect all the same", id.ToString());
            else
                findings.Add(FindingKind.Phantom, stream, "took effect without being in the log", id.ToString());
        }
        else if (has.HasFlag(Observed.Passed))
        {
            findings.Add(FindingKind.Lost, stream, "in Kafka, but without effect although its group is past it", id.ToString());
        }
        else if (has.HasFlag(Observed.DeadLetter))
        {
            // It waits with its reason.
        }
        else if ((has & (Observed.InLog | Observed.Outbox)) != Observed.None)
        {
            InFlight++;
        }
        else
        {
            findings.Add(FindingKind.Lost, stream, "committed, but neither in Kafka nor in the outbox and without effect", id.ToString());
        }
    }

    /// <summary>Only the time in a UUID v7 tells whether the log may have held it once.</summary>
    private bool IsForgotten(Guid id) =>
        forgottenBefore is { } before && (id.Version != 7 || DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds(id)) <= before);

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
