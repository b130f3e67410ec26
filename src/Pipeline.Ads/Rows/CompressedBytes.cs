namespace Pipeline.Ads.Rows;

/// <summary>The bytes of a compressed file, of which those that were read last can be read again. Not thread-safe.</summary>
/// <param name="file">The file; not owned.</param>
/// <param name="capacity">Bytes of the buffer.</param>
internal sealed class CompressedBytes(Stream file, int capacity) : Stream
{
    private readonly byte[] _buffer = new byte[capacity];
    private int _last;
    private int _next;
    private int _end;

    /// <summary>Whether no byte is left.</summary>
    public bool IsAtEnd => _next == _end && !Fill();

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || IsAtEnd)
            return 0;
        var length = Math.Min(buffer.Length, _end - _next);
        _buffer.AsSpan(_next, length).CopyTo(buffer);
        (_last, _next) = (_next, _next + length);
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Skips bytes.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    public void Skip(int count)
    {
        for (; count > 0; count--)
            ReadNext();
    }

    /// <summary>Skips a text that ends with a zero byte.</summary>
    /// <exception cref="EndOfStreamException">It does not end.</exception>
    public void SkipText()
    {
        while (ReadNext() != 0)
        {
        }
    }

    /// <summary>Finds bytes among those that were read last and those after them, and continues after them.</summary>
    /// <returns>Whether they are there.</returns>
    public bool TrySkipPast(ReadOnlySpan<byte> wanted)
    {
        // To the front, so that the bytes after the last ones have room.
        _buffer.AsSpan(_last, _end - _last).CopyTo(_buffer);
        (_last, _next, _end) = (0, _next - _last, _end - _last);
        var limit = Math.Min(_next + wanted.Length, _buffer.Length);
        while (_end < limit && file.Read(_buffer, _end, _buffer.Length - _end) is > 0 and var more)
            _end += more;
        var found = _buffer.AsSpan(0, Math.Min(_end, limit)).IndexOf(wanted);
        if (found < 0)
            return false;
        _next = found + wanted.Length;
        return true;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte ReadNext()
    {
        Span<byte> one = stackalloc byte[1];
        ReadExactly(one);
        return one[0];
    }

    /// <returns>False at the end of the file.</returns>
    private bool Fill()
    {
        (_last, _next, _end) = (0, 0, file.Read(_buffer, 0, _buffer.Length));
        return _end > 0;
    }
}
