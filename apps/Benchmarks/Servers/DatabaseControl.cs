using System.Diagnostics;
using Pipeline.Hosting.Startup;
using Pipeline.Streams.Faults;

namespace Benchmarks.Servers;

/// <summary>Ends the database server as a crash would, and brings it back.</summary>
/// <param name="StopAsync">Ends it.</param>
/// <param name="StartAsync">Starts it; returns when it accepts connections, or soon after.</param>
internal sealed record DatabaseControl(Func<CancellationToken, Task> StopAsync, Func<CancellationToken, Task> StartAsync)
{
    public static DatabaseControl OfCommands(string stop, string start) => new(token => RunAsync(stop, token), token => RunAsync(start, token));

    private static async Task RunAsync(string command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new StartupRefusedException($"'{command}' ended with {process.ExitCode}: {(await errors).Trim()}", canHeal: false);
    }
}
