using Pipeline.Hosting.Settings;

namespace Pipeline.Hosting.Worker;

/// <summary>The log of every program: one line per log event, on standard error. Standard output is for data.</summary>
public static class ConsoleLog
{
    /// <summary>Logs this project's categories from level <paramref name="ours"/> and the libraries' from Warning, in LOG_FORMAT.</summary>
    public static ILoggingBuilder AddPipelineConsole(this ILoggingBuilder logging, LogLevel ours = LogLevel.Information) =>
        // Logging is set up before the settings are checked; a bad LOG_FORMAT is reported with the other faults.
        logging.AddPipelineConsole(ours, TelemetryOptions.ReadLogFormat(new SettingsReader(Environment.GetEnvironmentVariable)));

    private static ILoggingBuilder AddPipelineConsole(this ILoggingBuilder logging, LogLevel ours, LogFormat format)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Pipeline", ours);
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None); // Its errors also reach us as exceptions.
        logging.AddFilter("Npgsql", LogLevel.Error);
        if (format == LogFormat.Json)
            logging.AddJsonConsole(Json);
        else
            logging.AddSimpleConsole(Text);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        AddRateLimiter(logging.Services);
        return logging;
    }

    /// <summary>Wraps the console provider, so that the limit holds for all categories.</summary>
    private static void AddRateLimiter(IServiceCollection services)
    {
        services.RemoveAll<ILoggerProvider>();
        services.AddSingleton<ConsoleLoggerProvider>();
        services.AddSingleton<ILoggerProvider>(p => new LogRateLimiter(p.GetRequiredService<ConsoleLoggerProvider>(), TimeProvider.System));
    }

    private static void Text(SimpleConsoleFormatterOptions console)
    {
        console.SingleLine = true;
        console.TimestampFormat = "HH:mm:ss.fff ";
        console.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
    }

    private static void Json(JsonConsoleFormatterOptions console)
    {
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        // Korean unescaped, for readers. Safe, because the line is never part of an HTML page.
        console.JsonWriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    }
}
