using CsCheck;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Simulation;

public sealed class SeededRandomTests
{
    private const int Draws = 200_000;

    [Fact]
    public void The_sequence_is_xoshiro256_starstar_seeded_by_splitmix64()
    {
        var random = new SeededRandom(0);
        // From an independent implementation of the published algorithms.
        ulong[] expected = [0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0, 0x6AA594F1262D2D2C];
        Assert.All(expected, bits => Assert.Equal(bits, random.Bits()));
    }

    [Fact]
    public void A_fork_does_not_depend_on_what_was_drawn_before()
    {
        var fresh = new SeededRandom(7);
        var used = new SeededRandom(7);
        for (var i = 0; i < 100; i++)
            used.Bits();
        Assert.Equal(fresh.Fork("user", 12).Bits(), used.Fork("user", 12).Bits());
    }

    [Fact]
    public void Forks_differ_by_seed_name_and_number()
    {
        var starts = new HashSet<ulong>();
        for (var seed = 0; seed < 10; seed++)
        {
            for (var number = 0; number < 1000; number++)
            {
                Assert.True(starts.Add(new SeededRandom(seed).Fork("user", number).Bits()), $"user {number} of seed {seed}");
                Assert.True(starts.Add(new SeededRandom(seed).Fork("product", number).Bits()), $"product {number} of seed {seed}");
            }
        }
    }

    [Fact]
    public void Neighbouring_forks_are_not_correlated()
    {
        var root = new SeededRandom(3);
        var pairs = Enumerable.Range(0, 20_000).Select(n => (root.Fork("x", n).Fraction() - 0.5, root.Fork("x", n + 1).Fraction() - 0.5));
        var correlation = pairs.Average(static pair => pair.Item1 * pair.Item2) * 12;
        Assert.InRange(correlation, -0.03, 0.03);
    }

    [Fact]
    public void Ranges_hold_their_bounds() =>
        Gen.Select(Gen.Long, Gen.Int, Gen.Int).Sample((seed, a, b) =>
        {
            var (min, max) = (Math.Min(a, b), Math.Max(a, b));
            var drawn = new SeededRandom(seed).Range(min, max);
            return drawn >= min && drawn <= max;
        });

    [Fact]
    public void A_range_is_uniform_and_includes_both_ends()
    {
        var random = new SeededRandom(1);
        var counts = new int[6];
        for (var i = 0; i < Draws; i++)
            counts[random.Range(-2, 3) + 2]++;
        Assert.All(counts, static count => Assert.InRange(count, Draws / 6 * 0.97, Draws / 6 * 1.03));
    }

    [Fact]
    public void Weights_become_shares()
    {
        var random = new SeededRandom(2);
        var choices = new Weighted<string>([("a", 1), ("b", 2), ("c", 7)]);
        var counts = Enumerable.Range(0, Draws).Select(_ => random.Pick(choices)).CountBy(static item => item).ToDictionary();
        Assert.Equal(0.1, counts["a"] / (double)Draws, 0.005);
        Assert.Equal(0.2, counts["b"] / (double)Draws, 0.005);
        Assert.Equal(0.7, counts["c"] / (double)Draws, 0.005);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void A_weight_that_is_not_above_zero_is_refused(double weight) =>
        Assert.Throws<ArgumentException>(() => new Weighted<string>([("a", 1), ("b", weight)]));

    [Fact]
    public void Exponential_waits_have_their_mean_and_are_never_negative()
    {
        var random = new SeededRandom(4);
        var waits = Enumerable.Range(0, Draws).Select(_ => random.Exponential(0.005)).ToArray();
        Assert.Equal(0.005, waits.Average(), 0.0001);
        Assert.True(waits.Min() >= 0);
        // In a Poisson process a share of e^-1 of the waits is longer than the mean.
        Assert.Equal(Math.Exp(-1), waits.Count(static wait => wait > 0.005) / (double)Draws, 0.005);
    }

    [Fact]
    public void Normal_numbers_have_their_mean_and_deviation()
    {
        var random = new SeededRandom(5);
        var drawn = Enumerable.Range(0, Draws).Select(_ => random.Normal(10, 2)).ToArray();
        Assert.Equal(10, drawn.Average(), 0.03);
        Assert.Equal(2, Math.Sqrt(drawn.Average(static x => (x - 10) * (x - 10))), 0.03);
        Assert.Equal(0.6827, drawn.Count(static x => Math.Abs(x - 10) < 2) / (double)Draws, 0.005);
    }

    [Fact]
    public void Log_normal_numbers_stay_in_their_band_around_its_geometric_middle()
    {
        var random = new SeededRandom(6);
        var drawn = Enumerable.Range(0, Draws).Select(_ => random.LogNormal(100, 10_000)).Order().ToArray();
        Assert.InRange(drawn[0], 100, 10_000);
        Assert.InRange(drawn[^1], 100, 10_000);
        Assert.Equal(1000, drawn[Draws / 2], 20.0);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(1.0)]
    [InlineData(1.5)]
    public void Zipf_ranks_are_drawn_in_proportion_to_their_power(double exponent)
    {
        const int count = 50;
        var random = new SeededRandom(8);
        var drawn = new int[count];
        for (var i = 0; i < Draws; i++)
            drawn[random.Zipf(count, exponent)]++;
        var total = Enumerable.Range(1, count).Sum(rank => Math.Pow(rank, -exponent));
        for (var rank = 1; rank <= count; rank++)
            Assert.Equal(Math.Pow(rank, -exponent) / total, drawn[rank - 1] / (double)Draws, 0.005);
    }
}
