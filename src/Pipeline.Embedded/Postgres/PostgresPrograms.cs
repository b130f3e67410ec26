using System.Text.RegularExpressions;

namespace Pipeline.Embedded.Postgres;

/// <summary>Finds the folder with PostgreSQL's server programs. Packages often leave it out of PATH.</summary>
internal static partial class PostgresPrograms
{
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    /// <summary>Where packages put the programs, by platform; a star stands for the version.</summary>
    private static readonly string[] UsualPlaces =
    [
        "/usr/lib/postgresql/*/bin", // Debian, Ubuntu
        "/usr/pgsql-*/bin", // PostgreSQL's own packages for Fedora and RHEL
        "/usr/libexec/postgresql*", // Alpine
        "/usr/lib/postgresql*/bin", // SUSE
        "/opt/homebrew/opt/postgresql@*/bin", // Homebrew on ARM
        "/usr/local/opt/postgresql@*/bin", // Homebrew on Intel
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        "C:/Program Files/PostgreSQL/*/bin",
    ];

    /// <summary>The folder to use: the first in the given order, which for the usual places is PATH first, then the highest version.</summary>
    /// <param name="folders">Folders to search instead of the usual ones.</param>
    public static string? Find(IReadOnlyList<string>? folders) => (folders ?? [.. OnPath(), .. Installed()]).FirstOrDefault(HoldsAll);

    public static string PathOf(string folder, string program) =>
        Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program);

    private static bool HoldsAll(string folder) => Needed.All(program => File.Exists(PathOf(folder, program)));

    private static string[] OnPath() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<string> Installed() =>
        from pattern in UsualPlaces
        from folder in Expand(pattern)
        orderby Version(folder) descending
        select folder;

    /// <summary>The folders that fit a path with one star in one of its parts.</summary>
    private static IEnumerable<string> Expand(string pattern)
    {
        var parts = pattern.Split('/');
        var starred = Array.FindIndex(parts, part => part.Contains('*', StringComparison.Ordinal));
        var parent = string.Join('/', parts[..starred]);
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, parts[starred]).Select(folder => Path.Combine([folder, .. parts[(starred + 1)..]]))
            : [];
    }

    private static double Version(string folder) =>
        LastNumber().Match(folder) is { Success: true } number ? double.Parse(number.Value, System.Globalization.CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\d+(\.\d+)?", RegexOptions.RightToLeft | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LastNumber();
}
