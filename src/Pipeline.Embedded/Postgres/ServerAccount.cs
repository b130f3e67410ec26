namespace Pipeline.Embedded.Postgres;

/// <summary>
/// The account that the server runs under. PostgreSQL does not run as root, so root switches to an unprivileged account: postgres
/// if a package created it, else nobody.
/// </summary>
/// <param name="name">Name of another account; null for the account of this process.</param>
/// <param name="asAccount">Turns a command into one that runs under the account.</param>
internal sealed class ServerAccount(string? name, Func<IReadOnlyList<string>, IReadOnlyList<string>> asAccount)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <exception cref="EmbeddedPartException">The program runs as root and cannot switch to another account.</exception>
    public static async Task<ServerAccount> ChooseAsync()
    {
        // On Windows, pg_ctl drops an administrator's rights.
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new(null, static command => command);

        foreach (var candidate in Candidates)
        {
            if (await ProgramRun.RunAsync("/", ["id", "-g", candidate]) is { Succeeded: true } group)
                return new(candidate, SwitchTo(candidate, group.Output.Trim()));
        }

        throw new EmbeddedPartException(
            "PostgreSQL does not run as root, and no account postgres or nobody exists. Run as a non-root user.");
    }

    /// <summary>Runs a program under the account.</summary>
    public Task<ProgramRun> RunAsync(string workingFolder, params IReadOnlyList<string> command) =>
        ProgramRun.RunAsync(workingFolder, asAccount(command));

    /// <summary>Makes the account the owner of a file or folder.</summary>
    public async Task GiveOwnershipAsync(string path)
    {
        if (name is not null)
            await ProgramRun.RunAsync("/", ["chown", name, path]);
    }

    /// <summary>Whether the account can write to a folder. Owning the folder is not enough if a parent such as /root is closed.</summary>
    public async Task<bool> CanWriteAsync(string folder) =>
        name is null || (await RunAsync("/", "test", "-w", folder)).Succeeded;

    private static Func<IReadOnlyList<string>, IReadOnlyList<string>> SwitchTo(string name, string group)
    {
        if (ProgramOnPath("runuser") is { } runuser)
            return command => [runuser, "-u", name, "--", .. command];
        if (ProgramOnPath("setpriv") is { } setpriv && !IsBusyBox(setpriv))
            return command => [setpriv, $"--reuid={name}", $"--regid={group}", "--init-groups", "--", .. command];
        if (ProgramOnPath("su") is { } su)
            return command => [su, "-s", "/bin/sh", "-c", string.Join(' ', command.Select(Quoted)), name];
        throw new EmbeddedPartException(
            "PostgreSQL does not run as root, and runuser, setpriv and su are not installed. Run as a non-root user.");
    }

    private static string? ProgramOnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Concat(["/usr/sbin", "/sbin", "/usr/bin", "/bin"])
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>BusyBox's setpriv cannot change the user.</summary>
    private static bool IsBusyBox(string program) =>
        File.ResolveLinkTarget(program, returnFinalTarget: true)?.Name.StartsWith("busybox", StringComparison.Ordinal) ?? false;

    private static string Quoted(string argument) => $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
