namespace Pipeline.Cli.Status;

/// <summary>Prints a status snapshot as tables.</summary>
internal static class StatusTables
{
    /// <summary>Width of the tables if the output is not a terminal, characters. It fits one line per partition.</summary>
    private const int PipeWidth = 120;

    public static void Print(StatusSnapshot snapshot)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipeWidth;
        foreach (var problem in new[] { snapshot.Database.Fault, snapshot.Cluster.Fault }.OfType<string>())
            Console.WriteLine(problem);
        if (snapshot.KafkaEnabled)
        {
            Streams(snapshot);
            Partitions(snapshot);
            Brokers(snapshot);
            Workers(snapshot);
        }

        var old = snapshot.Database is { IsStale: true } database && database.AgeAt(snapshot.At) is { } age
            ? $" (as of {age.TotalSeconds:0} s ago)" : "";
        Console.WriteLine(snapshot.Database.Value is { } statistics
            ? $"outbox: {statistics.OutboxWaiting:N0}{(statistics.OutboxHasMore ? " or more" : "")} waiting, " +
                $"the oldest for {statistics.OutboxOldest.TotalSeconds:0.0} s; table dead_letters: {statistics.DeadLetterRows:N0}{old}"
            : "outbox: unknown");
        if (HealthEvaluation.OldTransaction(snapshot) is { } transaction)
        {
            Console.WriteLine(
                $"oldest transaction: {transaction}; it keeps deleted rows from being removed, which slows everything down. " +
                $"End it: SELECT pg_terminate_backend({transaction.ProcessId})");
        }
    }

    private static void Streams(StatusSnapshot snapshot)
    {
        var table = Table("topic", "produced/s", "applied/s", "lag", "p50", "p99");
        foreach (var s in snapshot.Streams)
        {
            table.AddRow(
                Markup.Escape(s.Topic), Rate(s.Produced), Rate(s.Applied), Number(s.Lag), Seconds(s.Latency?.P50), Seconds(s.Latency?.P99));
        }

        AnsiConsole.Write(table);
    }

    private static void Partitions(StatusSnapshot snapshot)
    {
        var table = Table("partition", "log end", "next", "lag", "applied", "duplicates", "dead");
        var known = snapshot.Database.Value is not null;
        foreach (var p in snapshot.Partitions)
        {
            table.AddRow(
                $"{Markup.Escape(p.Topic)}/{p.Partition}", Number(p.LogEnd), Number(p.Next), Number(p.Lag),
                Count(p.Applied), Count(p.Duplicates), Count(p.DeadLettered));
        }

        AnsiConsole.Write(table);

        string Count(long number) => Number(known ? number : null);
    }

    private static void Brokers(StatusSnapshot snapshot)
    {
        if (snapshot.Cluster.Value is not { } cluster)
            return;
        var brokers = cluster.Brokers.Select(b => string.Create(
            CultureInfo.InvariantCulture,
            $"{b.Id} {(b.IsUp ? "up" : "DOWN")}, in sync {cluster.Partitions.Count(p => p.InSync.Contains(b.Id))}/" +
            $"{cluster.Partitions.Count(p => p.Replicas.Contains(b.Id))}"));
        Console.WriteLine($"brokers: {string.Join("; ", brokers)}; under-replicated partitions: {cluster.UnderReplicated}");
    }

    private static void Workers(StatusSnapshot snapshot)
    {
        var lines = snapshot.Workers.SelectMany(WorkerLine.Of).ToList();
        if (lines.Count == 0)
        {
            Console.WriteLine("consumers and breakers: set DASHBOARD_WORKERS to the workers' health ports to see them");
            return;
        }

        var table = Table("worker", "partition numbers", "failures");
        table.AddColumn("breaker");
        foreach (var w in lines)
        {
            table.AddRow(
                Markup.Escape(w.Group is null ? w.Worker : $"{w.Worker} {w.Group}"), Markup.Escape(string.Join(",", w.Partitions)),
                w.Group is null ? "" : $"{w.Failures}", Markup.Escape(Breaker(w)));
        }

        AnsiConsole.Write(table);
    }

    private static string Breaker(WorkerLine worker) => worker switch
    {
        { Fault: { } fault } => $"no answer: {fault}",
        { Breaker: null } => "",
        { Breaker: BreakerState.Closed, BreakerSince: null } => "closed",
        _ => $"{worker.Breaker.ToString()!.ToLowerInvariant()} since {worker.BreakerSince:HH:mm:ss} UTC",
    };

    /// <summary>A table with a first column for names and right-aligned columns for numbers.</summary>
    private static Table Table(string first, params ReadOnlySpan<string> numbers)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(first);
        foreach (var number in numbers)
            table.AddColumn(new TableColumn(number) { Alignment = Justify.Right });
        return table;
    }

    private static string Number(long? number) => number is { } n ? $"{n:N0}" : "-";

    private static string Rate(double? rate) => rate is { } r ? $"{r:N1}" : "-";

    private static string Seconds(double? seconds) => seconds switch
    {
        null => "-",
        < 1 => $"{seconds * 1000:0.#} ms",
        _ => $"{seconds:0.0} s",
    };
}
