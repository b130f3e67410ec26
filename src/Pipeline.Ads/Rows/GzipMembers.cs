namespace Pipeline.Ads.Rows;

/// <summary>
/// Decompresses all members of a gzip file, and refuses what follows a member and is none. Rejected: .NET's GZipStream, which takes a
/// later member with a damaged header for the end of the file, so that its rows are lost without a word. Not thread-safe.
/// </summary>
/// <param name="file">The compressed file; owned by this stream.</param>
internal sealed class GzipMembers(Stream file) : Stream
{
    private const int BufferBytes = 1 << 17;
    private const int TrailerBytes = 8;
    private const int HeaderBytes = 10;
    private const byte HasHeaderCrc = 2;
    private const byte HasExtra = 4;
    private const byte HasName = 8;
    private const byte HasComment = 16;

    private readonly CompressedBytes _bytes = new(file, BufferBytes);
    private readonly Crc32 _checksum = new();
    private DeflateStream? _member;
    private uint _size;

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
    /// <exception cref="InvalidDataException">The compression is damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_member is not null || BeginMember())
        {
            var length = _member!.Read(buffer);
            if (length > 0 || buffer.IsEmpty)
            {
                _checksum.Append(buffer[..length]);
                _size += (uint)length;
                return length;
            }

            EndMember();
        }

        return 0;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <returns>False at the end of the file.</returns>
    private bool BeginMember()
    {
        if (_bytes.IsAtEnd)
            return false;
        Span<byte> header = stackalloc byte[HeaderBytes];
        _bytes.ReadExactly(header);
        if (header is not [0x1F, 0x8B, 8, ..])
            throw new InvalidDataException("What follows a gzip member is not another one.");
        var flags = header[3];
        if ((flags & HasExtra) != 0)
        {
            Span<byte> length = stackalloc byte[2];
            _bytes.ReadExactly(length);
            _bytes.Skip(BinaryPrimitives.ReadUInt16LittleEndian(length));
        }

        if ((flags & HasName) != 0)
            _bytes.SkipText();
        if ((flags & HasComment) != 0)
            _bytes.SkipText();
        if ((flags & HasHeaderCrc) != 0)
            _bytes.Skip(2);
        _member = new(_bytes, CompressionMode.Decompress, leaveOpen: true);
        _checksum.Reset();
        _size = 0;
        return true;
    }

    /// <summary>
    /// Continues after the member. The decompressor reads ahead and does not say by how much, but the member ends with the checksum and
    /// size of its content.
    /// </summary>
    private void EndMember()
    {
        _member!.Dispose();
        _member = null;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _size);
        if (!_bytes.TrySkipPast(trailer))
            throw new InvalidDataException("A gzip member does not end with the checksum of its content.");
    }
}
