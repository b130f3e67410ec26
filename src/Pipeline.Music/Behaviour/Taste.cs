namespace Pipeline.Music.Behaviour;

/// <summary>What a listener chooses songs by.</summary>
internal enum Taste
{
    /// <summary>Mostly the chart.</summary>
    Mainstream,

    /// <summary>Mostly indie artists.</summary>
    Indie,

    /// <summary>All sources alike.</summary>
    Mixed,
}

/// <summary>Where a song was chosen from.</summary>
internal enum TrackSource
{
    /// <summary>The chart.</summary>
    Chart,

    /// <summary>The indie artists.</summary>
    Indie,

    /// <summary>A preferred genre of the listener.</summary>
    Genre,

    /// <summary>The whole catalogue.</summary>
    Random,
}

/// <summary>How often a listener begins a session.</summary>
internal enum Activity
{
    /// <summary>Seldom.</summary>
    Low,

    /// <summary>Daily.</summary>
    Medium,

    /// <summary>Several times per day.</summary>
    High,
}

/// <summary>What a listener pays.</summary>
internal enum Level
{
    /// <summary>Nothing: hears adverts and skips less.</summary>
    Free,

    /// <summary>A subscription.</summary>
    Paid,
}
