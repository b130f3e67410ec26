using System.Runtime.CompilerServices;
using Pipeline.Ads.Errors;

namespace Pipeline.UnitTests.Ads;

public sealed class BrokenRowCountTests
{
    private readonly BrokenRowCount _count = new(new() { BootstrapServers = "unused" });

    [Fact]
    public void A_row_counts_once_as_its_newest_record_says()
    {
        Add(1, "not_a_number");
        Add(2, "not_acknowledged");
        Add(3, "not_acknowledged");
        Add(4, "not_acknowledged");
        Add(1, "not_a_number");
        Add(2, RetryRules.Recovered, retries: 1);
        Add(3, "not_acknowledged", retries: 3);
        _count.Add(null);

        Assert.Equal((3, 1, 1, 1), (_count.Broken, _count.Recovered, _count.GivenUp, _count.Unreadable));
        Assert.Equal(new() { ["not_acknowledged"] = 2, ["not_a_number"] = 1 }, _count.Reasons.ToDictionary());
        Assert.Equal([4L], _count.Retriable.Select(static r => r.LineNumber));
        Assert.Equal(1, _count.First("not_a_number").LineNumber);
        Add(2, "not_acknowledged");
        Assert.Equal((4, 0), (_count.Broken, _count.Recovered));
        Assert.Equal("text", _count.Retriable.Single(static r => r.LineNumber == 2).Raw);
    }

    [Fact]
    public void Only_rows_that_can_be_tried_again_stay_in_memory()
    {
        // The first row of a reason is its example.
        Add(0, "not_a_number");
        var rows = Enumerable.Range(1, 1_000).Select(i => Forgotten(i, "not_a_number")).ToList();
        var retriable = Forgotten(2_000, "not_acknowledged");
        _ = GC.GetTotalMemory(forceFullCollection: true);
        Assert.All(rows, static r => Assert.False(r.IsAlive));
        Assert.True(retriable.IsAlive);
        Assert.Equal((1_002, 1_001), (_count.Broken, _count.Reasons["not_a_number"]));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Forgotten(long line, string reason)
    {
        var row = Row(line, reason);
        _count.Add(row);
        return new(row);
    }

    private void Add(long line, string reason, int retries = 0) => _count.Add(Row(line, reason) with { RetryCount = retries });

    private static BrokenRow Row(long line, string reason) =>
        BrokenRow.Of("/data/ads.csv", line, "text"u8, reason, null, DateTimeOffset.UnixEpoch);
}
