namespace Pipeline.Ads.Errors;

/// <summary>
/// A row that could not be sent: a message of ad_events_error and ad_events_retry. The message's key is source and line, so a row that is
/// sent twice is recognised.
/// </summary>
/// <param name="Source">Path of the file.</param>
/// <param name="LineNumber">Number of its line; the header has 1.</param>
/// <param name="Raw">The line as it is in the file. Bytes that are not UTF-8 are replaced: see <paramref name="RawBase64"/>.</param>
/// <param name="Reason">Name of the fault, such as not_a_number.</param>
/// <param name="FailedAt">When it failed, UTC.</param>
/// <param name="RetryCount">How often it was tried again.</param>
/// <param name="Field">Column with the fault; null for the whole line.</param>
/// <param name="RawBase64">The bytes of the line, if they are not UTF-8; else null.</param>
/// <param name="Header">The file's header, if the row itself is not broken and its columns are in another order; else null.</param>
internal sealed record BrokenRow(
    string Source, long LineNumber, string Raw, string Reason, DateTimeOffset FailedAt, int RetryCount, string? Field = null,
    string? RawBase64 = null, string? Header = null)
{
    /// <summary>Key of the message.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Source}:{LineNumber}");

    /// <summary>A row whose line is given as bytes.</summary>
    public static BrokenRow Of(
        string source, long line, ReadOnlySpan<byte> raw, string reason, string? field, DateTimeOffset failedAt) => new(
            source, line, Encoding.UTF8.GetString(raw), reason, failedAt, 0, field, Utf8.IsValid(raw) ? null : Convert.ToBase64String(raw));

    /// <summary>The bytes of the line.</summary>
    public byte[] RawBytes() => RawBase64 is null ? Encoding.UTF8.GetBytes(Raw) : Convert.FromBase64String(RawBase64);

    /// <summary>The message: JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, BrokenRowJson.Default.BrokenRow);

    /// <summary>Reads a message.</summary>
    /// <returns>Null if the message is no broken row.</returns>
    public static BrokenRow? Parse(byte[]? json)
    {
        try
        {
            var row = json is null ? null : JsonSerializer.Deserialize(json, BrokenRowJson.Default.BrokenRow);
            return row?.RawBase64 is { } raw && !Base64.IsValid(raw) ? null : row;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BrokenRow))]
internal sealed partial class BrokenRowJson : JsonSerializerContext;
