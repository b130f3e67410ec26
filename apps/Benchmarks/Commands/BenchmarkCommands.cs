using System.CommandLine;
using Benchmarks.Comparison;
using Benchmarks.Growth;
using Benchmarks.Limits;
using Benchmarks.Realtime;

namespace Benchmarks.Commands;

/// <summary>The command line: a command a benchmark.</summary>
internal static class BenchmarkCommands
{
    public static Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("Benchmarks of the pipeline, each beside its limits. Servers are those that KAFKA_BOOTSTRAP_SERVERS and POSTGRES_HOST name, embedded ones otherwise.");
        Add("kafka", KafkaComparison.Name, "The same rows written with Kafka off, through the outbox, and as a stream; and what happens while the database is stopped.",
            run => new KafkaComparison(run.Servers, run.Network, run.Report).RunAsync);
        Add("limits", LimitsBenchmark.Name, "Producer, sink and consumer beside Kafka's own tools, COPY and plain unnest.",
            run => new LimitsBenchmark(run.Servers, run.Network, run.Report).RunAsync);
        Add("realtime", RealtimeComparison.Name, "Live orders and products at ORDER_RATE (one or several) for SECONDS a mode: latencies from due to effect.",
            run => new RealtimeComparison(run.Servers, run.Network, run.Report).RunAsync);
        Add("max", MaximumSearch.Name, "The highest rate of orders sustained with 99 % in effect within a second and no growing lag.",
            run => new MaximumSearch(run.Servers, run.Network, run.Report).RunAsync);
        Add("growth", GrowthBenchmark.Name, "What the sink takes with few rows in the database and with ten million.",
            run => new GrowthBenchmark(run.Servers, run.Network, run.Report).RunAsync);
        return root.Parse(args).InvokeAsync(new InvocationConfiguration
        {
            // After Ctrl+C databases and topics are removed; the library would kill it after two seconds.
            ProcessTerminationTimeout = TimeSpan.FromMinutes(5),
            EnableDefaultExceptionHandler = false,
        });

        void Add(string verb, string name, string description, Func<BenchmarkRun, BenchmarkBody> body)
        {
            var command = new Command(verb, description);
            command.SetAction((_, token) => BenchmarkRun.RunAsync(name, body, token));
            root.Add(command);
        }
    }
}
