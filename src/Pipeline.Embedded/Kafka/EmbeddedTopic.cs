namespace Pipeline.Embedded.Kafka;

/// <summary>A topic to create at startup. The mock cluster creates an unknown topic on first use, with four partitions.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="Partitions">Number of partitions, from 1.</param>
/// <param name="Replication">Number of replicas, from 1 to 3.</param>
public sealed record EmbeddedTopic(string Name, int Partitions = 3, int Replication = 3)
{
    /// <summary>The topic as one command-line argument. A topic name never contains a colon.</summary>
    internal string ToArgument() => $"{Name}:{Partitions}:{Replication}";

    internal static EmbeddedTopic FromArgument(string argument) => argument.Split(':') is [var name, var partitions, var replication]
        ? new(name, int.Parse(partitions, CultureInfo.InvariantCulture), int.Parse(replication, CultureInfo.InvariantCulture))
        : throw new FormatException($"'{argument}' is not a topic in the form NAME:PARTITIONS:REPLICATION.");
}
