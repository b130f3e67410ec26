using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Pipeline.Hosting.Health;

/// <summary>The log of every program: a line an event, on standard error; standard output is for data.</summary>
public static class ConsoleLog
{
    /// <summary>Adds it, for our own events and for warnings of the libraries.</summary>
    public static ILoggingBuilder AddPipelineConsole(this ILoggingBuilder logging, LogLevel ours = LogLevel.Information)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Pipeline", ours);
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None); // What matters of it comes back as an exception.
        logging.AddFilter("Npgsql", LogLevel.Error);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return logging;
    }
}
