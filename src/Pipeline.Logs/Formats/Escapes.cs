namespace Pipeline.Logs.Formats;

/// <summary>
/// Which bytes a format escapes, and how. Control characters are escaped in every format, so that an entry is one line and cannot
/// send commands to a terminal.
/// </summary>
internal static class Escapes
{
    /// <summary>
    /// First byte of U+0080–U+00BF; the second one is the code point. The first 32 of them are control characters, too: U+009B begins
    /// commands to a terminal as ESC does.
    /// </summary>
    public const byte Latin1 = 0xC2;

    private const byte LastControl = 0x9F;

    private const string Controls =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017"
        + "\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f";

    /// <summary>Bytes that cannot be in a quoted text.</summary>
    public static readonly SearchValues<byte> Quoted = Of("\"\\");

    /// <summary>Bytes that make a text of logfmt need quotes.</summary>
    public static readonly SearchValues<byte> NeedsQuotes = Of("\"\\ =");

    /// <summary>Bytes that cannot be in a parameter of structured data.</summary>
    public static readonly SearchValues<byte> Parameter = Of("\"\\]");

    /// <summary>Bytes that cannot be in a text without quotes.</summary>
    public static readonly SearchValues<byte> Control = Of("");

    /// <summary>Whether the byte behind <see cref="Latin1"/> is that of a control character.</summary>
    public static bool IsControl(byte second) => second <= LastControl;

    /// <summary>As in JSON: a backslash before " and \, the short names, else \u and four hexadecimal digits.</summary>
    public static int Json(byte value, Span<byte> target)
    {
        target[0] = (byte)'\\';
        target[1] = value switch
        {
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            (byte)'"' or (byte)'\\' => value,
            _ => (byte)'u',
        };
        if (target[1] != (byte)'u')
            return 2;
        "00"u8.CopyTo(target[2..]);
        return 4 + Hex(value, target[4..]);
    }

    /// <summary>As Apache does: a backslash before " and \, the short names, else \x and two hexadecimal digits.</summary>
    public static int Apache(byte value, Span<byte> target)
    {
        var length = Json(value, target);
        return length == 2 ? length : HexEscape(value, target);
    }

    /// <summary>As nginx does: \x and two hexadecimal digits, also for " and \.</summary>
    public static int Nginx(byte value, Span<byte> target) => HexEscape(value, target);

    /// <summary>As RFC 5424 wants in parameters: a backslash before ", \ and ]. Control characters as <see cref="Syslog"/>.</summary>
    public static int SyslogParameter(byte value, Span<byte> target)
    {
        if (value is not ((byte)'"' or (byte)'\\' or (byte)']'))
            return Syslog(value, target);
        (target[0], target[1]) = ((byte)'\\', value);
        return 2;
    }

    /// <summary>As rsyslog does in messages: # and three octal digits.</summary>
    public static int Syslog(byte value, Span<byte> target)
    {
        const int octal = 7;
        target[0] = (byte)'#';
        target[1] = (byte)('0' + (value >> 6));
        target[2] = (byte)('0' + ((value >> 3) & octal));
        target[3] = (byte)('0' + (value & octal));
        return 4;
    }

    private static int HexEscape(byte value, Span<byte> target)
    {
        @"\x"u8.CopyTo(target);
        return 2 + Hex(value, target[2..]);
    }

    private static int Hex(byte value, Span<byte> target)
    {
        _ = value.TryFormat(target, out var written, "x2", CultureInfo.InvariantCulture);
        return written;
    }

    private static SearchValues<byte> Of(string further) => SearchValues.Create([Latin1, .. Encoding.ASCII.GetBytes(Controls + further)]);
}
