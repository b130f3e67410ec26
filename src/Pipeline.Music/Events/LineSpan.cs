namespace Pipeline.Music.Events;

/// <summary>Appends text and numbers to a span of UTF-8.</summary>
internal ref struct LineSpan(Span<byte> target)
{
    private readonly Span<byte> _target = target;

    /// <summary>Number of bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes after those that are written.</summary>
    public readonly Span<byte> Free => _target[Length..];

    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_target[Length..]);
        Length += text.Length;
    }

    public void Add(long number)
    {
        number.TryFormat(_target[Length..], out var bytes, default, CultureInfo.InvariantCulture);
        Length += bytes;
    }

    /// <summary>Adds milliseconds as seconds with up to three decimals, without trailing zeros: 215.48, 200.</summary>
    public void AddSeconds(int milliseconds)
    {
        var (seconds, rest) = Math.DivRem(milliseconds, 1000);
        Add(seconds);
        if (rest == 0)
            return;
        _target[Length++] = (byte)'.';
        for (var unit = 100; rest > 0; unit /= 10)
        {
            _target[Length++] = (byte)('0' + (rest / unit));
            rest %= unit;
        }
    }

    /// <summary>Counts bytes that the caller has written to <see cref="Free"/>.</summary>
    public void Advance(int bytes) => Length += bytes;
}
