namespace MusicSimulator.Commands;

/// <summary><c>catalog</c>: exports the catalogue.</summary>
internal static class CatalogCommand
{
    /// <summary>Seed of the catalogue without --seed.</summary>
    private const long DefaultSeed = 1;

    public static Command Create()
    {
        var output = new Option<string>("--output")
        {
            Required = true,
            HelpName = "FILE",
            Description = "File, one JSON object per track; the ending .gz compresses it.",
        };
        var seed = new Option<string?>("--seed")
        {
            HelpName = "S",
            Description = $"Seed of the catalogue; a simulation with this seed plays these tracks. Default: {DefaultSeed}.",
        };
        var command = new Command("catalog", "Export the catalogue: artists and tracks of a seed.") { output, seed };
        command.SetAction((result, stop) => Task.FromResult(Run(Seed(result.GetValue(seed)), result.GetValue(output)!, stop)));
        return command;
    }

    private static long Seed(string? text) =>
        text is null ? DefaultSeed
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? seed
        : throw new SettingsException([$"--seed={text} is not a whole number."]);

    private static int Run(long seed, string path, CancellationToken stop)
    {
        var (catalogue, tracks) = CatalogueExport.Write(seed, path, stop);
        Console.WriteLine($"{path}: {tracks:N0} of {catalogue.TrackCount:N0} tracks of {catalogue.ArtistCount:N0} artists, seed {seed}");
        return tracks == catalogue.TrackCount ? 0 : 1;
    }
}
