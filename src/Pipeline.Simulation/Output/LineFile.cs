namespace Pipeline.Simulation.Output;

/// <summary>
/// A file of whole lines, plain or compressed (.gz). After Ctrl+C or a failed write, the file ends with a line feed: lines are written in
/// blocks, and a block that was written in part is removed. Each block of a .gz file is a gzip member; gzip readers join the members.
/// </summary>
public sealed class LineFile : IDisposable
{
    private const int BlockBytes = 1 << 20;

    private readonly string _path;
    private readonly Stream _file;
    private readonly bool _isCompressed;
    private readonly MemoryStream _compressed = new();
    private readonly byte[] _block = new byte[BlockBytes];
    private int _length;
    private int _lines;

    /// <summary>Writes to an open stream, which this file owns.</summary>
    public LineFile(string path, Stream file) =>
        (_path, _file, _isCompressed) = (path, file, path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));

    /// <summary>Number of lines in the file. Lines that are added and not flushed do not count.</summary>
    public long Lines { get; private set; }

    /// <summary>Size of the file, bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Creates the file, or empties an existing one.</summary>
    /// <exception cref="StartupRefusedException">The file cannot be written.</exception>
    public static LineFile Create(string path)
    {
        try
        {
            return new(path, new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StartupRefusedException(
                $"Cannot write to {path} ({e.Message.TrimEnd('.')}): set --output to a file that can be written.", isTransient: false, e);
        }
    }

    /// <summary>Writes to standard output. A pipe that nobody reads is a failed write, which .NET's console ignores.</summary>
    public static LineFile StandardOutput()
    {
        // For a regular file the console's: another stream writes at a position of its own, over what other programs write to the file.
        var pipe = OperatingSystem.IsWindows()
            ? null
            : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new("standard output", pipe is { CanSeek: false } ? pipe : Console.OpenStandardOutput());
    }

    /// <summary>Adds whole lines.</summary>
    /// <param name="lines">UTF-8, at most 1 MiB; the last byte is a line feed.</param>
    /// <param name="count">Number of lines.</param>
    /// <exception cref="StartupRefusedException">The disk is full, or the file cannot be written further.</exception>
    public void Add(ReadOnlySpan<byte> lines, int count)
    {
        if (_length + lines.Length > BlockBytes)
            Flush();
        lines.CopyTo(_block.AsSpan(_length));
        _length += lines.Length;
        _lines += count;
    }

    /// <summary>Writes all lines to the file.</summary>
    /// <exception cref="StartupRefusedException">The disk is full, or the file cannot be written further.</exception>
    public void Flush()
    {
        if (_length == 0)
            return;
        try
        {
            var bytes = _isCompressed ? Compress() : _block.AsSpan(0, _length);
            _file.Write(bytes);
            Bytes += bytes.Length;
            Lines += _lines;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CutOff();
            throw new StartupRefusedException(
                $"Cannot write to {_path} ({e.Message.TrimEnd('.')}): the file ends after {Lines:N0} whole lines.", isTransient: false, e);
        }
        finally
        {
            (_length, _lines) = (0, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        finally
        {
            _file.Dispose();
            _compressed.Dispose();
        }
    }

    private ReadOnlySpan<byte> Compress()
    {
        _compressed.SetLength(0);
        using (var member = new GZipStream(_compressed, CompressionLevel.Fastest, leaveOpen: true))
            member.Write(_block.AsSpan(0, _length));
        return _compressed.GetBuffer().AsSpan(0, (int)_compressed.Length);
    }

    /// <summary>Removes the part of a block that was written before the failure.</summary>
    private void CutOff()
    {
        try
        {
            if (_file.CanSeek)
                _file.SetLength(Bytes);
        }
        catch (IOException)
        {
            // The failure of the write is reported instead.
        }
    }
}
