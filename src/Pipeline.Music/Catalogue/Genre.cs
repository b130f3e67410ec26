namespace Pipeline.Music.Catalogue;

/// <summary>A genre. The shares are assumed; see GUIDE/MUSIC.md.</summary>
/// <param name="Name">Name in exports and in population.json.</param>
/// <param name="Share">Relative number of artists. The shares need not sum to a fixed value.</param>
/// <param name="Korean">Probability that an artist has a Korean name.</param>
/// <param name="ShortSeconds">Shortest track, seconds.</param>
/// <param name="LongSeconds">Longest track, seconds.</param>
internal sealed record Genre(string Name, double Share, double Korean, int ShortSeconds, int LongSeconds)
{
    /// <summary>All genres. A byte holds the index of a genre.</summary>
    public static IReadOnlyList<Genre> All { get; } =
    [
        new("K-Pop", 16, 0.55, 150, 250), new("Ballad", 14, 0.85, 190, 300), new("Hip-Hop", 13, 0.6, 130, 260),
        new("R&B", 9, 0.6, 150, 270), new("Dance", 7, 0.5, 150, 260), new("Pop", 11, 0.1, 140, 260), new("Rock", 10, 0.4, 160, 320),
        new("Electronic", 7, 0.2, 150, 400), new("OST", 4, 0.8, 120, 280), new("Jazz", 3, 0.2, 180, 480), new("Folk", 3, 0.7, 160, 290),
        new("Trot", 2, 1, 170, 250), new("Classical", 1, 0.1, 150, 700),
    ];

    /// <summary>Index of a genre.</summary>
    /// <exception cref="JsonException">There is no such genre.</exception>
    public static byte Find(string name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name)
                return (byte)i;
        }

        throw new JsonException($"'{name}' is not a genre: {string.Join(", ", All.Select(static g => g.Name))}.");
    }
}
