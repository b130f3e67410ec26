namespace Pipeline.Embedded.Postgres;

/// <summary>Finds the folder with PostgreSQL's server programs. Many packages do not add it to PATH.</summary>
internal static partial class PostgresPrograms
{
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    /// <summary>Install folders by platform. The star matches the version.</summary>
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

    /// <summary>The first folder with all programs, or null. Default order: PATH, then install folders, highest version first.</summary>
    /// <param name="folders">Folders to search instead of the default ones.</param>
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

    /// <summary>The folders that match a path with a star in one of its parts.</summary>
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
        LastNumber().Match(folder) is { Success: true } number ? double.Parse(number.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\d+(\.\d+)?", RegexOptions.RightToLeft | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LastNumber();
}
