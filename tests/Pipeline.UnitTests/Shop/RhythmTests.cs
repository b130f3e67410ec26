using Microsoft.Extensions.Time.Testing;
using Pipeline.Shop.Generation;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Shop;

public sealed class RhythmTests
{
    private const int Draws = 5000;

    /// <summary>The hour in Korea is this many hours after UTC.</summary>
    private const int KoreaOffset = 9;

    [Fact]
    public void Order_pauses_stay_between_2_and_8_seconds_at_every_hour()
    {
        for (var hour = 0; hour < 24; hour++)
            Assert.All(Pauses(hour), static pause => Assert.InRange(pause, 2.0, 8.0));
    }

    [Fact]
    public void Evenings_in_Korea_are_busier_than_average_hours_and_nights_quieter()
    {
        Assert.Equal(4.0, Pauses(koreanHour: 21).Average(), 0.2);
        Assert.Equal(5.0, Pauses(koreanHour: 15).Average(), 0.2);
        Assert.Equal(6.6, Pauses(koreanHour: 3).Average(), 0.2);
    }

    [Fact]
    public void Orders_come_1_to_5_at_a_time_and_every_count_occurs()
    {
        var rhythm = new Rhythm(new SeededRandom(1), new FakeTimeProvider());
        Assert.Equal([1, 2, 3, 4, 5], Enumerable.Range(0, Draws).Select(_ => rhythm.NextOrderCount()).Distinct().Order());
    }

    [Fact]
    public void Product_pauses_stay_between_10_and_20_seconds_and_use_the_whole_span()
    {
        var rhythm = new Rhythm(new SeededRandom(2), new FakeTimeProvider());
        var pauses = Enumerable.Range(0, Draws).Select(_ => rhythm.NextProductPause().TotalSeconds).ToArray();
        Assert.InRange(pauses.Min(), 10.0, 10.1);
        Assert.InRange(pauses.Max(), 19.9, 20.0);
        Assert.Equal(100, Rhythm.ProductsPerBatch);
    }

    [Fact]
    public void Update_pauses_stay_between_3_and_10_seconds_and_use_the_whole_span()
    {
        var rhythm = new Rhythm(new SeededRandom(4), new FakeTimeProvider());
        var pauses = Enumerable.Range(0, Draws).Select(_ => rhythm.NextUpdatePause().TotalSeconds).ToArray();
        Assert.InRange(pauses.Min(), 3.0, 3.1);
        Assert.InRange(pauses.Max(), 9.9, 10.0);
    }

    private static double[] Pauses(int koreanHour)
    {
        var start = new DateTimeOffset(2026, 3, 4, koreanHour, 30, 0, TimeSpan.FromHours(KoreaOffset));
        var rhythm = new Rhythm(new SeededRandom(3), new FakeTimeProvider(start));
        return [.. Enumerable.Range(0, Draws).Select(_ => rhythm.NextOrderPause().TotalSeconds)];
    }
}
