using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Ingest;

/// <summary>
/// Writes accepted rows as messages of the schema schemas/ad_event.avsc: from the file's bytes into one buffer, without a string or an
/// object per field. Not thread-safe.
/// </summary>
/// <param name="schemaId">Id of the schema in the registry.</param>
internal sealed class AdEventWriter(int schemaId)
{
    private const int NullBranch = 0;
    private const int ValueBranch = 1;

    /// <summary>The largest message: each field is a text with a length and the index of its branch.</summary>
    private const int MaxLength =
        RegistryFraming.HeaderLength + (AdColumns.Count * (AdColumns.MaxTextBytes + 6)) + AvroWriter.MaxLongLength;

    private static readonly AdColumn[] Columns = [.. AdColumns.All];

    private readonly byte[] _buffer = new byte[MaxLength];
    private int _hour = -1;
    private long _hourMilliseconds;

    /// <summary>The message of a row. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(RowPage page, int row)
    {
        var avro = new AvroWriter(_buffer);
        avro.WriteHeader(schemaId);
        for (var column = 0; column < Columns.Length; column++)
        {
            var field = page.Column(column)[row];
            if (Columns[column].IsNullable)
            {
                avro.WriteLong(field.IsNull ? NullBranch : ValueBranch);
                if (field.IsNull)
                    continue;
            }

            if (Columns[column].IsText)
                avro.WriteBytes(page.Text(field));
            else
                avro.WriteLong(field.Value);
        }

        avro.WriteLong(MillisecondsOf(page.Column(AdColumns.Hour)[row].Value));
        return _buffer.AsSpan(0, avro.Length);
    }

    /// <summary>Most rows have the hour of the row before.</summary>
    private long MillisecondsOf(int hour)
    {
        if (hour != _hour)
            (_hour, _hourMilliseconds) = (hour, AdHour.ToInstant(hour).ToUnixTimeMilliseconds());
        return _hourMilliseconds;
    }
}
