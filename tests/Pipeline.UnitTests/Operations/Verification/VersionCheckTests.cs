using Pipeline.Operations.Verification;
using Pipeline.Shop.Records;

namespace Pipeline.UnitTests.Operations.Verification;

public sealed class VersionCheckTests
{
    private const Observed Passed = Observed.InLog | Observed.Passed;

    [Fact]
    public void Life_of_a_key_in_its_order_is_no_finding()
    {
        Check(expected: null, Log(1), Log(2), Log(3), Row(3));
        Check(expected: null, Log(1), Log(2), Log(1), Log(2), Log(3), Row(3)); // Versions that come again may come anywhere.
        Check(expected: null, Log(1), Log(2, Observed.InLog), Row(2, counted: 1));
        Check(expected: null, Log(1), Row(3, counted: 1), new(7, 2, Observed.Outbox, -1, 0), new(7, 3, Observed.Outbox, -1, 0));
        Check(expected: null, Log(2), Log(3), Row(3)); // The first version was written without Kafka.
        Check(expected: null, Log(1), Log(2, Observed.InLog | Observed.DeadLetter), Log(3), Row(3));
        Check(expected: null, Row(4, counted: 0));
        Check(expected: null, [.. Enumerable.Range(1, 70).Select(v => Log(v)), Row(70)]);
    }

    [Fact]
    public void Older_behind_newer_breaks_the_order_unless_it_is_labelled()
    {
        Check(FindingKind.OrderBroken, Log(2), Log(1), Row(2));
        Check(expected: null, Log(2), Log(1, Passed | Observed.Misplaced), Row(2));
        Check(expected: null, Log(1), Log(2, Passed | Observed.Misplaced, partition: 1), Row(2));
        Check(expected: null, Log(2, Passed | Observed.Misplaced), Log(1, partition: 1), Log(2, partition: 1), Row(2));
    }

    [Fact]
    public void Version_missing_between_others_is_lost_where_the_log_is_whole()
    {
        Check(FindingKind.Lost, Log(1), Log(4), Row(4));
        Check(expected: null, isWhole: false, Log(1), Log(4), Row(4));
    }

    [Fact]
    public void Row_that_is_missing_or_older_than_what_was_applied_is_lost()
    {
        Check(FindingKind.Lost, Log(1));
        Check(FindingKind.Lost, Log(1), Log(2), Row(1, counted: 2));
        Check(expected: null, Log(1, Observed.InLog));
        Check(expected: null, Log(1, Observed.InLog | Observed.DeadLetter));
    }

    [Fact]
    public void Totals_that_know_another_state_than_was_applied_are_found()
    {
        Check(FindingKind.Totals, Log(1), Log(2), Row(2, counted: 1));
        Check(FindingKind.Totals, Log(1), Row(1, counted: 2));
        Check(FindingKind.Totals, Log(1, Passed | Observed.Counts), Row(1));
        Check(FindingKind.Totals, Log(1), Row(1, where: Observed.Row | Observed.Counts));
        Check(expected: null, Log(1, Passed | Observed.Counts), Log(2), Row(2));
        Check(expected: null, Log(1), Log(2, Passed | Observed.Counts), Row(2, where: Observed.Row | Observed.Counts));
    }

    [Fact]
    public void Versions_of_different_keys_do_not_meet()
    {
        var findings = new Findings();
        var check = new VersionCheck(ShopStreams.Orders, true, findings);
        check.CheckBucket(
            [new[] { Log(2), Log(1) with { Key = 8 }, Log(1) with { Key = 9 }, Row(2), Row(1) with { Key = 8 }, Row(1) with { Key = 9 } }]);
        Assert.Empty(findings.All);
        Assert.Equal(3, check.Distinct);
    }

    private static VersionObservation Log(int version, Observed where = Passed, short partition = 0) =>
        new(7, version, where, partition, version * 10);

    private static VersionObservation Row(int version, int? counted = null, Observed where = Observed.Row) =>
        new(7, version, where, -1, counted ?? version);

    private static void Check(FindingKind? expected, params VersionObservation[] met) => Check(expected, isWhole: true, met);

    private static void Check(FindingKind? expected, bool isWhole, params VersionObservation[] met)
    {
        var findings = new Findings();
        new VersionCheck(ShopStreams.Orders, isWhole, findings).CheckBucket([met]);
        Assert.Equal(expected, findings.All.SingleOrDefault()?.Kind);
    }
}
