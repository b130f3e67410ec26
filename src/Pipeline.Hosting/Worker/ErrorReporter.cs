using Pipeline.Hosting.Settings;

namespace Pipeline.Hosting.Worker;

/// <summary>
/// The start and end of every program. Writes expected errors as sentences to standard error. Unexpected exceptions keep their stack
/// trace.
/// </summary>
public static class ErrorReporter
{
    /// <summary>Exit code for settings with faults.</summary>
    public const int WrongSettings = 2;

    /// <summary>Linux's number of the error, which .NET gives as the exception's HResult.</summary>
    private const int NoSpace = 28;
    private const int BrokenPipe = 32;

    /// <summary>Runs the program.</summary>
    /// <returns>Its exit code; 2 for wrong settings; 1 after a refusal or cancellation.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> program)
    {
        // An environment variable can disable the projects' InvariantGlobalization. Numbers and Npgsql's connection strings would then
        // follow the user's locale.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        using var signals = StopSignals.Begin();
        try
        {
            return await program();
        }
        catch (SettingsException e)
        {
            foreach (var fault in e.Faults)
                await Console.Error.WriteLineAsync(fault);
            return WrongSettings;
        }
        catch (StartupRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (PublishRefusedException e)
        {
            await Console.Error.WriteLineAsync($"The brokers refuse {e.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 1;
        }
        catch (IOException e) when (e.HResult is NoSpace or BrokenPipe)
        {
            // Programs check the files that they write, so this is standard output.
            await Console.Error.WriteLineAsync($"Standard output cannot be written ({e.Message.TrimEnd('.')}).");
            return 1;
        }
    }

    /// <summary>Runs a program like <see cref="GuardAsync"/>, with a deadline for its stop, see <see cref="StopDeadline"/>.</summary>
    public static Task<int> GuardWorkerAsync(Func<Task<int>> program) => GuardAsync(async () =>
    {
        using var deadline = new StopDeadline(TimeProvider.System, static () =>
        {
            Console.Error.WriteLine($"Not stopped within {StopDeadline.Default.TotalSeconds:0} s: ending the process.");
            Environment.Exit(1);
        });
        return await program();
    });
}
