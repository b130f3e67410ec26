using System.Globalization;
using System.Text;
using Pipeline.Ads.Sampling;
using Pipeline.Hosting.Settings;
using Pipeline.Simulation.Output;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Ads;

public sealed class SampleRunTests : IDisposable
{
    private const int Rows = 20_000;

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task The_head_is_the_first_accepted_rows()
    {
        byte[] generated = AdSample.Generated(Rows);
        var start = AdSample.Header.Length + 1;
        var (lines, log) = await RunAsync(
            [.. generated[..start], .. AdSample.Latin1("broken\n"), .. generated[start..], .. AdSample.Latin1("broken\n")],
            ("--rows", "1000"), ("--method", "head"));
        Assert.Equal(Encoding.UTF8.GetString(generated).Split('\n')[..1_001], lines);
        Assert.Contains(": 1,000 of 1,000 accepted rows; 1 refused rows left out", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_head_of_a_damaged_file_is_whole_if_the_damage_is_after_it()
    {
        byte[] generated = AdSample.Generated(1_000);
        var compressed = AdSample.Compressed(generated);
        var (lines, log) = await RunAsync(compressed[..^4], ("--rows", "999"), ("--method", "head"));
        Assert.Equal(Encoding.UTF8.GetString(generated).Split('\n')[..1_000], lines);
        Assert.DoesNotContain("damaged", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reservoir_has_rows_of_the_whole_file_in_their_order()
    {
        var generated = AdSample.Generated(Rows);
        var (lines, _) = await RunAsync(generated, ("--rows", "2000"), ("--seed", "9"));
        var all = Encoding.UTF8.GetString(generated).Split('\n')[1..^1].Select(static (l, i) => (l, i))
            .ToDictionary(static l => l.l, static l => l.i, StringComparer.Ordinal);
        var places = lines[1..].Select(l => all[l]).ToList();

        Assert.Equal(AdSample.Header, lines[0]);
        Assert.Equal((2_000, 2_000), (places.Count, places.Distinct().Count()));
        Assert.Equal(places.Order(), places);
        // Ten parts of the file with 200 rows each; the standard deviation is 12.7.
        Assert.All(places.CountBy(static p => p / (Rows / 10)), static part => Assert.InRange(part.Value, 150, 250));
    }

    [Fact]
    public async Task Same_seed_gives_the_same_sample_and_another_seed_another()
    {
        var generated = AdSample.Generated(Rows);
        var a = (await RunAsync(generated, ("--rows", "50"), ("--seed", "1"))).Lines;
        Assert.Equal(a, (await RunAsync(generated, ("--rows", "50"))).Lines);
        Assert.NotEqual(a, (await RunAsync(generated, ("--rows", "50"), ("--seed", "2"))).Lines);
    }

    [Theory]
    [InlineData("head")]
    [InlineData("reservoir")]
    public async Task A_small_file_is_its_own_sample(string method)
    {
        var generated = AdSample.Generated(10);
        Assert.Equal(
            Encoding.UTF8.GetString(generated).TrimEnd('\n').Split('\n'), (await RunAsync(generated, ("--method", method))).Lines);
    }

    [Fact]
    public void Options_are_checked() => Assert.Equal(
        ["--rows=x is not a number of rows from 1 to 10000000.", "--method=tail is not one of head, reservoir."],
        Assert.Throws<SettingsException>(() => SampleOptions.Read(static name => name switch
        {
            "--rows" => "x",
            "--method" => "tail",
            _ => null,
        })).Faults);

    [Fact]
    public async Task The_file_itself_is_not_overwritten()
    {
        var path = Path.Combine(_folder.Path, "file.csv");
        await File.WriteAllBytesAsync(path, AdSample.Generated(10), Token);
        var options = SampleOptions.Read(name => name == "--output" ? Path.Combine(_folder.Path, ".", "file.csv") : null);
        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(() =>
            new SampleRun(path, options, TextWriter.Null, AdSample.Silent).RunAsync(static () => throw new NotSupportedException(), Token));
        Assert.EndsWith(" is the file itself: set --output to another one.", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(string[] Lines, string Log)> RunAsync(byte[] file, params (string Name, string Value)[] given)
    {
        var (path, output) = (Path.Combine(_folder.Path, "file.csv"), Path.Combine(_folder.Path, "sample.csv"));
        await File.WriteAllBytesAsync(path, file, Token);
        var log = new StringWriter(CultureInfo.InvariantCulture);
        var options = SampleOptions.Read(name => given.FirstOrDefault(g => g.Name == name).Value);
        Assert.Equal(0, await new SampleRun(path, options, log, AdSample.Silent).RunAsync(() => LineFile.Create(output), Token));
        return (await File.ReadAllLinesAsync(output, Token), log.ToString());
    }
}
