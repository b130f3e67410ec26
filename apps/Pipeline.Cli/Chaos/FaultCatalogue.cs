namespace Pipeline.Cli.Chaos;

/// <summary>All faults of <c>make chaos</c>, for the system of deploy/compose.yaml.</summary>
internal static class FaultCatalogue
{
    private const string Producer = "producer";
    private const string Postgres = "postgres";
    private static readonly string[] Topics = [.. ShopStreams.Registry.All.Select(s => s.Name)];
    private static readonly string[] Brokers = ["kafka-1", "kafka-2", "kafka-3"];
    private static readonly string[][] Groups = [.. Topics.Select(t => Enumerable.Range(1, 3).Select(i => $"{t}-{i}").ToArray())];
    private static readonly string[] Consumers = [.. Groups.SelectMany(g => g)];

    /// <summary>One instance of each fault.</summary>
    public static IReadOnlyList<ChaosFault> Create() =>
    [
        new ServiceFault("consumer-killed", "a consumer is killed and comes back after 10 to 60 s", Consumers, 1, freeze: false, (10, 60)),
        new ServiceFault(
            "consumer-frozen", "a consumer is frozen for 55 to 70 s: longer than its session", Consumers, 1, freeze: true, (55, 70)),
        new RollingRestart(Groups),
        new ServiceFault("broker-killed", "a broker is killed and comes back after 10 to 30 s", Brokers, 1, freeze: false, (10, 30)),
        new ServiceFault("broker-frozen", "a broker is frozen for 15 to 30 s", Brokers, 1, freeze: true, (15, 30)),
        new ServiceFault(
            "two-brokers-down", "two of three brokers are killed for 20 to 40 s: too few to acknowledge", Brokers, 2,
            freeze: false, (20, 40)),
        new NetworkCut(Brokers),
        new ServiceFault(
            "postgres-killed", "the database is killed and comes back after 10 to 20 s", [Postgres], 1, freeze: false, (10, 20)),
        new SessionsTerminated(),
        new TableLocked(),
        new DiskFull(),
        new ServiceFault("producer-killed", "the producer with its relay is killed for 10 to 20 s", [Producer], 1, freeze: false, (10, 20)),
        new ServiceFault("producer-frozen", "the producer with its relay is frozen for 15 to 25 s", [Producer], 1, freeze: true, (15, 25)),
        new PoisonFlood(Brokers, Topics),
    ];

    /// <summary>An endless sequence: all faults in a random order, then all in another random order, and so on.</summary>
    public static IEnumerable<ChaosFault> Endless(IReadOnlyList<ChaosFault> faults, SeededRandom random)
    {
        while (true)
        {
            var left = faults.ToList();
            while (left.Count > 0)
            {
                var next = left[random.Next(left.Count)];
                left.Remove(next);
                yield return next;
            }
        }
    }
}
