using System.Text;
using Pipeline.Ads.Rows;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Ads;

/// <summary>Files that are no CSV file of the data set, and files that are damaged.</summary>
public sealed class DataFileTests : IDisposable
{
    private static readonly byte[] Plain = AdSample.Generated(20_000);

    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("", "is empty.")]
    [InlineData("\n", "has no header: its first line is empty.")]
    [InlineData(AdSample.Row + "\n", "has no header: its first line is a row.")]
    [InlineData("name,price\napple,3\n", "has other columns: name, price.")]
    [InlineData("\"id,click\n", "has a broken header: unclosed_quote.")]
    [InlineData("id\0,click\n", "is not a text file: its first line is not UTF-8.")]
    [InlineData("\x89PNG\r\n\x1A\n", "is not a text file: its first line is not UTF-8.")]
    [InlineData("\xFF\xFEi\0d\0", "is UTF-16: convert it to UTF-8.")]
    [InlineData("id,click\r1,0\r", "ends its lines with CR alone: convert them to LF or CR LF.")]
    public void A_file_without_the_header_is_refused_with_a_sentence(string content, string reason) =>
        Assert.Contains(reason, Refusal(AdSample.Latin1(content)), StringComparison.Ordinal);

    [Fact]
    public void A_first_line_without_an_end_is_no_header() => Assert.Contains(
        "is not a CSV file: its first line has more than 65,536 bytes.",
        Refusal(AdSample.Latin1(new string('x', 10 << 20))), StringComparison.Ordinal);

    [Fact]
    public void Missing_unknown_and_repeated_columns_are_named()
    {
        var names = AdSample.Header.Split(',');
        Assert.Contains(" misses C20, C21. It needs", Refusal(AdSample.Latin1(string.Join(',', names[..^2]))), StringComparison.Ordinal);
        Assert.Contains(" has unknown price. It needs", Refusal(AdSample.Latin1(AdSample.Header + ",price")), StringComparison.Ordinal);
        Assert.Contains(" repeats id. It needs", Refusal(AdSample.Latin1(AdSample.Header + ",id")), StringComparison.Ordinal);
        Assert.Contains(
            " misses C21, has unknown c21, repeats C14. It needs",
            Refusal(AdSample.Latin1(AdSample.Header.Replace("C21", "c21,C14", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_set_is_recognised()
    {
        var header = AdSample.Header.Replace(",click", "", StringComparison.Ordinal);
        Assert.Contains(
            " misses click. A test set has no clicks: use a training set.", Refusal(AdSample.Latin1(header)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused_with_a_sentence()
    {
        Assert.Contains(" cannot be read (", Refused(Path.Combine(_folder.Path, "missing.csv")), StringComparison.Ordinal);
        Assert.Contains(" cannot be read (", Refused(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_damaged_from_its_beginning_is_refused() => Assert.Contains(
        " cannot be read (", Refusal([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]), StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_has_become_shorter_is_not_continued(bool isCompressed)
    {
        using var reader = RowReader.Open(Written(isCompressed ? AdSample.Compressed(Plain) : Plain));
        var refusal = Assert.Throws<StartupRefusedException>(() => reader.Continue(Plain.Length + 1, line: 20_002));
        Assert.Contains($" cannot be continued at byte {Plain.Length + 1:N0} (", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_alone_is_a_file_without_rows() =>
        Assert.Empty((await ReadAsync(AdSample.Latin1(AdSample.Header))).Rows);

    [Fact]
    public async Task Members_of_gzip_are_joined_also_within_a_row()
    {
        byte[] members = [.. AdSample.Compressed(Plain.AsSpan(..1_000_000)), .. AdSample.Compressed(Plain.AsSpan(1_000_000..))];
        var (rows, failure) = await ReadAsync(members);
        Assert.Null(failure);
        Assert.Equal(Rows(Plain), rows.Select(static r => r.Raw));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public async Task Of_a_cut_off_gzip_the_rows_before_are_read_and_the_rest_is_an_error(double share)
    {
        var compressed = AdSample.Compressed(Plain);
        var (rows, failure) = await ReadAsync(compressed[..(int)(compressed.Length * share)]);
        Assert.InRange(rows.Count, 1, 19_999);
        Assert.All(rows, static r => Assert.True(r.IsAccepted));
        Assert.Equal(Rows(Plain).Take(rows.Count), rows.Select(static r => r.Raw));
        Assert.Contains($" is damaged after line {rows.Count + 1:N0} (", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_after_the_last_page_that_is_wanted_is_no_error_however_far_the_reading_is_ahead()
    {
        // Two pages, and damage right after them: the reading meets it at once.
        var path = Written(AdSample.Compressed(Plain)[..^4]);
        using var reader = RowReader.Open(path);
        var pages = 0;
        await foreach (var page in reader.ReadAsync(Token))
        {
            pages++;
            if (page.LastLine == 20_001)
                break;
        }

        Assert.InRange(pages, 2, 100);
        Assert.Null(reader.Failure);
    }

    [Fact]
    public async Task A_gzip_without_its_checksum_is_an_error()
    {
        var compressed = AdSample.Compressed(Plain);
        var (rows, failure) = await ReadAsync(compressed[..^4]);
        Assert.Equal(20_000, rows.Count);
        Assert.NotNull(failure);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(12)]
    public async Task A_gzip_that_is_cut_off_in_the_head_of_a_later_member_is_an_error(int bytes)
    {
        var (rows, failure) = await ReadAsync([.. AdSample.Compressed(Plain), .. AdSample.Compressed(Plain).AsSpan(..bytes)]);
        Assert.Equal(20_000, rows.Count);
        Assert.NotNull(failure);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_later_member_with_a_damaged_head_is_an_error(int damaged)
    {
        var second = AdSample.Compressed(Plain);
        second[damaged] ^= 1;
        var (rows, failure) = await ReadAsync([.. AdSample.Compressed(Plain), .. second]);
        Assert.Equal(20_000, rows.Count);
        Assert.NotNull(failure);
    }

    [Fact]
    public async Task What_follows_a_gzip_and_is_none_is_an_error()
    {
        var (rows, failure) = await ReadAsync([.. AdSample.Compressed(Plain), .. "hello"u8]);
        Assert.Equal(20_000, rows.Count);
        Assert.NotNull(failure);
    }

    /// <summary>Extra field, name, comment and checksum of the head, as other programs write them.</summary>
    [Fact]
    public async Task A_member_may_have_all_that_its_head_can_hold()
    {
        var member = AdSample.Compressed(Plain);
        byte[] head = [.. member.AsSpan(..3), 2 | 4 | 8 | 16, .. member.AsSpan(4..10), 3, 0, 1, 2, 3, .. "a.csv\0a comment\0"u8, 9, 9];
        var (rows, failure) = await ReadAsync([.. head, .. member.AsSpan(10..), .. member]);
        Assert.Null(failure);
        Assert.Equal(40_000, rows.Count(static r => r.IsAccepted));
    }

    [Fact]
    public async Task Members_may_end_at_any_byte_of_the_buffers()
    {
        var members = new List<byte>();
        for (var (at, length) = (0, 1); at < Plain.Length; at += length, length = (length * 7 % 8_191) + 1)
            members.AddRange(AdSample.Compressed(Plain.AsSpan(at, Math.Min(length, Plain.Length - at))));
        var (rows, failure) = await ReadAsync([.. members]);
        Assert.Null(failure);
        Assert.Equal(Rows(Plain), rows.Select(static r => r.Raw));
    }

    [Fact]
    public async Task A_damaged_byte_within_gzip_is_an_error()
    {
        var compressed = AdSample.Compressed(Plain);
        compressed.AsSpan(compressed.Length / 2, 16).Fill(0xFF);
        var (rows, failure) = await ReadAsync(compressed);
        Assert.Equal(Rows(Plain).Take(1_000), rows.Take(1_000).Select(static r => r.Raw));
        Assert.NotNull(failure);
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Rows(byte[] file) => Encoding.UTF8.GetString(file).Split('\n')[1..^1];

    private Task<(List<ReadRow> Rows, string? Failure)> ReadAsync(byte[] bytes) => AdSample.ReadAsync(Written(bytes));

    private string Refusal(byte[] bytes) => Refused(Written(bytes));

    private static string Refused(string path) =>
        Assert.Throws<StartupRefusedException>(() => RowReader.Open(path)).Message is var message
            && message.StartsWith(path, StringComparison.Ordinal) ? message : "";

    private string Written(byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, "file");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
