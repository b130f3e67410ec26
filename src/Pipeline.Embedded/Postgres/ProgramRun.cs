namespace Pipeline.Embedded.Postgres;

/// <summary>The result of a finished program: its exit code, and its stdout followed by its stderr.</summary>
internal readonly record struct ProgramRun(int ExitCode, string Output)
{
    /// <summary>initdb on a slow disk needs much less. A hanging program must not keep the child process alive.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public bool Succeeded => ExitCode == 0;

    /// <param name="workingFolder">A folder that the account can read; initdb fails otherwise.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<ProgramRun> RunAsync(string workingFolder, IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // PGDATA, PGPORT and other PG variables of the user belong to another server.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Deadline);
        process.StandardInput.Close();
        try
        {
            var stdout = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var stderr = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await stdout + await stderr);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new(-1, $"{command[0]} did not exit within {Deadline.TotalSeconds} s and was killed.");
        }
    }
}
