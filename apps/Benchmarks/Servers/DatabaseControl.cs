namespace Benchmarks.Servers;

/// <summary>Stops and starts the database server.</summary>
/// <param name="StopAsync">Kills the server, as a crash would.</param>
/// <param name="StartAsync">Starts the server. It may return before the server accepts connections.</param>
internal sealed record DatabaseControl(Func<CancellationToken, Task> StopAsync, Func<CancellationToken, Task> StartAsync)
{
    public static DatabaseControl OfCommands(string stop, string start) =>
        new(token => RunAsync(stop, token), token => RunAsync(start, token));

    private static async Task RunAsync(string command, CancellationToken cancellationToken)
    {
        using var process = ShellCommand.Start(command);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            var error = (await errors).Trim();
            throw new StartupRefusedException($"'{command}' failed with exit code {process.ExitCode}: {error}", canHeal: false);
        }
    }
}
