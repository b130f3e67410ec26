namespace Pipeline.Kafka.Topics;

/// <summary>Kafka's rules for the names of topics. The pipeline applies length and characters to consumer groups too.</summary>
public static class KafkaNames
{
    /// <summary>Maximum length. A broker appends the partition's number to it for the name of a folder.</summary>
    public const int MaxLength = 249;

    /// <summary>The valid characters, for messages.</summary>
    public const string Characters = "a-z A-Z 0-9 . _ -";

    private static readonly SearchValues<char> Valid =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>Whether a name is valid for a topic that is not one of Kafka's internal topics, such as __consumer_offsets.</summary>
    public static bool IsTopic(string name) =>
        name.Length is > 0 and <= MaxLength && HasOnlyValidCharacters(name) && name is not "." and not ".."
            && !name.StartsWith("__", StringComparison.Ordinal);

    /// <summary>Whether all characters are valid.</summary>
    public static bool HasOnlyValidCharacters(string name) => !name.AsSpan().ContainsAnyExcept(Valid);

    /// <summary>Whether Kafka refuses one topic while the other exists, because its metric names replace . with _.</summary>
    public static bool Collide(string one, string other) => one.Replace('.', '_') == other.Replace('.', '_');
}
