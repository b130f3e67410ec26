namespace Pipeline.Music.Behaviour;

/// <summary>The behaviour of listeners, with weighted lists for random draws. Immutable.</summary>
internal sealed partial class BehaviourModel
{
    private readonly PageTerms[] _pages;
    private readonly Weighted<Page>?[] _next;
    private readonly Weighted<TrackSource>[] _sources;
    private readonly LevelTerms[] _levels;

    private BehaviourModel(BehaviourFile file)
    {
        File = file;
        _pages = [.. PageNames.All.Select(p => file.Pages[p])];
        _next = [.. PageNames.All.Select(p => file.Transitions.TryGetValue(p, out var row) ? Pages(row) : null)];
        FirstPage = Pages(file.FirstPage);
        _sources = [.. BehaviourChecks.Words<Taste>().Select(t => Sources(file.Tastes[t]))];
        _levels = [.. BehaviourChecks.Words<Level>().Select(l => file.Levels[l])];
        Tastes = Kinds<Taste>(t => file.Tastes[t].Share);
        Activities = Kinds<Activity>(a => file.Activity[a].Share);
        SessionsPerDay = [.. BehaviourChecks.Words<Activity>().Select(a => file.Activity[a].SessionsPerDay)];
        Rhythm = new(file.Hours, [.. Enum.GetNames<DayOfWeek>().Select(d => file.Days[d])]);
    }

    public BehaviourFile File { get; }

    public Weighted<Page> FirstPage { get; }

    public Weighted<Taste> Tastes { get; }

    public Weighted<Activity> Activities { get; }

    /// <summary>Average sessions per day, by <see cref="Activity"/>.</summary>
    public IReadOnlyList<double> SessionsPerDay { get; }

    public Rhythm Rhythm { get; }

    /// <summary>The built-in behaviour.json.</summary>
    public static BehaviourModel BuiltIn()
    {
        using var json = typeof(BehaviourModel).Assembly.GetManifestResourceStream("behaviour.json")!;
        return Read(json, "behaviour.json");
    }

    /// <summary>Reads a behaviour.</summary>
    /// <param name="json">The format of behaviour.json.</param>
    /// <param name="name">Name of the file, for messages.</param>
    /// <exception cref="SettingsException">The file is not JSON, or a number or name is wrong. Names each fault.</exception>
    public static BehaviourModel Read(Stream json, string name)
    {
        try
        {
            var file = JsonSerializer.Deserialize(json, BehaviourJson.Default.BehaviourFile)
                ?? throw new JsonException("The file contains only null.");
            var faults = BehaviourChecks.Faults(file);
            return faults.Count == 0 ? new(file) : throw new SettingsException([.. faults.Select(f => $"{name}: {f}")]);
        }
        catch (JsonException e)
        {
            var reason = TypeName().Replace(
                e.Message, static m => m.Groups["unknown"].Success ? "is unknown" : m.Groups["type"].Success ? "has the wrong type" : "");
            throw new SettingsException([$"{name} does not have the format of behaviour.json: {reason}"]);
        }
    }

    public PageTerms Of(Page page) => _pages[(int)page];

    public LevelTerms Of(Level level) => _levels[(int)level];

    /// <summary>Draws the next page. The page must not be Logout, which has no next page.</summary>
    public Page Next(Page page, SeededRandom random) => random.Pick(_next[(int)page]!);

    /// <summary>Draws the source of the next song.</summary>
    public TrackSource Source(Taste taste, SeededRandom random) => random.Pick(_sources[(int)taste]);

    private static Weighted<Page> Pages(Dictionary<string, double> row) => new(
        PageNames.All.Select((name, page) => ((Page)page, row.GetValueOrDefault(name))).Where(static p => p.Item2 > 0));

    private static Weighted<TrackSource> Sources(TasteTerms terms) => new(
        new[]
        {
            (TrackSource.Chart, terms.Chart), (TrackSource.Indie, terms.Indie), (TrackSource.Genre, terms.Genre),
            (TrackSource.Random, terms.Random),
        }.Where(static s => s.Item2 > 0));

    private static Weighted<T> Kinds<T>(Func<string, double> share)
        where T : struct, Enum => new(
            Enum.GetValues<T>().Zip(BehaviourChecks.Words<T>(), (kind, word) => (kind, share(word))).Where(static k => k.Item2 > 0));

    /// <summary>The parts of the JSON reader's messages that name .NET types.</summary>
    [GeneratedRegex(
        @"(?<unknown>could not be mapped to any \.NET member contained in type '[^']*')"
        + @"|(?<type>could not be converted to [\w.`\[\],+]+)(?=\. |\.$)| for type '[^']*'",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();
}
