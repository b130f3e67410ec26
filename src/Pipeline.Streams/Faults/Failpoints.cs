namespace Pipeline.Streams.Faults;

/// <summary>
/// Points between two steps where a test can kill the process. Every build has them, so that tests run the code that production
/// runs. They do nothing unless the environment variable <see cref="Variable"/> is set.
/// </summary>
public static class Failpoints
{
    /// <summary>CRASH_AT (unset): the name of a point, or name:N to kill the process the N-th time, 1–1,000,000.</summary>
    public const string Variable = "CRASH_AT";

    /// <summary>Before a batch is sent to the database.</summary>
    public const string ConsumerBeforeCommit = "consumer.before_commit";

    /// <summary>The database has committed a batch; its offset is not yet stored in Kafka.</summary>
    public const string ConsumerAfterCommit = "consumer.after_commit";

    /// <summary>The relay has read committed records and has not sent them yet.</summary>
    public const string RelayBeforePublish = "relay.before_publish";

    /// <summary>Kafka has acknowledged records; the outbox still holds them.</summary>
    public const string RelayAfterAcknowledge = "relay.after_acknowledge";

    /// <summary>Rows and their outbox records are committed; the writer's call has not returned yet.</summary>
    public const string WriterAfterCommit = "writer.after_commit";

    /// <summary>A dead letter is stored; the progress does not include its offset yet.</summary>
    public const string DeadLetterAfterKeep = "dead_letter.after_keep";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [ConsumerBeforeCommit, ConsumerAfterCommit, RelayBeforePublish, RelayAfterAcknowledge, WriterAfterCommit, DeadLetterAfterKeep];

    /// <summary>Must follow Names, because static fields are initialised in the order of the source text.</summary>
    private static readonly Failpoint? Armed = Failpoint.Parse(Environment.GetEnvironmentVariable(Variable));

    private static int _reached;

    /// <summary>Checks a value of the variable.</summary>
    /// <returns>The error; null if the value is valid or not set.</returns>
    public static string? Validate(string? value) => string.IsNullOrWhiteSpace(value) || Failpoint.Parse(value) is not null
        ? null
        : $"{Variable}={value} is not a crash point. Set it to NAME or NAME:N with one of these names: {string.Join(", ", Names)}.";

    /// <summary>Kills the process with SIGKILL if this is the chosen point. Nothing is flushed, closed or logged.</summary>
    public static void Reach(string name)
    {
        if (Armed is not null)
            KillIf(name, Armed);
    }

    private static void KillIf(string name, Failpoint armed)
    {
        if (armed.Name != name || Interlocked.Increment(ref _reached) < armed.Count)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        // The signal arrives asynchronously. Without the wait, the caller would run on.
        self.WaitForExit();
    }

    /// <summary>A value of the variable.</summary>
    /// <param name="Name">Name of the point.</param>
    /// <param name="Count">Kill the process the Count-th time that the point is reached.</param>
    internal sealed record Failpoint(string Name, int Count)
    {
        public static Failpoint? Parse(string? value)
        {
            var parts = value?.Trim().Split(':') ?? [];
            return parts switch
            {
                [var name] when Names.Contains(name) => new(name, 1),
                [var name, var times] when Names.Contains(name)
                    && int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    && count is >= 1 and <= 1_000_000 => new(name, count),
                _ => null,
            };
        }
    }
}
