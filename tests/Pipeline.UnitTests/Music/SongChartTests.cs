using Pipeline.Music.Catalogue;
using Pipeline.Music.Choice;

namespace Pipeline.UnitTests.Music;

public sealed class SongChartTests
{
    private const long Hour = 3_600_000;
    private static readonly long Start = MusicSample.Start.ToUnixTimeMilliseconds();

    [Fact]
    public void It_has_100_distinct_songs_of_mega_and_top_artists()
    {
        var chart = Chart();

        Assert.Equal(SongChart.Size, chart.Positions.Distinct().Count());
        Assert.All(
            chart.Positions,
            static t => Assert.InRange(MusicSample.Catalogue.TierOf(MusicSample.Catalogue.ArtistOf(t)), Tier.Mega, Tier.Top));
    }

    [Fact]
    public void It_moves_every_hour_and_turns_over_within_a_week()
    {
        var chart = Chart();
        var (before, updates) = (chart.Positions.ToArray(), chart.Updates);
        chart.MoveTo(Start + Hour - 1);
        Assert.Equal(before, chart.Positions);

        chart.MoveTo(Start + Hour);
        var after = chart.Positions.ToArray();
        chart.MoveTo(Start + (168 * Hour));

        Assert.Equal(updates + 168, chart.Updates);
        Assert.NotEqual(before, after);
        Assert.True(before.Intersect(after).Count() >= 80, "most songs stay for an hour");
        Assert.InRange(before.Intersect(chart.Positions).Count(), 10, 90);
    }

    [Fact]
    public void It_is_the_same_whether_it_is_moved_at_once_or_hour_by_hour()
    {
        var (one, other) = (Chart(), Chart());
        one.MoveTo(Start + (50 * Hour));
        for (var hour = 0; hour <= 50; hour++)
            other.MoveTo(Start + (hour * Hour));

        Assert.Equal(one.Positions, other.Positions);
        Assert.NotEqual(one.Positions, new SongChart(MusicSample.Catalogue, new(43), Start + (50 * Hour)).Positions);
    }

    private static SongChart Chart() => new(MusicSample.Catalogue, new(MusicSample.Seed), Start);
}
