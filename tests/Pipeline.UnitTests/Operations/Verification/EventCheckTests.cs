using Pipeline.Operations.Verification;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Operations.Verification;

public sealed class EventCheckTests
{
    private const Observed Passed = Observed.InLog | Observed.Passed;
    private const Observed Given = Observed.InLog | Observed.DeadLetter;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Event_that_is_where_it_belongs_is_no_finding()
    {
        Check(expected: null, Passed, Observed.Processed, Observed.Row);
        Check(expected: null, Passed, Observed.Processed); // A newer event has written the row since.
        // Sent twice: its relay died before the delete.
        Check(expected: null, Passed, Passed, Observed.Processed, Observed.Row, Observed.Outbox);
        Check(expected: null, Observed.Outbox, Observed.Row);
        Check(expected: null, Observed.InLog, Observed.Row);
        Check(expected: null, Observed.InLog);
        Check(expected: null, Given, Observed.Row);
        Check(expected: null, Given, Passed, Observed.Processed); // Sent again from the dead letters.
        Check(expected: null, Observed.DeadLetter, Observed.Row);
        Check(expected: null, Observed.Processed | Observed.Passed, Observed.InLog);
    }

    [Fact]
    public void Event_that_is_not_is_found()
    {
        Check(FindingKind.Lost, Passed);
        Check(FindingKind.Lost, Passed, Observed.Row);
        Check(FindingKind.Lost, Passed, Observed.Outbox);
        Check(FindingKind.Lost, Observed.Row);
        Check(FindingKind.Lost, Given, Passed);
        Check(FindingKind.Phantom, Observed.Processed);
        Check(FindingKind.Phantom, Observed.Processed, Observed.Row);
        Check(FindingKind.Phantom, Observed.Processed, Observed.InLog);
        Check(FindingKind.DeadLetterWrong, Given, Observed.Processed);
    }

    [Fact]
    public void What_retention_may_have_removed_is_no_phantom()
    {
        var findings = new Findings();
        var check = new EventCheck(ShopStreams.Users, Noon, findings);
        check.CheckBucket(
            [
                new EventObservation[]
                {
                    new(Guid.CreateVersion7(Noon.AddHours(-1)), Observed.Processed),
                    new(Guid.NewGuid(), Observed.Processed),
                    new(Guid.CreateVersion7(Noon.AddHours(1)), Observed.Processed),
                },
            ]);
        Assert.Equal(1, findings.Count(FindingKind.Phantom));
    }

    [Fact]
    public void Entries_are_counted_over_all_chunks_of_a_bucket()
    {
        var id = Guid.CreateVersion7();
        var check = new EventCheck(ShopStreams.Users, null, new Findings());
        check.CheckBucket(
            [new EventObservation[] { new(id, Passed), new(id, Passed) },
            new EventObservation[] { new(id, Observed.InLog), new(id, Observed.Processed), new(Guid.NewGuid(), Observed.InLog) }]);
        Assert.Equal((2, 2, 1, 1), (check.Distinct, check.Duplicates, check.Due, check.InFlight));
    }

    private static void Check(FindingKind? expected, params Observed[] where)
    {
        var findings = new Findings();
        var id = Guid.CreateVersion7();
        new EventCheck(ShopStreams.Orders, null, findings).CheckBucket([where.Select(w => new EventObservation(id, w)).ToArray()]);
        Assert.Equal(expected, findings.All.SingleOrDefault()?.Kind);
        Assert.Equal(expected is null ? [] : [id.ToString()], findings.All.SelectMany(f => f.Ids));
    }
}
