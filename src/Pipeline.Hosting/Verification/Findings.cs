using Pipeline.Events.Shop;
using Pipeline.Postgres.Verification;

namespace Pipeline.Hosting.Verification;

/// <summary>Collects what is not as promised, as sentences and sums.</summary>
internal sealed class Findings
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public long LostEvents { get; private set; }

    public long DuplicatedEffects { get; private set; }

    public void InFlight(long count)
    {
        if (count > 0)
            _sentences.Add($"in flight: {count:N0} events are still waiting in the outbox or in Kafka; are relays and consumers running?");
    }

    public void Lost(ShopTopic stream, long count)
    {
        LostEvents += count;
        if (count > 0)
            _sentences.Add($"lost: {count:N0} committed events of {stream.Name()} took no effect and wait nowhere");
    }

    public void Phantom(ShopTopic stream, long count)
    {
        if (count > 0)
            _sentences.Add($"phantom: {count:N0} events of {stream.Name()} took effect that no row accounts for");
    }

    public void Totals(TotalsCheck totals)
    {
        DuplicatedEffects += totals.TooMany;
        LostEvents += totals.TooFew;
        if (!totals.Holds)
        {
            _sentences.Add(
                $"totals: order_totals counts {totals.TooMany:N0} orders too many and {totals.TooFew:N0} too few; quantity or revenue is wrong for {totals.WrongSums:N0} of its keys");
        }
    }

    public void Gaps(IEnumerable<PartitionProgress> progress)
    {
        foreach (var p in progress.Where(p => p.Gap != 0))
            _sentences.Add($"gap: {p.Topic}/{p.Partition} has {p.Gap:N0} offsets that were neither applied nor duplicate nor dead-lettered");
    }
}
