using System.Globalization;
using Pipeline.Embedded.Kafka;
using Pipeline.Music.Running;

namespace Pipeline.IntegrationTests.Music;

public sealed class SimulatorOutageTests
{
    [Fact]
    public async Task Brokers_that_go_away_end_the_run_and_only_acknowledged_events_count()
    {
        using var cluster = new MockCluster();
        cluster.CreateTopic("plays");
        var options = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["--brokers"] = cluster.BootstrapServers,
            ["--topic"] = "plays",
            ["--continuous"] = "true",
            ["--rate"] = "2000",
            ["--seed"] = "1",
        };
        var output = new WatchedWriter(" active listeners, ", () => cluster.SetBrokerDown(-1));
        var run = new SimulatorRun(
            SimulatorOptions.Read(options.GetValueOrDefault, static _ => null, TimeProvider.System), output, isTerminal: true,
            TimeProvider.System)
        {
            AcknowledgeTimeout = TimeSpan.FromSeconds(2),
        };

        Assert.Equal(1, await run.RunAsync(Token).WaitAsync(Eventually.Deadline, Token));

        var words = output.ToString().TrimEnd().Split(Environment.NewLine)[^1].Split(' ');
        Assert.Equal(["simulator:", "FAILED"], words[..2]);
        var counts = words[2..].ToDictionary(
            static w => w.Split('=')[0], static w => int.Parse(w.Split('=')[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        Assert.True(counts["unacknowledged"] > 0, output.ToString());
        Assert.Equal(counts["events"], counts["acknowledged"] + counts["unacknowledged"]);
    }

    private sealed class WatchedWriter(string text, Action seen) : StringWriter(CultureInfo.InvariantCulture)
    {
        private int _seen;

        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true && Interlocked.Exchange(ref _seen, 1) == 0)
                seen();
        }
    }
}
