namespace Benchmarks.Servers;

/// <summary>Runs a command line of the user in a shell.</summary>
internal static class ShellCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Runs the command; kills it if it has not ended after five minutes.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="mayFail">Whether any exit code is accepted. The output then includes standard error.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <returns>The output of the command.</returns>
    /// <exception cref="StartupRefusedException">The command failed or did not end in time.</exception>
    public static async Task<string> RunAsync(string command, bool mayFail, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new StartupRefusedException($"'{command}' did not end within {Timeout.TotalMinutes:0} minutes.", isTransient: false);
        }

        if (process.ExitCode == 0 || mayFail)
            return await output + (mayFail ? await errors : "");
        var error = (await errors).Trim();
        throw new StartupRefusedException($"'{command}' failed with exit code {process.ExitCode}: {error}", isTransient: false);
    }
}
