using Pipeline.Hosting.Settings;

namespace Pipeline.Hosting.Worker;

/// <summary>Writes expected errors as sentences to standard error. Unexpected exceptions keep their stack trace.</summary>
public static class ErrorReporter
{
    /// <summary>Exit code for settings with faults.</summary>
    public const int WrongSettings = 2;

    /// <summary>Runs the program.</summary>
    /// <returns>Its exit code; 2 for wrong settings; 1 after a refusal or cancellation.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> program)
    {
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
    }
}
