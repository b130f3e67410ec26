namespace Pipeline.Music.Behaviour;

/// <summary>The content of behaviour.json. <see cref="BehaviourChecks"/> checks its names and numbers.</summary>
internal sealed record BehaviourFile
{
    /// <summary>Probabilities of the first page of a session.</summary>
    public required Dictionary<string, double> FirstPage { get; init; }

    public required Dictionary<string, PageTerms> Pages { get; init; }

    /// <summary>The transition table: per page the probability of each next page.</summary>
    public required Dictionary<string, Dictionary<string, double>> Transitions { get; init; }

    public required Dictionary<string, TasteTerms> Tastes { get; init; }

    public required Dictionary<string, ActivityTerms> Activity { get; init; }

    public required Dictionary<string, LevelTerms> Levels { get; init; }

    /// <summary>Time from the start of a song until it is skipped.</summary>
    public required LogNormalGap SkipAfter { get; init; }

    /// <summary>Length of an advert, seconds, uniformly distributed.</summary>
    public required Band AdvertSeconds { get; init; }

    /// <summary>Probability per event that the listener stops without Logout. The session then ends after 30 idle minutes.</summary>
    public required double FallSilent { get; init; }

    /// <summary>
    /// Typical length of a session, minutes. Used only to compute how many listeners are in a session at the start of the simulation.
    /// </summary>
    public required double TypicalSessionMinutes { get; init; }

    /// <summary>Relative rate of session starts per hour of the local day, 24 values.</summary>
    public required double[] Hours { get; init; }

    /// <summary>Relative rate of session starts per day of the week.</summary>
    public required Dictionary<string, double> Days { get; init; }
}

/// <summary>A page in behaviour.json.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Gap">Time from this page to the next one, unless the next one waits for the end of a song.</param>
/// <param name="EndsSong">Whether the page stops the current song, so that a next song begins after the gap. Otherwise it waits.</param>
internal sealed record PageTerms(string Method, int Status, LogNormalGap Gap, bool EndsSong);

/// <summary>A log-normally distributed time.</summary>
/// <param name="MedianSeconds">Median, above 0.</param>
/// <param name="Sigma">Standard deviation of the logarithm, 0 or more.</param>
internal sealed record LogNormalGap(double MedianSeconds, double Sigma)
{
    /// <summary>Draws a time, milliseconds, 1 or more.</summary>
    public long Draw(SeededRandom random) =>
        Math.Max(1, (long)(MedianSeconds * 1000 * (Sigma > 0 ? Math.Exp(random.Normal(0, Sigma)) : 1)));
}

/// <summary>Lower and upper bound.</summary>
internal sealed record Band(double From, double To);

/// <summary>A taste: its share of the listeners, and the probability of each source of songs.</summary>
internal sealed record TasteTerms(double Share, double Chart, double Indie, double Genre, double Random);

/// <summary>An activity: its share of the listeners, and its average number of sessions per day.</summary>
internal sealed record ActivityTerms(double Share, double SessionsPerDay);

/// <summary>A subscription level.</summary>
/// <param name="Skip">Probability that a song is skipped.</param>
/// <param name="Advert">Probability of an advert between two songs.</param>
/// <param name="LevelChangeAtSettings">Probability that the listener changes to the other level on the page Settings.</param>
internal sealed record LevelTerms(double Skip, double Advert, double LevelChangeAtSettings);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(BehaviourFile))]
internal sealed partial class BehaviourJson : JsonSerializerContext;
