using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Generating;

/// <summary>A way to break a row.</summary>
/// <param name="Kind">A description of the fault.</param>
/// <param name="Fault">Why the row must be refused; none for a row that is accepted, but has no effect.</param>
/// <param name="Break">The broken line, without a line feed, of the fields of a good row.</param>
internal sealed record RowDirt(string Kind, RowFault Fault, Func<string[], byte[]> Break)
{
    /// <summary>Reason of a repeated row in the truth file.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<RowDirt> All { get; } =
    [
        new("the same row again", RowFault.None, static f => Line(f)),
        new("empty line", RowFault.EmptyLine, static _ => []),
        new("a field too few", RowFault.FieldCount, static f => Line(f[..^1])),
        new("a field too many", RowFault.FieldCount, static f => Line([.. f, "1"])),
        new("cut off", RowFault.FieldCount, static f => Line([.. f[..8], f[8][..3]])),
        new("semicolons", RowFault.FieldCount, static f => Utf8(string.Join(';', f))),
        new("tabs", RowFault.FieldCount, static f => Utf8(string.Join('\t', f))),
        new("words", RowFault.FieldCount, static _ => Utf8("this is not a row")),
        new("header again", RowFault.RepeatedHeader, static _ => Utf8(AdHeader.Text)),
        new("open quote", RowFault.UnclosedQuote, static f => Changed(f, "site_domain", $"\"{f[6]}")),
        new("open quote at the end", RowFault.UnclosedQuote, static f => Changed(f, "C21", "\"79")),
        new("text after a quote", RowFault.TextAfterQuote, static f => Changed(f, "app_id", $"\"{f[8]}\"x")),
        new("no id", RowFault.MissingId, static f => Changed(f, "id", "")),
        new("id in scientific notation", RowFault.InvalidId, static f => Changed(f, "id", "1.00000371904215E+19")),
        new("negative id", RowFault.InvalidId, static f => Changed(f, "id", "-1000009418151094273")),
        new("id of 21 digits", RowFault.InvalidId, static f => Changed(f, "id", "100000941815109427312")),
        new("id with letters", RowFault.InvalidId, static f => Changed(f, "id", "1fbe01fe")),
        new("no click", RowFault.MissingValue, static f => Changed(f, "click", "")),
        new("click 2", RowFault.OutOfRange, static f => Changed(f, "click", "2")),
        new("click true", RowFault.NotANumber, static f => Changed(f, "click", "true")),
        new("no hour", RowFault.MissingValue, static f => Changed(f, "hour", "")),
        new("hour 24", RowFault.InvalidHour, static f => Changed(f, "hour", "14102124")),
        new("day not in the calendar", RowFault.InvalidHour, static f => Changed(f, "hour", "14022930")),
        new("month 13", RowFault.InvalidHour, static f => Changed(f, "hour", "14132100")),
        new("negative hour", RowFault.InvalidHour, static f => Changed(f, "hour", "-14102100")),
        new("hour as a date", RowFault.InvalidHour, static f => Changed(f, "hour", "2014-10-21 00:00")),
        new("number with a fraction", RowFault.NotANumber, static f => Changed(f, "C1", "1005.0")),
        new("number as a word", RowFault.NotANumber, static f => Changed(f, "C17", "n/a")),
        new("number with a space", RowFault.NotANumber, static f => Changed(f, "banner_pos", " 1")),
        new("number beyond 32 bits", RowFault.OutOfRange, static f => Changed(f, "C14", "3000000000")),
        new("number beyond 64 bits", RowFault.OutOfRange, static f => Changed(f, "C20", "-99999999999999999999")),
        new("another encoding", RowFault.NotUtf8, static f => Replaced(f, "site_domain", 0xE9)),
        new("binary", RowFault.NotUtf8, static _ => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x1A, 0xFF, 0xD8]),
        new("U+0000", RowFault.NulCharacter, static f => Replaced(f, "device_model", 0)),
        new("text too long", RowFault.TextTooLong, static f => Changed(f, "device_ip", new string('a', AdColumns.MaxTextBytes + 1))),
        new("line too long", RowFault.LineTooLong, static f => Changed(f, "app_domain", new string('a', RowReader.MaxLineBytes))),
    ];

    /// <summary>Reason in the truth file.</summary>
    public string Reason => Fault == RowFault.None ? Duplicate : Fault.Name();

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Line(string[] fields) => Utf8(string.Join(',', fields));

    private static byte[] Changed(string[] fields, string column, string value)
    {
        string[] changed = [.. fields];
        changed[Index(column)] = value;
        return Line(changed);
    }

    private static byte[] Replaced(string[] fields, string column, byte wrong)
    {
        var line = Changed(fields, column, "\u0001");
        line[line.AsSpan().IndexOf((byte)1)] = wrong;
        return line;
    }

    private static int Index(string column) => AdColumns.All.Select(static c => c.Name).ToList().IndexOf(column);
}
