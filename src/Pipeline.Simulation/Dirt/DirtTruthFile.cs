using System.Text.Json;
using Pipeline.Streams.Faults;

namespace Pipeline.Simulation.Dirt;

/// <summary>
/// The truth of this process, in a file of its own: the first under DIRT_TRUTH that no living process holds. It goes on with the
/// counts that are there, so a restart loses none. Replaced as a whole at every change, so a reader never sees half of it.
/// Thread-safe.
/// </summary>
public sealed class DirtTruthFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _held;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, long>> _dirt = new(StringComparer.Ordinal);
    private readonly long _seed;
    private readonly string _settings;
    private long _events;

    private DirtTruthFile(string path, FileStream held, long seed, DirtRates rates)
    {
        (_path, _held, _seed, _settings) = (path, held, seed, rates.ToString());
        if (DirtTruth.ReadFile(path) is not { } before)
            return;
        _events = before.Events;
        foreach (var (topic, kinds) in before.Dirt)
            _dirt[topic] = new(kinds, StringComparer.Ordinal);
    }

    /// <summary>Takes a truth file and writes it once, so that what cannot be written is known before anything is sent.</summary>
    /// <exception cref="StartupRefusedException">It cannot be written, or what is there is no truth file.</exception>
    public static DirtTruthFile Open(string path, long seed, DirtRates rates)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            for (var number = 1; number <= TruthPaths.AtMost; number++)
            {
                var file = TruthPaths.Numbered(path, number);
                if (TryHold(TruthPaths.LockOf(file)) is not { } held)
                    continue;
                var truth = new DirtTruthFile(file, held, seed, rates);
                truth.Write();
                return truth;
            }
        }
        catch (JsonException e)
        {
            throw new StartupRefusedException($"DIRT_TRUTH={path} holds something else than counts of dirt: move it away, or set DIRT_TRUTH to another file.", canHeal: false, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e);
        }

        throw new StartupRefusedException($"DIRT_TRUTH={path} is in use by {TruthPaths.AtMost} processes: set it to another file.", canHeal: false);
    }

    /// <summary>Removes what was counted under the path.</summary>
    /// <exception cref="StartupRefusedException">It cannot be removed.</exception>
    public static void Forget(string path)
    {
        try
        {
            foreach (var file in TruthPaths.Existing(path))
                File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e);
        }
    }

    /// <summary>Counts, and writes the counts. A disk that is full must not stop the events: the counts go on and are written with the next.</summary>
    /// <param name="events">Events sent, without the extra messages.</param>
    /// <param name="dirt">Topic and kind of each dirty message.</param>
    /// <returns>Why they could not be written; null when they were.</returns>
    public string? Add(long events, IEnumerable<(string Topic, string Kind)> dirt)
    {
        lock (_lock)
        {
            _events += events;
            foreach (var (topic, kind) in dirt)
            {
                if (!_dirt.TryGetValue(topic, out var kinds))
                    _dirt[topic] = kinds = new(StringComparer.Ordinal);
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }

            try
            {
                Write();
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"{_path}: {e.Message.TrimEnd('.')}";
            }
        }
    }

    /// <summary>Leaves the file to whoever goes on with it.</summary>
    public void Dispose() => _held.Dispose();

    private static FileStream? TryHold(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null; // A living process has it.
        }
    }

    private static StartupRefusedException Unwritable(string path, Exception cause) =>
        new($"DIRT_TRUTH={path} cannot be written: {cause.Message.TrimEnd('.')}.", canHeal: false, cause);

    private void Write()
    {
        var truth = new DirtTruth
        {
            Seed = _seed,
            Settings = _settings,
            Events = _events,
            Dirt = _dirt.ToDictionary(static t => t.Key, static t => (IReadOnlyDictionary<string, long>)t.Value, StringComparer.Ordinal),
        };
        File.WriteAllBytes(_path + ".tmp", truth.ToJson());
        File.Move(_path + ".tmp", _path, overwrite: true);
    }
}
