using System.Globalization;
using System.Text;
using CsCheck;
using Pipeline.Ads.Rows;

namespace Pipeline.UnitTests.Ads;

/// <summary>The reader gives what a naive one gives, for rows of any content and files of any size.</summary>
public sealed class RowReaderProperties : IDisposable
{
    private static readonly Gen<string> FieldText = Gen.OneOf(
        Gen.Const(""), Gen.Int[-3, 3].Select(static n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.Long.Select(static n => n.ToString(CultureInfo.InvariantCulture)), Gen.Const("14102100"), Gen.Const("14022930"),
        Gen.Char["ab,\"\"\r 0-\u00e9\u0000"].Array[0, 6].Select(static c => new string(c)),
        Gen.Char["ab,"].Array[0, 6].Select(static c => $"\"{new string(c)}\""), Gen.Int[0, 300].Select(static n => new string('a', n)));

    /// <summary>Mostly good rows with one or two other fields; sometimes anything.</summary>
    private static readonly Gen<string> Line = Gen.Frequency(
        (8, Gen.Select(Gen.Int[0, AdColumns.Count - 1], FieldText, Gen.Int[0, AdColumns.Count - 1], FieldText, Changed)),
        (4, Gen.Const(AdSample.Row)), (1, Gen.Const(AdHeader.Text)), (1, Gen.Const(AdHeader.Text + "\r")), (1, Gen.Const("")),
        (1, FieldText.Array[0, 30].Select(static f => string.Join(',', f))));

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Any_lines_are_read_as_a_naive_reader_reads_them() => await Line.Array[0, 300].SampleAsync(
        async lines =>
        {
            var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.csv");
            await File.WriteAllBytesAsync(path, AdSample.Latin1($"{AdSample.Header}\n{string.Join('\n', lines)}"), Token);
            var (rows, _) = await AdSample.ReadAsync(path);
            // A last line without a character does not exist.
            var expected = lines.Length > 0 && lines[^1].Length == 0 ? lines[..^1] : lines;
            Assert.Equal(expected.Select(NaiveReader.Read), rows.Select(static r => r.IsAccepted ? string.Join('|', r.Fields) : r.Reason));
            Assert.Equal(expected.Select(static l => l.EndsWith('\r') ? l[..^1] : l), rows.Select(static r => r.Raw));
        },
        iter: 300, threads: 1);

    [Fact]
    public async Task Whatever_the_page_ends_cut_through_every_row_is_read_once() => await Gen.Select(
        Gen.Int[1, RowPage.Capacity], Gen.Bool).SampleAsync(
        async (shift, isCompressed) =>
        {
            // A long line at the beginning moves all ends of pages.
            var bytes = AdSample.Generated(6_000);
            var start = AdSample.Header.Length + 1;
            byte[] file = [.. bytes[..start], .. AdSample.Latin1(new string('x', shift)), (byte)'\n', .. bytes[start..]];
            var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.csv");
            await File.WriteAllBytesAsync(path, isCompressed ? AdSample.Compressed(file) : file, Token);
            var (rows, failure) = await AdSample.ReadAsync(path);
            Assert.Null(failure);
            Assert.Equal(Encoding.UTF8.GetString(bytes).Split('\n')[1..^1], rows.Skip(1).Select(static r => r.Raw));
            Assert.Equal(Enumerable.Range(2, 6_001).Select(static n => (long)n), rows.Select(static r => r.Line));
            var end = (long)start + shift + 1;
            Assert.All(rows, (row, i) => Assert.Equal(i == 0 ? end : end += row.Raw.Length + 1, row.End));
        },
        iter: 20, threads: 1);

    [Fact]
    public async Task Reading_continues_after_any_row() => await Gen.Select(Gen.Int[0, 5_999], Gen.Bool).SampleAsync(
        async (index, isCompressed) =>
        {
            var path = Path.Combine(_folder.Path, isCompressed ? "rows.csv.gz" : "rows.csv");
            var file = AdSample.Generated(6_000);
            await File.WriteAllBytesAsync(path, isCompressed ? AdSample.Compressed(file) : file, Token);
            var (all, _) = await AdSample.ReadAsync(path);
            var (rest, _) = await AdSample.ReadAsync(path, (all[index].End, all[index].Line));
            Assert.Equal(
                all.Skip(index + 1).Select(static r => (r.Line, r.End, r.Raw)), rest.Select(static r => (r.Line, r.End, r.Raw)));
        },
        iter: 25, threads: 1);

    public void Dispose() => _folder.Dispose();

    private static string Changed(int i, string a, int j, string b)
    {
        var fields = AdSample.Row.Split(',');
        (fields[i], fields[j]) = (a, b);
        return string.Join(',', fields);
    }
}
