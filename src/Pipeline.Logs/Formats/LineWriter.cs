using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Formats;

/// <summary>Writes the parts of a line one behind the other. The caller provides a span that is long enough.</summary>
/// <param name="line">Where the line is written.</param>
public ref struct LineWriter(Span<byte> line)
{
    private readonly Span<byte> _line = line;

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_line[Length..]);
        Length += bytes.Length;
    }

    /// <summary>Writes a whole number.</summary>
    public void Number(long number)
    {
        _ = number.TryFormat(_line[Length..], out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Writes a trace id: 32 hexadecimal digits.</summary>
    public void Trace(ulong high, ulong low)
    {
        Hex(high);
        Hex(low);
    }

    /// <summary>Writes an IPv4 address.</summary>
    public void Address(uint address) => Length += Ipv4.Write(address, _line[Length..]);

    /// <summary>Writes a text with its characters escaped.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="special">The bytes to escape.</param>
    /// <param name="escape">How.</param>
    public void Escaped(scoped ReadOnlySpan<byte> text, SearchValues<byte> special, Escape escape)
    {
        while (true)
        {
            var next = text.IndexOfAny(special);
            if (next < 0)
            {
                Raw(text);
                return;
            }

            Raw(text[..next]);
            text = text[next..];
            var length = text[0] == Escapes.Latin1 ? 2 : 1;
            if (length == 2 && !Escapes.IsControl(text[1]))
                Raw(text[..length]);
            else
                Length += escape(text[length - 1], _line[Length..]);
            text = text[length..];
        }
    }

    private void Hex(ulong number)
    {
        _ = number.TryFormat(_line[Length..], out var written, "x16", CultureInfo.InvariantCulture);
        Length += written;
    }
}

/// <summary>Writes the escaped form of a byte.</summary>
/// <returns>Its length, 6 at most.</returns>
public delegate int Escape(byte value, Span<byte> target);
