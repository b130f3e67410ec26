using System.Text.Encodings.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;

namespace Pipeline.Hosting.Worker;

/// <summary>The log of every program: a line an event, on standard error; standard output is for data.</summary>
public static class ConsoleLog
{
    /// <summary>Adds it, for our own events and for warnings of the libraries; as LOG_FORMAT says.</summary>
    public static ILoggingBuilder AddPipelineConsole(this ILoggingBuilder logging, LogLevel ours = LogLevel.Information) =>
        // Before there are settings: a format that is none is complained about with the rest of them.
        logging.AddPipelineConsole(ours, TelemetryOptions.ReadLogFormat(new SettingsReader(Environment.GetEnvironmentVariable)));

    private static ILoggingBuilder AddPipelineConsole(this ILoggingBuilder logging, LogLevel ours, LogFormat format)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Pipeline", ours);
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None); // What matters of it comes back as an exception.
        logging.AddFilter("Npgsql", LogLevel.Error);
        if (format == LogFormat.Json)
            logging.AddJsonConsole(Json);
        else
            logging.AddSimpleConsole(Text);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        LimitRepeats(logging.Services);
        return logging;
    }

    /// <summary>Puts the limit in front of the console: whatever is logged, and by whom, goes through it.</summary>
    private static void LimitRepeats(IServiceCollection services)
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
        // Korean as it is, not as escapes: the line is read as JSON and by people, never as part of a page.
        console.JsonWriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    }
}
