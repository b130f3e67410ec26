namespace Pipeline.Music.Behaviour;

/// <summary>How a listener chooses songs.</summary>
internal enum Taste
{
    /// <summary>Mostly the chart.</summary>
    Mainstream,

    /// <summary>Mostly indie artists.</summary>
    Indie,

    /// <summary>All sources with the same probability.</summary>
    Mixed,
}

/// <summary>The set of tracks from which a song is chosen.</summary>
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

/// <summary>How often a listener begins a session; behaviour.json has the sessions per day.</summary>
internal enum Activity
{
    /// <summary>The fewest sessions.</summary>
    Low,

    /// <summary>More sessions than low.</summary>
    Medium,

    /// <summary>The most sessions.</summary>
    High,
}

/// <summary>Subscription level of a listener.</summary>
internal enum Level
{
    /// <summary>No subscription: the listener hears adverts and skips fewer songs.</summary>
    Free,

    /// <summary>A subscription.</summary>
    Paid,
}
