namespace Pipeline.Kafka.Topics;

/// <summary>What applying the declaration did.</summary>
/// <param name="Lines">A line a topic or setting.</param>
/// <param name="Refused">Differences that only a person can settle.</param>
public sealed record TopicReport(IReadOnlyList<string> Lines, IReadOnlyList<string> Refused);
