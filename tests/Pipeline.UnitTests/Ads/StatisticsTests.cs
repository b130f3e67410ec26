using System.Globalization;
using System.Text;
using CsCheck;
using Pipeline.Ads.Statistics;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Ads;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(20_000)]
    [InlineData(41_000)]
    [InlineData(82_000)]
    [InlineData(3_000_000)]
    public void HyperLogLog_is_within_four_standard_errors(int distinct)
    {
        var estimate = new HyperLogLog();
        for (var repeat = 0; repeat < 2; repeat++)
        {
            for (var i = 0; i < distinct; i++)
                estimate.Add(FieldHash.Of(i));
        }

        Assert.InRange(
            estimate.Estimate(), distinct * (1 - (4 * HyperLogLog.StandardError)), distinct * (1 + (4 * HyperLogLog.StandardError)));
    }

    [Fact]
    public void HyperLogLog_has_its_standard_error_over_many_sets()
    {
        const int sets = 100;
        const int distinct = 50_000;
        var squares = Enumerable.Range(0, sets).Select(static set =>
        {
            var estimate = new HyperLogLog();
            for (var i = 0; i < distinct; i++)
                estimate.Add(FieldHash.Of((set * distinct) + i));
            return Math.Pow((estimate.Estimate() / (double)distinct) - 1, 2);
        });
        // Of a hundred sets, the error of the error is about 7 %.
        Assert.InRange(Math.Sqrt(squares.Average()), 0.7 * HyperLogLog.StandardError, 1.3 * HyperLogLog.StandardError);
    }

    [Fact]
    public void Hashes_of_texts_do_not_collide_and_fill_all_bits()
    {
        var texts = Enumerable.Range(0, 400_000).Select(static i => i.ToString(CultureInfo.InvariantCulture))
            .Concat(Enumerable.Range(0, 300).Select(static n => new string('0', n)))
            .Concat(Enumerable.Range(0, 300_000).Select(static i => $"{i:x8}"))
            .Concat(Enumerable.Range(0, 300_000).Select(static i => $"10000094181510{i:D6}"))
            .Distinct(StringComparer.Ordinal).Select(static t => FieldHash.Of(Encoding.UTF8.GetBytes(t))).ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
        Assert.All(Enumerable.Range(0, 64), bit => Assert.InRange(texts.Average(h => (double)((h >> bit) & 1)), 0.495, 0.505));
    }

    [Fact]
    public void Values_are_counted_exactly_up_to_the_bound() => Gen.Int[0, 40].Array[0, 2_000].Sample(static values =>
    {
        var counter = new ValueCounter();
        for (var i = 0; i < values.Length; i++)
            Add(counter, values[i], i % 2);
        var expected = values.Select(static (v, i) => (v, i)).GroupBy(static v => v.v)
            .Select(static g => new ValueCount($"v{g.Key}", g.Count(), g.Sum(static v => v.i % 2)))
            .OrderByDescending(static v => v.Count).ThenBy(static v => v.Text, StringComparer.Ordinal);
        Assert.Equal(expected, counter.Top(100));
        Assert.Equal((values.Distinct().Count(), 0, false), (counter.Distinct, counter.Error, counter.IsEstimated));
    });

    [Fact]
    public void At_the_bound_all_values_are_exact_and_one_more_makes_an_estimate()
    {
        var counter = new ValueCounter();
        for (var i = 0; i < 2 * ValueCounter.MaxValues; i++)
            Add(counter, i % ValueCounter.MaxValues, 0);
        Assert.Equal((ValueCounter.MaxValues, 0, false), (counter.Distinct, counter.Error, counter.IsEstimated));
        Assert.All(counter.Values(), static v => Assert.Equal(2, v.Count));

        Add(counter, -1, 0);

        Assert.True(counter.IsEstimated);
        Assert.InRange(counter.Distinct, ValueCounter.MaxValues * 0.96, ValueCounter.MaxValues * 1.04);
    }

    [Fact]
    public void Beyond_the_bound_frequent_values_are_found_and_counts_are_within_the_error()
    {
        var counter = new ValueCounter();
        var (exact, random) = (new Dictionary<int, long>(), new SeededRandom(7));
        for (var i = 0; i < 2_000_000; i++)
        {
            var value = random.Zipf(5_000_000, 0.9);
            exact[value] = exact.GetValueOrDefault(value) + 1;
            Add(counter, value, 0);
        }

        Assert.InRange(counter.Distinct, exact.Count * 0.96, exact.Count * 1.04);
        Assert.InRange(counter.Error, 1, 2_000_000 / (ValueCounter.MaxValues / 4));
        Assert.All(counter.Values(), v =>
            Assert.InRange(exact[int.Parse(v.Text[1..], CultureInfo.InvariantCulture)], v.Count, v.Count + counter.Error));
        Assert.Equal(
            exact.OrderByDescending(static v => v.Value).Take(5).Select(static v => $"v{v.Key}").Order(StringComparer.Ordinal),
            counter.Top(5).Select(static v => v.Text).Order(StringComparer.Ordinal));
        Assert.All(counter.Top(10), static v => Assert.Null(v.Clicks));
    }

    [Fact]
    public void Of_values_that_are_all_different_none_is_called_frequent()
    {
        var counter = new ValueCounter();
        for (var i = 0; i < 500_000; i++)
            Add(counter, i, 0);
        Assert.Empty(counter.Top(10));
        Assert.InRange(counter.Distinct, 480_000, 520_000);
    }

    [Fact]
    public void Repeated_ids_are_counted_exactly_up_to_the_bound()
    {
        var ids = new RepeatedIds();
        for (var i = 0; i < RepeatedIds.MaxIds; i++)
            ids.Add(FieldHash.Of(i));
        ids.Add(FieldHash.Of(5));
        ids.Add(FieldHash.Of(5));
        ids.Add(FieldHash.Of(77));
        Assert.Equal((RepeatedIds.MaxIds, 2, 3, false, 0), (ids.Distinct, ids.Repeated, ids.ExtraRows, ids.IsEstimated, ids.RepeatedError));
    }

    [Fact]
    public void Beyond_the_bound_repeated_ids_are_within_four_standard_errors()
    {
        var ids = new RepeatedIds();
        const int distinct = 5 * RepeatedIds.MaxIds;
        const int every = 100;
        for (var i = 0; i < distinct; i++)
        {
            ids.Add(FieldHash.Of(i));
            if (i % every == 0)
                ids.Add(FieldHash.Of(i));
        }

        Assert.True(ids.IsEstimated);
        Assert.InRange(ids.Distinct, distinct - (4 * ids.DistinctError), distinct + (4 * ids.DistinctError));
        Assert.InRange(ids.Repeated, (distinct / every) - (4 * ids.RepeatedError), (distinct / every) + (4 * ids.RepeatedError));
        Assert.Equal(ids.Repeated, ids.ExtraRows);
        Assert.InRange(ids.RepeatedError, 1, distinct / every * 0.1);
    }

    private static void Add(ValueCounter counter, int value, int click)
    {
        if (counter.Add(FieldHash.Of(value), click) is >= 0 and var slot)
            counter.SetText(slot, Encoding.UTF8.GetBytes($"v{value}"));
    }
}
