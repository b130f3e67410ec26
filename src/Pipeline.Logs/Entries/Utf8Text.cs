namespace Pipeline.Logs.Entries;

/// <summary>
/// A text of an entry as UTF-8, in a reused buffer: appending allocates nothing. A text that exceeds the capacity is cut off after a
/// whole character. Lone surrogates become U+FFFD, so the bytes are always valid UTF-8. Not thread-safe.
/// </summary>
/// <param name="capacity">Maximum length, bytes.</param>
public sealed class Utf8Text(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private int _length;
    private bool _isFull;

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Empties the text.</summary>
    public void Clear() => (_length, _isFull) = (0, false);

    /// <summary>Replaces the text.</summary>
    /// <param name="text">An interpolated string, whose parts are written directly into the buffer.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "The compiler passes this instance to the handler.")]
    public void Set([InterpolatedStringHandlerArgument("")] ref Utf8Handler text) => _ = text;

    /// <summary>Replaces the text.</summary>
    public void Set(string text)
    {
        Clear();
        Append(text);
    }

    /// <summary>Appends a text.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (_isFull)
            return;
        // The transcoder never writes a part of a character, so the text is cut off between two characters.
        _isFull = Utf8.FromUtf16(text, _bytes.AsSpan(_length), out _, out var written) != OperationStatus.Done;
        _length += written;
    }

    /// <summary>Appends an IPv4 address.</summary>
    public void AppendAddress(uint address)
    {
        Span<byte> text = stackalloc byte[Ipv4.MaxLength];
        text = text[..Ipv4.Write(address, text)];
        if (!_isFull && text.TryCopyTo(_bytes.AsSpan(_length)))
            _length += text.Length;
        else
            _isFull = true;
    }

    /// <summary>Appends a whole number.</summary>
    public void Append(long number)
    {
        if (!_isFull && number.TryFormat(_bytes.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture))
            _length += written;
        else
            _isFull = true;
    }
}

/// <summary>Writes the parts of an interpolated string into a <see cref="Utf8Text"/>.</summary>
[InterpolatedStringHandler]
public readonly ref struct Utf8Handler
{
    private readonly Utf8Text _text;

    /// <summary>Called by the compiler.</summary>
    public Utf8Handler(int literalLength, int formattedCount, Utf8Text text)
    {
        _ = literalLength + formattedCount;
        _text = text;
        text.Clear();
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string text) => _text.Append(text);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted(string? text) => _text.Append(text);

    /// <summary>Called by the compiler. Without this method, a character would be written as a number.</summary>
    public void AppendFormatted(char character) => _text.Append([character]);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted(long number) => _text.Append(number);
}
