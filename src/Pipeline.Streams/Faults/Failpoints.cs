using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Streams.Faults;

/// <summary>
/// Places where a test may have the process die, between two steps that must not be taken for one. In every build, so that what
/// is tested is what runs; without <see cref="Variable"/> in the environment nothing happens there.
/// </summary>
public static class Failpoints
{
    /// <summary>CRASH_AT (unset): the name of a point, or name:N to die when it is reached for the N-th time, 1–1,000,000.</summary>
    public const string Variable = "CRASH_AT";

    /// <summary>A batch is about to be sent to the database.</summary>
    public const string ConsumerBeforeCommit = "consumer.before_commit";

    /// <summary>The database has committed a batch; Kafka does not know of it yet.</summary>
    public const string ConsumerAfterCommit = "consumer.after_commit";

    /// <summary>The relay has read committed records and has not sent them.</summary>
    public const string RelayBeforePublish = "relay.before_publish";

    /// <summary>Kafka has acknowledged records; the outbox still holds them.</summary>
    public const string RelayAfterAcknowledge = "relay.after_acknowledge";

    /// <summary>Rows and their outbox records are committed; the writer has not been told.</summary>
    public const string WriterAfterCommit = "writer.after_commit";

    /// <summary>A message is kept as a dead letter; its offset has not been passed.</summary>
    public const string DeadLetterAfterKeep = "dead_letter.after_keep";


    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [ConsumerBeforeCommit, ConsumerAfterCommit, RelayBeforePublish, RelayAfterAcknowledge, WriterAfterCommit, DeadLetterAfterKeep];

    /// <summary>Read once. Below the names: static fields are filled in the order of the text.</summary>
    private static readonly Failpoint? Armed = Failpoint.Parse(Environment.GetEnvironmentVariable(Variable));

    private static int _reached;

    /// <summary>What is wrong with a value of the variable, as a sentence; null when it can be used or is not set.</summary>
    public static string? Refusal(string? value) => string.IsNullOrWhiteSpace(value) || Failpoint.Parse(value) is not null
        ? null
        : $"{Variable}={value} is not a crash point, or one with :N behind it: {string.Join(", ", Names)}.";

    /// <summary>Dies here if this is the point, as by SIGKILL: nothing is flushed, closed or said.</summary>
    public static void Reach(string name)
    {
        if (Armed is not null)
            DieIf(name, Armed);
    }

    private static void DieIf(string name, Failpoint armed)
    {
        if (armed.Name != name || Interlocked.Increment(ref _reached) < armed.Count)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        // The signal is on its way; not one step further.
        self.WaitForExit();
    }

    /// <summary>A value of the variable.</summary>
    /// <param name="Name">Where.</param>
    /// <param name="Count">At which time.</param>
    internal sealed record Failpoint(string Name, int Count)
    {
        public static Failpoint? Parse(string? value)
        {
            var parts = value?.Trim().Split(':') ?? [];
            return parts switch
            {
                [var name] when Names.Contains(name) => new(name, 1),
                [var name, var times] when Names.Contains(name)
                    && int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 1_000_000 => new(name, count),
                _ => null,
            };
        }
    }
}
