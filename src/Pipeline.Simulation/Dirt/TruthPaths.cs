namespace Pipeline.Simulation.Dirt;

/// <summary>The files of one DIRT_TRUTH: dirt.json, and dirt-2.json and so on for concurrent processes.</summary>
internal static class TruthPaths
{
    /// <summary>Maximum number of files, and so of concurrent processes.</summary>
    public const int MaxFiles = 100;

    public static string Numbered(string path, int number) => number == 1
        ? path
        : Path.Combine(
            Path.GetDirectoryName(path) ?? "",
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)}-{number}{Path.GetExtension(path)}"));

    /// <summary>The files that exist.</summary>
    public static IEnumerable<string> Existing(string path) =>
        Enumerable.Range(1, MaxFiles).Select(number => Numbered(path, number)).Where(File.Exists);

    /// <summary>Lock file of a truth file. The process that has it open may write the truth file.</summary>
    public static string LockOf(string file) => Path.Combine(Path.GetDirectoryName(file) ?? "", $".{Path.GetFileName(file)}.lock");
}
