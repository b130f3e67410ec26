namespace Pipeline.Embedded.Postgres;

/// <summary>
/// The account that the server runs under. PostgreSQL refuses root, so root steps down to an account without rights: postgres
/// where a package has created it, else nobody.
/// </summary>
internal sealed class ServerAccount
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    private readonly string? _name;
    private readonly Func<IReadOnlyList<string>, IReadOnlyList<string>> _stepDown;

    private ServerAccount(string? name, Func<IReadOnlyList<string>, IReadOnlyList<string>> stepDown)
    {
        _name = name;
        _stepDown = stepDown;
    }

    /// <exception cref="EmbeddedPartException">Root has no way to become somebody else.</exception>
    public static async Task<ServerAccount> ChooseAsync()
    {
        // Windows: pg_ctl drops an administrator's rights by itself.
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new(null, static command => command);

        foreach (var name in Candidates)
        {
            if (await ProgramRun.RunAsync("/", ["id", "-g", name]) is { Succeeded: true } group)
                return new(name, StepDown(name, group.Output.Trim()));
        }

        throw new EmbeddedPartException("PostgreSQL does not run as root, and neither account postgres nor nobody exists: run as an ordinary user.");
    }

    /// <summary>Runs a program under the account.</summary>
    public Task<ProgramRun> RunAsync(string workingFolder, params IReadOnlyList<string> command) =>
        ProgramRun.RunAsync(workingFolder, _stepDown(command));

    /// <summary>Gives a file or folder to the account.</summary>
    public async Task OwnAsync(string path)
    {
        if (_name is not null)
            await ProgramRun.RunAsync("/", ["chown", _name, path]);
    }

    /// <summary>Whether the account can write into a folder: its own mode does not help when one above it is closed, as /root is.</summary>
    public async Task<bool> ReachesAsync(string folder) =>
        _name is null || (await RunAsync("/", "test", "-w", folder)).Succeeded;

    private static Func<IReadOnlyList<string>, IReadOnlyList<string>> StepDown(string name, string group)
    {
        if (ProgramOnPath("runuser") is { } runuser)
            return command => [runuser, "-u", name, "--", .. command];
        if (ProgramOnPath("setpriv") is { } setpriv && !IsBusyBox(setpriv))
            return command => [setpriv, $"--reuid={name}", $"--regid={group}", "--init-groups", "--", .. command];
        if (ProgramOnPath("su") is { } su)
            return command => [su, "-s", "/bin/sh", "-c", string.Join(' ', command.Select(Quoted)), name];
        throw new EmbeddedPartException("PostgreSQL does not run as root, and none of runuser, setpriv and su is installed: run as an ordinary user.");
    }

    private static string? ProgramOnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Concat(["/usr/sbin", "/sbin", "/usr/bin", "/bin"])
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>BusyBox has a setpriv that cannot change the user.</summary>
    private static bool IsBusyBox(string program) =>
        File.ResolveLinkTarget(program, returnFinalTarget: true)?.Name.StartsWith("busybox", StringComparison.Ordinal) ?? false;

    private static string Quoted(string argument) => $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
