namespace Pipeline.Music.Listeners;

/// <summary>
/// population.json: age bands with their genre preferences, locations, and shares of paying listeners. The numbers are assumed; see
/// GUIDE/MUSIC.md. Edit population.json to change them.
/// </summary>
internal sealed record PopulationFile(
    Dictionary<string, AgeBand> Ages, IReadOnlyList<Location> Locations, double PaidShareFirstYear, double PaidShareLater)
{
    /// <summary>The built-in file.</summary>
    public static PopulationFile BuiltIn { get; } = Read();

    private static PopulationFile Read()
    {
        using var json = typeof(PopulationFile).Assembly.GetManifestResourceStream("population.json")!;
        return JsonSerializer.Deserialize(json, PopulationJson.Default.PopulationFile)!;
    }
}

/// <summary>An age band.</summary>
/// <param name="Share">Share of the listeners.</param>
/// <param name="Genres">Relative preference by name of the genre; three or more.</param>
internal sealed record AgeBand(double Share, Dictionary<string, double> Genres);

/// <summary>A city.</summary>
/// <param name="Name">For example <c>Seoul, KR</c>.</param>
/// <param name="Share">Share of the listeners.</param>
/// <param name="UtcOffsetHours">Standard time, without daylight saving.</param>
internal sealed record Location(string Name, double Share, int UtcOffsetHours);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PopulationFile))]
internal sealed partial class PopulationJson : JsonSerializerContext;
