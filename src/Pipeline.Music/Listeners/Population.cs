using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;

namespace Pipeline.Music.Listeners;

/// <summary>
/// Creates listeners. A listener depends on the seed, the behaviour, the day of the start and its own number, not on the number of
/// listeners or shards.
/// </summary>
internal sealed class Population
{
    /// <summary>The first day of the service, and the earliest registration.</summary>
    private static readonly DateOnly Opening = new(2016, 1, 1);

    private readonly PopulationFile _file = PopulationFile.BuiltIn;
    private readonly SeededRandom _random;
    private readonly BehaviourModel _behaviour;
    private readonly int _days;
    private readonly Weighted<byte> _ages;
    private readonly Weighted<byte> _locations;
    private readonly Weighted<byte>[] _genres;

    /// <summary>Prepares the weighted lists. Creates no listener.</summary>
    /// <param name="random">The sequence of the seed.</param>
    /// <param name="behaviour">Shares of tastes and activities.</param>
    /// <param name="today">Day of the start of the simulation; the latest registration.</param>
    public Population(SeededRandom random, BehaviourModel behaviour, DateOnly today)
    {
        (_random, _behaviour) = (random, behaviour);
        _days = Math.Max(1, today.DayNumber - Opening.DayNumber);
        Ages = [.. _file.Ages.Keys];
        Locations = [.. _file.Locations.Select(static l => l.Name)];
        _ages = new(_file.Ages.Values.Select(static (age, index) => ((byte)index, age.Share)));
        _locations = new(_file.Locations.Select(static (location, index) => ((byte)index, location.Share)));
        _genres = [.. _file.Ages.Values.Select(static a => new Weighted<byte>(a.Genres.Select(static g => (Genre.Find(g.Key), g.Value))))];
    }

    /// <summary>Names of the age bands: 10s to 60s+.</summary>
    public IReadOnlyList<string> Ages { get; }

    /// <summary>Names of the locations.</summary>
    public IReadOnlyList<string> Locations { get; }

    /// <summary>Creates listener <paramref name="id"/>.</summary>
    /// <param name="id">From 1.</param>
    public Listener Create(int id)
    {
        var random = _random.Fork("listener", id);
        var age = random.Pick(_ages);
        var location = random.Pick(_locations);
        // The square root makes registrations per day grow linearly.
        var registered = Opening.AddDays((int)(_days * Math.Sqrt(random.Fraction())));
        var firstYear = Opening.DayNumber + _days - registered.DayNumber < 365;
        return new(id, random)
        {
            Age = age,
            Location = location,
            UtcOffset = _file.Locations[location].UtcOffsetHours * (int)Rhythm.Hour,
            Taste = random.Pick(_behaviour.Tastes),
            Activity = random.Pick(_behaviour.Activities),
            Registered = registered,
            Genres = Distinct(_genres[age], random),
            Level = random.Chance(firstYear ? _file.PaidShareFirstYear : _file.PaidShareLater) ? Level.Paid : Level.Free,
        };
    }

    private static (byte First, byte Second, byte Third) Distinct(Weighted<byte> genres, SeededRandom random)
    {
        var (first, second, third) = (random.Pick(genres), random.Pick(genres), random.Pick(genres));
        while (second == first)
            second = random.Pick(genres);
        while (third == first || third == second)
            third = random.Pick(genres);
        return (first, second, third);
    }
}
