namespace Pipeline.Embedded.Postgres;

/// <summary>The error message when PostgreSQL is not installed, with the install command of the platform.</summary>
internal static class InstallAdvice
{
    private static readonly (string Id, string Command)[] LinuxCommands =
    [
        ("debian", "apt-get install -y postgresql"),
        ("ubuntu", "apt-get install -y postgresql"),
        ("fedora", "dnf install -y postgresql-server"),
        ("rhel", "dnf install -y postgresql-server"),
        ("alpine", "apk add postgresql"),
        ("arch", "pacman -S --noconfirm postgresql"),
        ("suse", "zypper install -y postgresql-server"),
    ];

    public static string Sentence()
    {
        var install = Command() is { } command ? $"install them with `{command}`" : "install PostgreSQL 15 or later";
        return $"PostgreSQL's server programs were not found: {install}, or set POSTGRES_HOST to use a running server.";
    }

    /// <summary>The install command for a Linux distribution, or null if the distribution is unknown.</summary>
    /// <param name="osRelease">The lines of /etc/os-release: ID is the distribution, ID_LIKE its parent distributions.</param>
    /// <param name="asRoot">True omits sudo, which root does not need and most containers lack.</param>
    public static string? LinuxCommand(IEnumerable<string> osRelease, bool asRoot)
    {
        var families = osRelease
            .Where(line => line.StartsWith("ID=", StringComparison.Ordinal) || line.StartsWith("ID_LIKE=", StringComparison.Ordinal))
            .SelectMany(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"').Split(' '))
            .ToHashSet();
        var command = Array.Find(LinuxCommands, candidate => families.Contains(candidate.Id)).Command;
        return command is null || asRoot ? command : $"sudo {command}";
    }

    private static string? Command()
    {
        if (OperatingSystem.IsMacOS())
            return "brew install postgresql@17";
        if (OperatingSystem.IsWindows())
            return "winget install PostgreSQL.PostgreSQL.17";
        const string OsRelease = "/etc/os-release";
        return File.Exists(OsRelease) ? LinuxCommand(File.ReadLines(OsRelease), Environment.IsPrivilegedProcess) : null;
    }
}
