namespace Pipeline.Shop.Live;

/// <summary>
/// WRITE_MODE=stream: the newest states that this process has published. The database gets them from the consumers, later; an
/// update that started from what the database still has would give out the same version twice. Remembers the last
/// <see cref="AtMost"/> updates: as long as the database is not further behind than that, none is given out twice.
/// </summary>
internal sealed class NewestStates<T>(Func<T, string> key)
{
    public const int AtMost = 10_000;

    private readonly Dictionary<string, Versioned<T>> _newest = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, int Version)> _published = new();

    /// <summary>The published state where it is newer than the stored one; forgets it where the database has caught up.</summary>
    public Versioned<T> NewerOf(Versioned<T> stored)
    {
        var id = key(stored.Row);
        if (!_newest.TryGetValue(id, out var published))
            return stored;
        if (published.Version > stored.Version)
            return published;
        _newest.Remove(id);
        return stored;
    }

    public void Published(Versioned<T> state)
    {
        var id = key(state.Row);
        _newest[id] = state;
        _published.Enqueue((id, state.Version));
        if (_published.Count <= AtMost)
            return;
        var (oldest, version) = _published.Dequeue();
        if (_newest.TryGetValue(oldest, out var remembered) && remembered.Version == version)
            _newest.Remove(oldest);
    }
}
