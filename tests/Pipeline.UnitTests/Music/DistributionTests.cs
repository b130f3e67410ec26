using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;
using Pipeline.Music.Choice;
using Pipeline.Music.Listeners;
using Pipeline.Music.Simulating;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Music;

/// <summary>The distributions of three simulated days of 3,000 listeners, about a million events, against behaviour.json.</summary>
public sealed class DistributionTests
{
    /// <summary>A share may differ from its expectation by one percentage point.</summary>
    private const double Point = 0.01;

    private static readonly BehaviourModel Behaviour = BehaviourModel.BuiltIn();
    private static readonly RunStatistics Reached = MusicSample.Count(MusicSample.Setup(3_000), TimeSpan.FromDays(3));

    [Fact]
    public void Page_mix_is_that_of_the_transition_table_within_a_point() => Close(ExpectedPages(), Reached.Pages, Point);

    [Theory]
    [InlineData(nameof(Taste.Mainstream), 0.6, 0, 0.3, 0.1)]
    [InlineData(nameof(Taste.Indie), 0, 0.5, 0.3, 0.2)]
    [InlineData(nameof(Taste.Mixed), 0.25, 0.25, 0.25, 0.25)]
    public void Choice_mix_of_a_taste_is_its_row_within_a_point(string taste, double chart, double indie, double genre, double random) =>
        Close([chart, indie, genre, random], Reached.Choices[(int)Enum.Parse<Taste>(taste)], Point);

    [Fact]
    public void Listeners_skip_as_their_level_says_within_a_point()
    {
        Assert.Equal(0.24, (double)Reached.Skips[0] / Reached.Skippable[0], Point);
        Assert.Equal(0.42, (double)Reached.Skips[1] / Reached.Skippable[1], Point);
    }

    [Fact]
    public void Sessions_begin_by_the_hours_of_the_day_within_a_point()
    {
        // Listeners with few sessions: those who listen all day cannot begin a session in the busy hours.
        var behaviour = MusicSample.Behaviour(static b =>
        {
            foreach (var (_, activity) in b["activity"]!.AsObject())
                activity!["sessionsPerDay"] = 0.5;
        });
        var counts = MusicSample.Count(MusicSample.Setup(4_000, behaviour: behaviour), TimeSpan.FromDays(14)).Hours;
        var sum = Behaviour.File.Hours.Sum();

        Close([.. Behaviour.File.Hours.Select(h => h / sum)], counts, Point);
        Assert.True(counts[18] > 5 * counts[3]);
    }

    [Fact]
    public void Sessions_begin_by_the_days_of_the_week_within_a_point()
    {
        var rhythm = new Rhythm([.. Enumerable.Repeat(1.0, 24)], [1, 2, 3, 4, 5, 6, 7]);
        var random = new SeededRandom(7);
        var counts = new long[7];
        var time = 0L;
        for (var i = 0; i < 50_000; i++)
        {
            time = rhythm.NextStart(time, 0, 5, random);
            counts[(int)DateTimeOffset.FromUnixTimeMilliseconds(time).DayOfWeek]++;
        }

        Close([.. Enumerable.Range(1, 7).Select(static d => d / 28.0)], counts, Point);
        // 50,000 sessions at five per day.
        Assert.Equal(10_000, time / (double)Rhythm.Day, 150.0);
    }

    [Fact]
    public void Session_lengths_are_skewed_and_average_as_behaviour_json_says_within_a_tenth()
    {
        Assert.Equal(
            Behaviour.File.TypicalSessionMinutes, Reached.AverageSessionMinutes, Behaviour.File.TypicalSessionMinutes * 0.1);
        Assert.True(Reached.SessionMinutesAt(0.5) < 0.8 * Reached.AverageSessionMinutes);
        Assert.True(Reached.SessionMinutesAt(0.9) > 2 * Reached.AverageSessionMinutes);
        Assert.InRange((double)Reached.SilentSessions / Reached.EndedSessions, 0.2, 0.5);
    }

    [Fact]
    public void Plays_of_the_tiers_follow_from_the_sources_within_a_point()
    {
        // Random tracks are those of the catalogue; indie listeners play indie artists more often than others do.
        var catalogue = MusicSample.Catalogue;
        var tracks = Enumerable.Range(0, catalogue.ArtistCount).GroupBy(catalogue.TierOf)
            .OrderBy(static t => t.Key).Select(t => (double)t.Sum(catalogue.TracksOf) / catalogue.TrackCount);
        Close([.. tracks], Only("random").Tiers, Point);
        Close([0, 0, 0, 1], Only("indie").Tiers, 0);
        Assert.Equal(0, Only("chart").Tiers[(int)Tier.Known..].Sum());
        Assert.All(Reached.Tiers, static plays => Assert.True(plays > 0.05 * Reached.Tiers.Sum()));
    }

    [Fact]
    public void Artists_of_a_source_follow_Zipf_s_law_within_a_point()
    {
        var behaviour = Source("indie");
        var choice = new TrackChoice(MusicSample.Catalogue, new(MusicSample.Catalogue, new(1), 0), behaviour);
        var listener = new Population(new(5), behaviour, new(2026, 3, 2)).Create(1);
        var counts = new long[7_000];
        for (var i = 0; i < 100_000; i++)
            counts[MusicSample.Catalogue.ArtistOf(choice.Choose(listener).Track) - 3_558]++;
        var harmonic = Enumerable.Range(1, 7_000).Sum(static rank => 1.0 / rank);

        Close([.. Enumerable.Range(1, 7_000).Select(rank => 1 / (rank * harmonic))], counts, Point);
    }

    [Fact]
    public void Listeners_have_the_shares_of_their_kinds_within_two_points()
    {
        var population = new Population(new(MusicSample.Seed), Behaviour, new(2026, 3, 2));
        var listeners = Enumerable.Range(1, 20_000).Select(population.Create).ToList();
        double Share(Predicate<Listener> of) => (double)listeners.Count(l => of(l)) / listeners.Count;

        Assert.Equal(0.27, Share(l => population.Ages[l.Age] == "20s"), 2 * Point);
        Assert.Equal(0.235, Share(l => population.Locations[l.Location] == "Seoul, KR"), 2 * Point);
        Assert.Equal(0.55, Share(static l => l.Taste == Taste.Mainstream), 2 * Point);
        Assert.Equal(0.20, Share(static l => l.Activity == Activity.High), 2 * Point);
        Assert.Equal(0.47, Share(static l => l.Level == Level.Paid), 2 * Point);
        Assert.All(listeners, static l => Assert.Equal(3, new[] { l.Genres.First, l.Genres.Second, l.Genres.Third }.Distinct().Count()));
        Assert.All(listeners, static l => Assert.InRange(l.Registered, new(2016, 1, 1), new(2026, 3, 2)));
        Assert.True(
            Share(l => population.Ages[l.Age] == "60s+" && Genre.All[l.Genres.First].Name == "Trot")
                > 5 * Share(l => population.Ages[l.Age] == "20s" && Genre.All[l.Genres.First].Name == "Trot"));
    }

    /// <summary>Expected visits per session, from the table alone: v = first + (1 − silent) Pᵀ v.</summary>
    private static double[] ExpectedPages()
    {
        var visits = new double[PageNames.All.Count];
        for (var step = 0; step < 2_000; step++)
        {
            var next = PageNames.All.Select(p => Behaviour.File.FirstPage.GetValueOrDefault(p)).ToArray();
            foreach (var (page, row) in Behaviour.File.Transitions)
            {
                foreach (var (to, probability) in row)
                    next[Index(to)] += (1 - Behaviour.File.FallSilent) * probability * visits[Index(page)];
            }

            visits = next;
        }

        return [.. visits.Select(v => v / visits.Sum())];
    }

    private static int Index(string page) => PageNames.All.ToList().IndexOf(page);

    private static BehaviourModel Source(string source) => MusicSample.Behaviour(b =>
    {
        foreach (var (_, taste) in b["tastes"]!.AsObject())
        {
            foreach (var other in BehaviourChecks.Words<TrackSource>())
                taste![other] = other == source ? 1 : 0;
        }
    });

    private static RunStatistics Only(string source) =>
        MusicSample.Count(MusicSample.Setup(3_000, behaviour: Source(source)), TimeSpan.FromHours(6));

    private static void Close(double[] expected, long[] counts, double tolerance)
    {
        Assert.Equal(expected.Length, counts.Length);
        var sum = (double)counts.Sum();
        Assert.True(sum > 5_000, $"only {sum} in all");
        for (var i = 0; i < expected.Length; i++)
        {
            var share = counts[i] / sum;
            Assert.True(Math.Abs(expected[i] - share) <= tolerance, $"{i}: {share:0.0000} instead of {expected[i]:0.0000}");
        }
    }
}
