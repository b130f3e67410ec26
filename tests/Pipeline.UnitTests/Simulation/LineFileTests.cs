using System.IO.Compression;
using System.Text;
using Pipeline.Simulation.Output;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Simulation;

public sealed class LineFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("lines.jsonl")]
    [InlineData("lines.jsonl.gz")]
    [InlineData("LINES.GZ")]
    public void Lines_are_in_the_file_once_it_is_flushed(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        using var file = LineFile.Create(path);
        Add(file, 40_000);

        file.Flush();

        Assert.Equal(40_000, file.Lines);
        Assert.Equal(new FileInfo(path).Length, file.Bytes);
        var written = path.EndsWith("gz", StringComparison.OrdinalIgnoreCase) ? Unpacked(path) : File.ReadAllBytes(path);
        Assert.Equal(string.Concat(Enumerable.Range(0, 40_000).Select(Line)), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void An_abandoned_file_is_written_when_it_is_closed()
    {
        var path = Path.Combine(_folder.Path, "lines.jsonl");
        using (var file = LineFile.Create(path))
            Add(file, 3);

        Assert.Equal(Line(0) + Line(1) + Line(2), File.ReadAllText(path));
    }

    [Theory]
    [InlineData("full.jsonl")]
    [InlineData("full.jsonl.gz")]
    public void A_full_disk_cuts_the_file_off_after_a_whole_line(string name)
    {
        using var disk = new SmallDisk(capacity: name.EndsWith("gz", StringComparison.Ordinal) ? 900_000 : 2_500_000);
        using var file = new LineFile(name, disk);

        var refusal = Assert.Throws<StartupRefusedException>(() => Add(file, 1_000_000));

        Assert.StartsWith(
            $"Cannot write to {name} (No space left on device): the file ends after ", refusal.Message, StringComparison.Ordinal);
        Assert.True(file.Lines > 0);
        Assert.Equal(file.Bytes, disk.Length);
        disk.Position = 0;
        using var reader = new StreamReader(
            name.EndsWith("gz", StringComparison.Ordinal) ? new GZipStream(disk, CompressionMode.Decompress) : disk);
        var text = reader.ReadToEnd();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Equal(file.Lines, text.Count(static c => c == '\n'));
    }

    [Fact]
    public void A_file_that_cannot_be_created_is_refused_with_a_sentence()
    {
        var path = Path.Combine(_folder.Path, "missing", "lines.jsonl");

        var refusal = Assert.Throws<StartupRefusedException>(() => LineFile.Create(path));

        Assert.StartsWith($"Cannot write to {path} (", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("): set --output to a file that can be written.", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<StartupRefusedException>(() => LineFile.Create(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    internal static byte[] Unpacked(string path)
    {
        using var unpacked = new MemoryStream();
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        file.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static void Add(LineFile file, int lines)
    {
        for (var number = 0; number < lines; number++)
            file.Add(Encoding.UTF8.GetBytes(Line(number)), 1);
    }

    private static string Line(int number) => $"{{\"line\":{number},\"text\":\"{number * 2_654_435_761:x16} 파도\"}}\n";

    /// <summary>Writes as much as fits, then fails, as a file system does.</summary>
    private sealed class SmallDisk(int capacity) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var fits = (int)Math.Min(capacity - Position, buffer.Length);
            base.Write(buffer[..fits]);
            if (fits < buffer.Length)
                throw new IOException("No space left on device");
        }
    }
}
