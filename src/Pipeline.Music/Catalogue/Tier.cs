namespace Pipeline.Music.Catalogue;

/// <summary>How well known an artist is. The artists with the highest ranks are in the first tier, the next ones in the second.</summary>
internal enum Tier
{
    /// <summary>Known to everyone.</summary>
    Mega,

    /// <summary>Often in the chart.</summary>
    Top,

    /// <summary>Known to those who like the genre.</summary>
    Known,

    /// <summary>Published without a large label.</summary>
    Indie,
}

/// <summary>Size of a tier.</summary>
/// <param name="Name">Name in events and exports.</param>
/// <param name="Artists">Number of artists.</param>
/// <param name="Tracks">Average number of tracks per artist.</param>
internal sealed record TierSize(string Name, int Artists, int Tracks)
{
    /// <summary>All tiers, in the order of <see cref="Tier"/>.</summary>
    public static IReadOnlyList<TierSize> All { get; } =
        [new("mega", 58, 180), new("top", 500, 150), new("known", 3_000, 100), new("indie", 7_000, 59)];

    /// <summary>Number of artists of all tiers.</summary>
    public static int AllArtists { get; } = All.Sum(static t => t.Artists);
}
