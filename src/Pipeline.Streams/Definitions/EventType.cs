using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>An event type of a stream. Only the stream's definition creates types: an unknown name in a message is refused.</summary>
public sealed class EventType
{
    internal EventType(StreamDefinition stream, string name, bool creates, Column<string>? previous)
    {
        (Stream, Name, Creates, Previous) = (stream, name, creates, previous);
        Utf8Name = Encoding.UTF8.GetBytes(name);
        PreviousName = previous is null ? null : $"previous_{previous.JsonName}";
        Utf8PreviousName = PreviousName is null ? null : Encoding.UTF8.GetBytes(PreviousName);
    }

    /// <summary>The stream of the type.</summary>
    public StreamDefinition Stream { get; }

    /// <summary>Name in the envelope and in the header event-type.</summary>
    public string Name { get; }

    /// <summary>Name as UTF-8. All messages share the array: do not write to it.</summary>
    public byte[] Utf8Name { get; }

    /// <summary>True for the creation of a row, false for a change.</summary>
    public bool Creates { get; }

    /// <summary>The column whose value before the change is in the envelope; null if there is none.</summary>
    public Column<string>? Previous { get; }

    /// <summary>The envelope field with the value before the change, for example <c>previous_status</c>; null if there is none.</summary>
    public string? PreviousName { get; }

    internal byte[]? Utf8PreviousName { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
