using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Pipeline.Ads.Generating;
using Pipeline.Ads.Rows;
using Pipeline.Hosting.Settings;
using Pipeline.UnitTests.Simulation;

namespace Pipeline.UnitTests.Ads;

public sealed class GenerateRunTests : IDisposable
{
    private const int Rows = 300_000;

    private static readonly Lazy<Task<List<ReadRow>>> Generated = new(static async () =>
    {
        using var folder = new ScratchFolder();
        var path = Path.Combine(folder.Path, "rows.csv");
        await File.WriteAllBytesAsync(path, AdSample.Generated(Rows), Token);
        return (await AdSample.ReadAsync(path)).Rows;
    });

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Clicks_have_the_rate_of_the_data_set_within_a_third_of_a_point()
    {
        var rows = await Generated.Value;
        Assert.Equal(Rows, rows.Count(static r => r.IsAccepted));
        Assert.Equal(16.6, Rate(rows), 0.35);
    }

    [Theory]
    [InlineData(AdColumns.BannerPosition, "0", 18.2)]
    [InlineData(AdColumns.BannerPosition, "1", 17.1)]
    [InlineData(AdColumns.BannerPosition, "2", 15.3)]
    [InlineData(AdColumns.DeviceType, "1", 17.2)]
    [InlineData(AdColumns.DeviceType, "4", 15.8)]
    public async Task Clicks_by_banner_position_and_device_type_are_within_half_a_point(int column, string value, double perCent) =>
        Assert.Equal(perCent, Rate((await Generated.Value).Where(r => r.Fields[column] == value)), 0.5);

    [Fact]
    public async Task Clicks_by_hour_of_the_day_span_14_to_18_and_a_half_per_cent()
    {
        var rates = (await Generated.Value).GroupBy(static r => r.Fields[AdColumns.Hour][^2..])
            .ToDictionary(static g => g.Key, static g => Rate(g), StringComparer.Ordinal);
        Assert.Equal(24, rates.Count);
        // The smallest hour has 6,600 rows: three standard errors are 1.4 points.
        Assert.All(rates.Values, static rate => Assert.InRange(rate, 14 - 1.4, 18.5 + 1.4));
        Assert.Equal(14.0, rates["20"], 1.3);
        Assert.Equal(18.5, rates["01"], 1.4);
    }

    [Fact]
    public async Task Hours_are_in_order_over_ten_days()
    {
        var hours = (await Generated.Value).ConvertAll(static r => r.Fields[AdColumns.Hour]);
        Assert.Equal(("14102100", "14103023", 240), (hours[0], hours[^1], hours.Distinct().Count()));
        Assert.Equal(hours.Order(StringComparer.Ordinal), hours);
    }

    [Fact]
    public async Task Ids_are_unique_and_some_exceed_64_bits()
    {
        var ids = (await Generated.Value).ConvertAll(static r => BigInteger.Parse(r.Fields[AdColumns.Id], CultureInfo.InvariantCulture));
        Assert.Equal(Rows, ids.Distinct().Count());
        Assert.InRange(ids.Count(static id => id > ulong.MaxValue) / (double)Rows, 0.24, 0.26);
        Assert.Equal(20, (await Generated.Value).Max(static r => r.Fields[AdColumns.Id].Length));
    }

    [Theory]
    [InlineData(5, "85f751fd", 0.36, 4_737)]
    [InlineData(8, "ecad2386", 0.64, 8_552)]
    [InlineData(11, "a99f214a", 0.82, 2_600_000)]
    public async Task Sites_apps_and_devices_have_their_placeholder_and_a_long_tail(int column, string none, double share, int most)
    {
        var counts = (await Generated.Value).CountBy(r => r.Fields[column]).OrderByDescending(static c => c.Value).ToList();
        Assert.Equal(none, counts[0].Key);
        Assert.Equal(share, counts[0].Value / (double)Rows, 0.01);
        Assert.InRange(counts.Count, 2_000, most);
        Assert.True(counts[1].Value > 20 * counts[counts.Count / 2].Value || column == 11, "no value is popular");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    public async Task Sites_and_apps_follow_Zipf_s_law(int column)
    {
        var counts = (await Generated.Value).CountBy(r => r.Fields[column]).Select(static c => c.Value).OrderDescending().Skip(1).ToList();
        // The exponent is 1.05: tenfold ranks are 11.2 times rarer.
        Assert.InRange(counts[0] / (double)counts[9], 8.5, 14);
        Assert.InRange(counts[9] / (double)counts[99], 8.5, 14);
    }

    [Theory]
    [InlineData("a.csv", 0)]
    [InlineData("b.csv.gz", 5)]
    public async Task Same_seed_gives_the_same_bytes_and_another_seed_others(string name, double dirt)
    {
        var files = new List<byte[]>();
        foreach (var seed in new[] { 1, 1, 2 })
        {
            await RunAsync(name, 2_000, seed, dirt);
            files.Add(await File.ReadAllBytesAsync(Path.Combine(_folder.Path, name), Token));
        }

        Assert.Equal(files[0], files[1]);
        Assert.NotEqual(files[0], files[2]);
    }

    [Theory]
    [InlineData("dirty.csv", 10)]
    [InlineData("dirty.csv.gz", 1)]
    [InlineData("all.csv", 100)]
    public async Task The_truth_file_names_each_dirty_line_as_the_reader_refuses_it(string name, double dirt)
    {
        var output = await RunAsync(name, 20_000, seed: 3, dirt);
        var truth = File.ReadAllLines(Path.Combine(_folder.Path, name + ".truth.jsonl"))
            .Select(static l => JsonDocument.Parse(l).RootElement).ToList();
        var (rows, _) = await AdSample.ReadAsync(Path.Combine(_folder.Path, name));
        var dirty = truth[..^1].ConvertAll(static t =>
            (Line: t.GetProperty("line").GetInt64(), Reason: t.GetProperty("reason").GetString()!));
        var broken = dirty.Where(static d => d.Reason != RowDirt.Duplicate).ToList();
        var summary = truth[^1];

        Assert.Equal(20_000, rows.Count);
        Assert.Equal(
            broken,
            rows.Where(static r => !r.IsAccepted).Select(static r => (r.Line, r.Fault.Name())));
        var duplicates = dirty.Where(static d => d.Reason == RowDirt.Duplicate).Select(static d => d.Line).ToHashSet();
        var good = rows.Where(r => r.IsAccepted && !duplicates.Contains(r.Line)).ToList();
        Assert.Equal(good.Count, good.DistinctBy(static r => r.Fields[0]).Count());
        Assert.All(rows.Where(r => duplicates.Contains(r.Line)), r => Assert.Contains(good, g => g.Raw == r.Raw));
        Assert.Equal(
            (20_000, good.Count, good.Count(static r => r.Fields[1] == "1"), duplicates.Count, broken.Count),
            (Number("rows"), Number("good"), Number("clicks"), Number("duplicates"), Number("broken")));
        Assert.Equal(
            broken.CountBy(static d => d.Reason).OrderBy(static r => r.Key, StringComparer.Ordinal).Select(static r => (r.Key, r.Value)),
            summary.GetProperty("reasons").EnumerateObject().Select(static p => (p.Name, p.Value.GetInt32())));
        Assert.InRange(dirty.Count / 20_000.0, (dirt / 100) - 0.01, (dirt / 100) + 0.01);
        Assert.Contains($"generate: ok rows=20000 good={good.Count} clicks={Number("clicks")} ", output, StringComparison.Ordinal);

        long Number(string field) => summary.GetProperty(field).GetInt64();
    }

    [Fact]
    public async Task A_compressed_file_unpacks_to_the_plain_one()
    {
        await RunAsync("plain.csv", 10_000, seed: 5, dirt: 0);
        await RunAsync("packed.csv.gz", 10_000, seed: 5, dirt: 0);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "plain.csv"), Token),
            LineFileTests.Unpacked(Path.Combine(_folder.Path, "packed.csv.gz")));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "plain.csv"), Token), AdSample.Generated(10_000, seed: 5));
    }

    [Fact]
    public void All_faults_of_the_options_are_named_at_once() => Assert.Equal(
        [
            "--dirt=101 is not a number of per cent from 0 to 100.",
            "Nothing to write to: set --output FILE.",
            "--truth needs --dirt.",
            "--rows=0 is not a number of rows from 1 to 1000000000.",
            "--seed=x is not a whole number from -9223372036854775808 to 9223372036854775807.",
        ],
        Assert.Throws<SettingsException>(() => GenerateOptions.Read(static name => name switch
        {
            "--rows" => "0",
            "--seed" => "x",
            "--dirt" => "101",
            "--truth" => "t",
            _ => null,
        })).Faults);

    public void Dispose() => _folder.Dispose();

    private static double Rate(IEnumerable<ReadRow> rows) => 100 * rows.Average(static r => r.Fields[AdColumns.Click] == "1" ? 1.0 : 0);

    private async Task<string> RunAsync(string name, int rows, long seed, double dirt)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var options = GenerateOptions.Read(option => option switch
        {
            "--rows" => $"{rows}",
            "--seed" => $"{seed}",
            "--dirt" => $"{dirt}",
            "--output" => Path.Combine(_folder.Path, name),
            _ => null,
        });
        Assert.Equal(0, await new GenerateRun(options, output, AdSample.Silent).RunAsync(Token));
        return output.ToString();
    }
}
