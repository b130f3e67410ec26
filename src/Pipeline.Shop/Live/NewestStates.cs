namespace Pipeline.Shop.Live;

/// <summary>
/// For WRITE_MODE=stream: the newest states that this process has published. Consumers store them in the database later, so an update
/// from the stored state could use a version twice. Keeps the last <see cref="Capacity"/> updates; the database must not lag further
/// behind.
/// </summary>
internal sealed class NewestStates<T>(Func<T, string> key)
{
    public const int Capacity = 10_000;

    private readonly Dictionary<string, Versioned<T>> _newest = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, int Version)> _published = new();

    /// <summary>The newer of the stored and the published state. Removes the published state if it is not newer.</summary>
    public Versioned<T> Newest(Versioned<T> stored)
    {
        var id = key(stored.Row);
        if (!_newest.TryGetValue(id, out var published))
            return stored;
        if (published.Version > stored.Version)
            return published;
        _newest.Remove(id);
        return stored;
    }

    public void Add(Versioned<T> state)
    {
        var id = key(state.Row);
        _newest[id] = state;
        _published.Enqueue((id, state.Version));
        if (_published.Count <= Capacity)
            return;
        var (oldest, version) = _published.Dequeue();
        if (_newest.TryGetValue(oldest, out var kept) && kept.Version == version)
            _newest.Remove(oldest);
    }
}
