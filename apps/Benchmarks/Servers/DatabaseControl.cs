namespace Benchmarks.Servers;

/// <summary>Stops and starts the database server.</summary>
/// <param name="StopAsync">Kills the server, as a crash would.</param>
/// <param name="StartAsync">Starts the server. It may return before the server accepts connections.</param>
internal sealed record DatabaseControl(Func<CancellationToken, Task> StopAsync, Func<CancellationToken, Task> StartAsync)
{
    public static DatabaseControl OfCommands(string stop, string start) =>
        new(token => ShellCommand.RunAsync(stop, mayFail: false, token), token => ShellCommand.RunAsync(start, mayFail: false, token));
}
