using Pipeline.MicroBenchmarks.Bounds;
using Pipeline.MicroBenchmarks.Measuring;

namespace Pipeline.UnitTests.MicroBenchmarks;

public sealed class BoundComparisonTests
{
    [Theory]
    [InlineData(304.0)]
    [InlineData(305.0)]
    [InlineData(303.0)]
    public void A_benchmark_within_the_tolerance_keeps_its_bound(double bytes)
    {
        var comparison = Compare([new("Parsing.Orders", bytes)], ("Parsing.Orders", 304));
        Assert.Equal(Verdict.Kept, Assert.Single(comparison.Lines).Verdict);
        Assert.True(comparison.Passed);
        Assert.Equal((1, 0), (comparison.Benchmarks, comparison.Over));
    }

    [Theory]
    [InlineData(0, 1.1)]
    [InlineData(304, 305.1)]
    [InlineData(100_000, 100_024)]
    public void A_benchmark_that_grows_over_its_bound_fails_however_large_the_bound_is(double bound, double bytes)
    {
        var comparison = Compare([new("Parsing.Orders", bytes)], ("Parsing.Orders", bound));
        Assert.Equal(Verdict.Over, Assert.Single(comparison.Lines).Verdict);
        Assert.False(comparison.Passed);
        Assert.Equal(1, comparison.Over);
    }

    [Fact]
    public void The_smallest_object_more_an_event_is_over_wherever_the_bound_was_rounded_from()
    {
        const double smallestObject = 24;
        const double rounding = 0.5;
        Assert.Equal(1, Compare([new("Parsing.Orders", 304 - rounding + smallestObject)], ("Parsing.Orders", 304)).Over);
    }

    [Fact]
    public void A_benchmark_that_allocates_less_passes_and_is_pointed_out()
    {
        var comparison = Compare([new("Parsing.Orders", 240)], ("Parsing.Orders", 304));
        Assert.Equal(Verdict.Below, Assert.Single(comparison.Lines).Verdict);
        Assert.True(comparison.Passed);
    }

    [Fact]
    public void A_benchmark_without_a_bound_fails_and_is_not_counted_as_over()
    {
        var comparison = Compare([new("Parsing.Orders", 0)]);
        Assert.Equal(new ComparedBenchmark("Parsing.Orders", 0, null, Verdict.Unbounded), Assert.Single(comparison.Lines));
        Assert.False(comparison.Passed);
        Assert.Equal((1, 0), (comparison.Benchmarks, comparison.Over));
    }

    [Fact]
    public void A_bound_without_a_benchmark_fails_and_is_not_counted_as_a_benchmark()
    {
        var comparison = Compare([new("Parsing.Orders", 304)], ("Parsing.Orders", 304), ("Parsing.Gone", 12));
        Assert.Equal(new ComparedBenchmark("Parsing.Gone", null, 12, Verdict.Orphaned), comparison.Lines[0]);
        Assert.False(comparison.Passed);
        Assert.Equal((1, 0), (comparison.Benchmarks, comparison.Over));
    }

    [Fact]
    public void A_benchmark_that_did_not_run_fails_with_a_bound_and_without()
    {
        var comparison = Compare([new("Parsing.Orders", null), new("Parsing.Users", null)], ("Parsing.Orders", 304));
        Assert.All(comparison.Lines, static line => Assert.Equal(Verdict.NotRun, line.Verdict));
        Assert.False(comparison.Passed);
        Assert.Equal((2, 0), (comparison.Benchmarks, comparison.Over));
    }

    [Fact]
    public void One_that_fails_among_many_fails_them_all()
    {
        Allocation[] measured = [new("Parsing.Orders", 304), new("Parsing.Users", 400), new("Parsing.Products", 289)];
        var comparison = Compare(measured, ("Parsing.Orders", 304), ("Parsing.Users", 361), ("Parsing.Products", 289));
        Assert.False(comparison.Passed);
        Assert.Equal((3, 1), (comparison.Benchmarks, comparison.Over));
    }

    [Fact]
    public void Nothing_measured_against_nothing_does_not_pass() => Assert.False(Compare([]).Passed);

    [Fact]
    public void Lines_stand_in_the_order_of_their_names()
    {
        var comparison = Compare([new("Routing.Lanes", 0), new("Batching.Collect", 0)], ("Parsing.Gone", 1));
        Assert.Equal(["Batching.Collect", "Parsing.Gone", "Routing.Lanes"], comparison.Lines.Select(static line => line.Benchmark));
    }

    private static BoundComparison Compare(Allocation[] measured, params (string Benchmark, double Bytes)[] bounds) => BoundComparison.Of(
        measured, bounds.ToDictionary(static bound => bound.Benchmark, static bound => bound.Bytes, StringComparer.Ordinal));
}
