namespace Pipeline.Simulation.Dirt;

/// <summary>
/// The truth file of this process: the first numbered file of DIRT_TRUTH that no other process has locked. Continues with the counts in
/// the file. Each change replaces the file atomically, so a reader always sees a complete file. Thread-safe.
/// </summary>
public sealed class DirtTruthFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lockFile;
    private readonly Lock _lock = new();
    private DirtTruth _truth;

    private DirtTruthFile(string path, FileStream lockFile, long seed, DirtRates rates)
    {
        var dirt = new Dictionary<string, IReadOnlyDictionary<string, long>>(StringComparer.Ordinal);
        var none = new DirtTruth { Seed = seed, Settings = rates.ToString(), Events = 0, Dirt = dirt };
        (_path, _lockFile, _truth) = (path, lockFile, DirtTruth.ReadFile(path) is { } before ? none.Plus(before) : none);
    }

    /// <summary>Locks a truth file and writes it once, so that a write error is found before events are sent.</summary>
    /// <exception cref="StartupRefusedException">The file cannot be written, is not a truth file, or all files are locked.</exception>
    public static DirtTruthFile Open(string path, long seed, DirtRates rates)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            for (var number = 1; number <= TruthPaths.MaxFiles; number++)
            {
                var file = TruthPaths.Numbered(path, number);
                if (TryLock(TruthPaths.LockOf(file)) is not { } lockFile)
                    continue;
                var truth = new DirtTruthFile(file, lockFile, seed, rates);
                truth.Write();
                return truth;
            }
        }
        catch (JsonException e)
        {
            throw new StartupRefusedException(
                $"DIRT_TRUTH={path} is not a file with counts of dirt: move it away, or set DIRT_TRUTH to another file.",
                isTransient: false, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e);
        }

        throw new StartupRefusedException(
            $"DIRT_TRUTH={path} is in use by {TruthPaths.MaxFiles} processes: set it to another file.", isTransient: false);
    }

    /// <summary>Deletes the file and the numbered files of the path.</summary>
    /// <exception cref="StartupRefusedException">A file cannot be deleted.</exception>
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

    /// <summary>
    /// Adds to the counts and writes the file. A write error does not throw, because a full disk must not stop the events; the next call
    /// writes the counts.
    /// </summary>
    /// <param name="events">Number of events sent, without extra messages.</param>
    /// <param name="dirt">Topic and kind of each dirty message.</param>
    /// <returns>The write error; null if the file was written.</returns>
    public string? Add(long events, IEnumerable<(string Topic, string Kind)> dirt)
    {
        lock (_lock)
        {
            _truth = _truth.Plus(events, dirt.Select(static d => (d.Topic, d.Kind, 1L)));
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

    /// <summary>Unlocks the file.</summary>
    public void Dispose() => _lockFile.Dispose();

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null; // Another process has locked it.
        }
    }

    private static StartupRefusedException Unwritable(string path, Exception cause) =>
        new($"DIRT_TRUTH={path} cannot be written: {cause.Message.TrimEnd('.')}.", isTransient: false, cause);

    private void Write()
    {
        File.WriteAllBytes(_path + ".tmp", _truth.ToJson());
        File.Move(_path + ".tmp", _path, overwrite: true);
    }
}
