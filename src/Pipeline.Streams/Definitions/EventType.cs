using System.Text;
using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>An event type of a stream. The set is closed: a type is looked up and never made from data.</summary>
public sealed class EventType
{
    internal EventType(StreamDefinition stream, string name, bool creates, Column<string>? previous)
    {
        (Stream, Name, Creates, Previous) = (stream, name, creates, previous);
        Utf8Name = Encoding.UTF8.GetBytes(name);
        PreviousName = previous is null ? null : $"previous_{previous.Name}";
        Utf8PreviousName = PreviousName is null ? null : Encoding.UTF8.GetBytes(PreviousName);
    }

    /// <summary>The stream that carries the type.</summary>
    public StreamDefinition Stream { get; }

    /// <summary>Name in the envelope and in the header event-type.</summary>
    public string Name { get; }

    /// <summary>Name as UTF-8. Shared by all messages; not to be written to.</summary>
    public byte[] Utf8Name { get; }

    /// <summary>Whether the type brings a new row, not a change.</summary>
    public bool Creates { get; }

    /// <summary>The column whose earlier value the envelope carries; null where it carries none.</summary>
    public Column<string>? Previous { get; }

    /// <summary>The envelope's field with the earlier value, for example <c>previous_status</c>.</summary>
    public string? PreviousName { get; }

    internal byte[]? Utf8PreviousName { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
