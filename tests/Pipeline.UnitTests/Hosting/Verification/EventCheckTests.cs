using Pipeline.Operations.Verification;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Hosting.Verification;

public sealed class EventCheckTests
{
    private const Met Passed = Met.InLog | Met.Passed;
    private const Met Given = Met.InLog | Met.Letter;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Event_that_is_where_it_belongs_is_no_finding()
    {
        Check(expected: null, Passed, Met.Ledger, Met.Row);
        Check(expected: null, Passed, Met.Ledger); // A newer event has written the row since.
        Check(expected: null, Passed, Passed, Met.Ledger, Met.Row, Met.Outbox); // Sent twice: its relay died before the delete.
        Check(expected: null, Met.Outbox, Met.Row);
        Check(expected: null, Met.InLog, Met.Row);
        Check(expected: null, Met.InLog);
        Check(expected: null, Given, Met.Row);
        Check(expected: null, Given, Passed, Met.Ledger); // Sent again from the dead letters.
        Check(expected: null, Met.Letter, Met.Row);
        Check(expected: null, Met.Ledger | Met.Passed, Met.InLog);
    }

    [Fact]
    public void Event_that_is_not_is_found()
    {
        Check(FindingKind.Lost, Passed);
        Check(FindingKind.Lost, Passed, Met.Row);
        Check(FindingKind.Lost, Passed, Met.Outbox);
        Check(FindingKind.Lost, Met.Row);
        Check(FindingKind.Lost, Given, Passed);
        Check(FindingKind.Phantom, Met.Ledger);
        Check(FindingKind.Phantom, Met.Ledger, Met.Row);
        Check(FindingKind.Phantom, Met.Ledger, Met.InLog);
        Check(FindingKind.DeadLetterWrong, Given, Met.Ledger);
    }

    [Fact]
    public void What_retention_may_have_removed_is_no_phantom()
    {
        var findings = new Findings();
        var check = new EventCheck(ShopStreams.Users, Noon, findings);
        check.Bucket(
            [
                new EventMet[]
                {
                    new(Guid.CreateVersion7(Noon.AddHours(-1)), Met.Ledger),
                    new(Guid.NewGuid(), Met.Ledger),
                    new(Guid.CreateVersion7(Noon.AddHours(1)), Met.Ledger),
                },
            ]);
        Assert.Equal(1, findings.Count(FindingKind.Phantom));
    }

    [Fact]
    public void Entries_are_counted_over_all_chunks_of_a_bucket()
    {
        var id = Guid.CreateVersion7();
        var check = new EventCheck(ShopStreams.Users, null, new Findings());
        check.Bucket(
            [new EventMet[] { new(id, Passed), new(id, Passed) },
            new EventMet[] { new(id, Met.InLog), new(id, Met.Ledger), new(Guid.NewGuid(), Met.InLog) }]);
        Assert.Equal((2, 2, 1, 1), (check.Distinct, check.Duplicates, check.Due, check.InFlight));
    }

    private static void Check(FindingKind? expected, params Met[] where)
    {
        var findings = new Findings();
        var id = Guid.CreateVersion7();
        new EventCheck(ShopStreams.Orders, null, findings).Bucket([where.Select(w => new EventMet(id, w)).ToArray()]);
        Assert.Equal(expected, findings.All.SingleOrDefault()?.Kind);
        Assert.Equal(expected is null ? [] : [id.ToString()], findings.All.SelectMany(f => f.Ids));
    }
}
