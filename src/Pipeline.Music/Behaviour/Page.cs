namespace Pipeline.Music.Behaviour;

/// <summary>A page of the service: the state of a listener in a session.</summary>
internal enum Page
{
    /// <summary>The start page.</summary>
    Home,

    /// <summary>A song starts.</summary>
    NextSong,

    /// <summary>A search.</summary>
    Search,

    /// <summary>Browsing through charts and genres.</summary>
    Browse,

    /// <summary>The song is liked.</summary>
    ThumbsUp,

    /// <summary>The song is disliked.</summary>
    ThumbsDown,

    /// <summary>The song is added to a playlist.</summary>
    AddToPlaylist,

    /// <summary>Settings of the account.</summary>
    Settings,

    /// <summary>The session ends.</summary>
    Logout,
}

/// <summary>The names of pages in events and in behaviour.json.</summary>
internal static class PageNames
{
    /// <summary>All names, in the order of <see cref="Page"/>.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["Home", "NextSong", "Search", "Browse", "Thumbs Up", "Thumbs Down", "Add to Playlist", "Settings", "Logout"];

    /// <summary>The name of a page.</summary>
    public static string Of(Page page) => All[(int)page];
}
