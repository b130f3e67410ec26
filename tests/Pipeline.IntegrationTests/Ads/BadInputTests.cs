using System.IO.Compression;
using System.Text;
using Pipeline.Ads.Generating;
using Pipeline.Ads.Ingest;
using Pipeline.Ads.Rows;
using Pipeline.Streams.Faults;

namespace Pipeline.IntegrationTests.Ads;

/// <summary>Bad files and rows through ingest: each is refused in clear words or counted, and the rows around it are in Kafka.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Rest = ",0,14102100,1005,0,1fbe01fe,f3845767,28905ebd,ecad2386,7801e8d9,07d7df22,a99f214a,ddd2926e,44956a24,1,2,"
        + "15706,320,50,1722,0,35,-1,79";

    private static readonly string Header = AdHeader.Text + "\n";

    private readonly IngestStage _stage = new();

    public void Dispose() => _stage.Dispose();

    /// <summary>One file with all kinds of broken rows, each between two good ones.</summary>
    [Fact]
    public async Task Broken_rows_of_every_kind_are_in_ad_events_error_and_the_rows_around_them_are_sent()
    {
        var kinds = RowDirt.All.Where(static d => d.Fault != RowFault.None).ToList();
        var broken = kinds.Select(static (d, i) => d.Break($"{(2 * i) + 2}{Rest}".Split(','))).ToList();
        var good = Enumerable.Range(0, kinds.Count + 1).Select(static i => $"{(2 * i) + 1}").ToList();
        var rows = broken.SelectMany((b, i) => (byte[][])[Encoding.UTF8.GetBytes($"{good[i]}{Rest}\n"), b, "\n"u8.ToArray()]);
        await WriteAsync([Encoding.UTF8.GetBytes(Header), .. rows, Encoding.UTF8.GetBytes($"{good[^1]}{Rest}\n")]);

        var result = await RunAsync();

        Assert.True(result.IsComplete, result.Failure);
        Assert.Equal(good.Order(StringComparer.Ordinal), SentIds());
        var errors = _stage.Errors().OrderBy(static e => e.LineNumber).ToList();
        Assert.Equal(
            kinds.Select((d, i) => (d.Kind, d.Reason, (2L * i) + 3, 0)),
            errors.Zip(kinds, static (e, d) => (d.Kind, e.Reason, e.LineNumber, e.RetryCount)));
        Assert.Equal(
            broken.Select(static b => Convert.ToHexString(b.AsSpan(0, Math.Min(b.Length, RowReader.MaxLineBytes)))),
            errors.Select(static e => Convert.ToHexString(e.RawBytes())));
        Assert.Equal(
            kinds.CountBy(static d => d.Reason).Select(static r => (r.Key, (long)r.Value)).Order(),
            result.Broken.Select(static r => (r.Key, r.Value)).Order());
    }

    [Theory]
    [InlineData("", "is empty.")]
    [InlineData("1" + Rest + "\n", "has no header: its first line is a row.")]
    [InlineData("name,price\napple,3\n", "has other columns: name, price.")]
    [InlineData("id,hour\n1,14102100\n", "misses click, C1,")]
    [InlineData("\0\u0001\u0002\0\n", "is not a text file")]
    public async Task A_file_that_is_none_of_the_data_set_is_refused_and_nothing_is_sent(string content, string reason)
    {
        await WriteAsync(Encoding.UTF8.GetBytes(content));
        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(RunAsync);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(SentIds());
        Assert.Empty(_stage.Errors());
    }

    [Fact]
    public async Task A_test_set_without_clicks_is_refused_with_the_reason()
    {
        await WriteAsync(Encoding.UTF8.GetBytes(Header.Replace("click,", "", StringComparison.Ordinal) + "1,14102100\n"));
        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(RunAsync);
        Assert.Contains("misses click. A test set has no clicks: use a training set.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_truncated_gzip_the_rows_before_the_end_are_sent_and_the_run_fails()
    {
        var text = Header + string.Concat(Enumerable.Range(1, 20_000).Select(static i => $"{i * 7919L * 104_729}{Rest}\n"));
        var gzip = Compressed(text);
        await WriteAsync(gzip.AsSpan(0, gzip.Length / 2).ToArray());

        var result = await RunAsync();

        Assert.False(result.IsComplete);
        Assert.Contains("is damaged after line", result.Failure, StringComparison.Ordinal);
        Assert.InRange(result.Sent, 1_000, 19_000);
        Assert.Equal((result.Rows, result.Sent), (result.Sent, SentIds().Count));
        Assert.Equal("ingest: FAILED", result.Lines().Last()[..14]);
    }

    [Fact]
    public async Task Of_a_truncated_gzip_the_rows_that_are_wanted_are_sent_without_an_error()
    {
        // One page: the damage is known before its rows are sent.
        await WriteAsync(Compressed(Header + string.Concat(Enumerable.Range(1, 1_000).Select(static i => $"{i}{Rest}\n")))[..^4]);
        await _stage.RegisterAsync();
        var result = await IngestStage.Run(_stage.Options with { MaxRecords = 1_000 });
        Assert.Equal((true, 1_000L, null), (result.IsComplete, result.Sent, result.Failure));
    }

    [Fact]
    public async Task Rows_of_joined_files_in_gzip_are_sent_and_the_second_header_is_counted()
    {
        await WriteAsync(Compressed($"{Header}1{Rest}\n"), Compressed($"{Header}2{Rest}\n"));
        var result = await RunAsync();
        Assert.Equal((true, 1L), (result.IsComplete, result.Broken["repeated_header"]));
        Assert.Equal(["1", "2"], SentIds());
    }

    [Fact]
    public async Task A_line_of_10_MB_is_counted_with_its_beginning_and_the_rows_around_it_are_sent()
    {
        await WriteAsync(
            Encoding.UTF8.GetBytes($"{Header}1{Rest}\n"), Encoding.UTF8.GetBytes(new string('x', 10 << 20)),
            Encoding.UTF8.GetBytes($"\n3{Rest}\n"));
        var result = await RunAsync();
        Assert.True(result.IsComplete, result.Failure);
        Assert.Equal(["1", "3"], SentIds());
        var error = Assert.Single(_stage.Errors());
        Assert.Equal(("line_too_long", RowReader.MaxLineBytes), (error.Reason, error.Raw.Length));
    }

    [Fact]
    public async Task Carriage_returns_quotes_and_a_byte_order_mark_change_no_row()
    {
        var header = Header.Replace("\n", "\r\n", StringComparison.Ordinal);
        await WriteAsync(Encoding.UTF8.GetBytes($"\uFEFF{header}\"1\"{Rest}\r\n2{Rest}\r\n"));
        Assert.True((await RunAsync()).IsComplete);
        Assert.Equal(["1", "2"], SentIds());
        // Both rows have an id of one digit, and are otherwise equal.
        Assert.Single(_stage.ReadAll(IngestStage.Raw).Select(static m => Convert.ToHexString(m.Message.Value.AsSpan(7))).Distinct());
    }

    [Fact]
    public async Task Rows_with_the_same_id_are_all_sent_and_have_one_key()
    {
        await WriteAsync(Encoding.UTF8.GetBytes($"{Header}1{Rest}\n1{Rest}\n2{Rest}\n"));
        Assert.True((await RunAsync()).IsComplete);
        Assert.Equal(["1", "1", "2"], SentIds());
    }

    private async Task<IngestResult> RunAsync()
    {
        await _stage.RegisterAsync();
        return await IngestStage.Run(_stage.Options);
    }

    private List<string> SentIds() =>
        [.. _stage.ReadAll(IngestStage.Raw).Select(static m => Encoding.UTF8.GetString(m.Message.Key)).Order(StringComparer.Ordinal)];

    private async Task WriteAsync(params byte[][] parts)
    {
        await using var file = File.Create(_stage.FilePath);
        foreach (var part in parts)
            await file.WriteAsync(part, Token);
    }

    private static byte[] Compressed(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return compressed.ToArray();
    }
}
