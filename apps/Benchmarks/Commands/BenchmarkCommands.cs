using Benchmarks.Comparison;
using Benchmarks.Growth;
using Benchmarks.Limits;
using Benchmarks.Music;
using Benchmarks.Realtime;

namespace Benchmarks.Commands;

/// <summary>The command line: one command per benchmark.</summary>
internal static class BenchmarkCommands
{
    public static Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand(
            "Benchmarks of the pipeline and of its limits. KAFKA_BOOTSTRAP_SERVERS and POSTGRES_HOST name the servers; without them, "
            + "embedded ones are started.");
        Add("kafka", KafkaComparison.Name, "Writes the same rows with Kafka off, through the outbox and as a stream; stops the database.",
            run => new KafkaComparison(run.Servers, run.Network, run.Report).RunAsync);
        Add("limits", LimitsBenchmark.Name, "Compares producer, sink and consumer with Kafka's own tools, COPY and plain unnest.",
            run => new LimitsBenchmark(run.Servers, run.Network, run.Report).RunAsync);
        Add("realtime", RealtimeComparison.Name, "Latency of live orders and products, at the rates of ORDER_RATE for SECONDS per mode.",
            run => new RealtimeComparison(run.Servers, run.Network, run.Report).RunAsync);
        Add("max", MaximumSearch.Name, "Finds the highest rate of orders with 99 % in effect within one second and no growing lag.",
            run => new MaximumSearch(run.Servers, run.Network, run.Report).RunAsync);
        Add("growth", GrowthBenchmark.Name, "Throughput of the sink with few rows in the database and with ten million.",
            run => new GrowthBenchmark(run.Servers, run.Network, run.Report).RunAsync);
        Add("music", MusicBenchmark.Name, "Rate of the music simulator to /dev/null, and to brokers next to a bare librdkafka producer.",
            run => new MusicBenchmark(run.Servers, run.Report).RunAsync);
        return root.Parse(args).InvokeAsync(new InvocationConfiguration
        {
            // After Ctrl+C the benchmark removes its databases and topics. The default of two seconds is too short for that.
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
