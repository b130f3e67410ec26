namespace Pipeline.Streams.Columns;

/// <summary>Why a message was refused, and in which field. Never contains the field's value, which can be personal data.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Field">Name of the invalid field; null if the reason concerns the whole message.</param>
public readonly record struct Refusal(RefusalReason Reason, string? Field = null)
{
    /// <summary>Not refused.</summary>
    public static Refusal None => default;

    /// <summary>Whether the message was refused.</summary>
    public bool IsRefused => Reason != RefusalReason.None;

    /// <summary>The reason in snake_case, for headers, metrics and reports.</summary>
    public string Name => JsonNamingPolicy.SnakeCaseLower.ConvertName(Reason.ToString());

    /// <inheritdoc/>
    public override string ToString() => Field is null ? Name : $"{Name} ({Field})";
}
