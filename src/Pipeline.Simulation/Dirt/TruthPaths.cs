using System.Globalization;

namespace Pipeline.Simulation.Dirt;

/// <summary>The files under one DIRT_TRUTH: dirt.json, and dirt-2.json and so on for processes that run at the same time.</summary>
internal static class TruthPaths
{
    /// <summary>More processes at once than anybody starts.</summary>
    public const int AtMost = 100;

    public static string Numbered(string path, int number) => number == 1
        ? path
        : Path.Combine(
            Path.GetDirectoryName(path) ?? "",
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)}-{number}{Path.GetExtension(path)}"));

    /// <summary>Those that are there.</summary>
    public static IEnumerable<string> Existing(string path) =>
        Enumerable.Range(1, AtMost).Select(number => Numbered(path, number)).Where(File.Exists);

    /// <summary>Whoever has this file open writes the truth file beside it.</summary>
    public static string LockOf(string file) => Path.Combine(Path.GetDirectoryName(file) ?? "", $".{Path.GetFileName(file)}.lock");
}
