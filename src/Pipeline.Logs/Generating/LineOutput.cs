namespace Pipeline.Logs.Generating;

/// <summary>Writes lines to standard output, to a file, or to files of a maximum size. Not thread-safe.</summary>
internal sealed class LineOutput : IDisposable
{
    private readonly string? _path;
    private readonly long? _split;
    private LineFile _file;
    private long _inFile;
    private int _number;

    /// <summary>Creates the first file, or empties an existing one.</summary>
    /// <param name="path">The file; null for standard output.</param>
    /// <param name="split">Maximum size of a file before compression, bytes; null for one file.</param>
    /// <exception cref="StartupRefusedException">The file cannot be written.</exception>
    public LineOutput(string? path, long? split)
    {
        (_path, _split) = (path, split);
        _file = Next();
    }

    /// <summary>Names of the files so far.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Adds lines.</summary>
    /// <param name="lines">Whole lines, at most 1 MiB.</param>
    /// <param name="count">Their number.</param>
    /// <exception cref="StartupRefusedException">The disk is full, or a file cannot be written.</exception>
    public void Add(ReadOnlySpan<byte> lines, int count)
    {
        if (_inFile + lines.Length > _split)
        {
            _file.Dispose();
            _file = Next();
        }

        _file.Add(lines, count);
        _inFile += lines.Length;
    }

    /// <summary>Shows all lines to a reader. Not those of a compressed file: blocks of a few lines hardly compress.</summary>
    public void Show()
    {
        if (_path?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) != true)
            Flush();
    }

    /// <summary>Writes all lines.</summary>
    public void Flush() => _file.Flush();

    /// <summary>Bytes that the current file can still take; null without a maximum.</summary>
    public long? Room => _split - _inFile;

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private LineFile Next()
    {
        _inFile = 0;
        if (_path is null)
            return LineFile.StandardOutput();
        var name = _split is null ? _path : Numbered(_path, ++_number);
        Files.Add(name);
        return LineFile.Create(name);
    }

    /// <summary>access.log.gz becomes access-0001.log.gz.</summary>
    private static string Numbered(string path, int number)
    {
        var name = Path.GetFileName(path);
        var dot = name.IndexOf('.', 1) is >= 0 and var found ? found : name.Length;
        return Path.Combine(
            Path.GetDirectoryName(path) ?? "", string.Create(CultureInfo.InvariantCulture, $"{name[..dot]}-{number:0000}{name[dot..]}"));
    }
}
