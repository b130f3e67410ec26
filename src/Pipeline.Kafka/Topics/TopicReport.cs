namespace Pipeline.Kafka.Topics;

/// <summary>Result of applying the declaration.</summary>
/// <param name="Lines">One line per topic or changed setting.</param>
/// <param name="Refused">Differences that an operator must resolve.</param>
public sealed record TopicReport(IReadOnlyList<string> Lines, IReadOnlyList<string> Refused);
