namespace Pipeline.UnitTests.Architecture;

/// <summary>The C# and Razor files of the repository that people write.</summary>
internal static class SourceFiles
{
    /// <summary>Files below a folder of the root, without what is built and, unless asked for, without migrations.</summary>
    public static List<string> Below(string folder, bool migrations = false) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) is ".cs" or ".razor")
            .Where(file => !Has(file, "bin") && !Has(file, "obj") && (migrations || !Has(file, "Migrations"))),
    ];

    /// <summary>The path from the root.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Repository.Root, file);

    private static bool Has(string file, string folder) =>
        Relative(file).Split(Path.DirectorySeparatorChar).Contains(folder, StringComparer.Ordinal);
}
