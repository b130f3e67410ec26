using AdPipeline.Commands;
using Pipeline.Ads.Exploring;
using Pipeline.Hosting.Settings;

namespace Pipeline.UnitTests.Ads;

public sealed class AdCommandsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("generate", "--rowz")]
    [InlineData("explore", "--output")]
    [InlineData("eda", "--rows")]
    [InlineData("sample", "--size")]
    public async Task An_unknown_option_is_refused_by_its_name(string command, string option)
    {
        string[] args = command == "generate" ? [command, option, "5"] : [command, "file.csv", option, "5"];
        var refusal = await Assert.ThrowsAsync<SettingsException>(() => AdCommands.InvokeAsync(args));
        Assert.Contains(refusal.Faults, fault => fault.Contains($"'{option}'", StringComparison.Ordinal));
        Assert.Equal("--help lists commands and options.", refusal.Faults[^1]);
    }

    [Theory]
    [InlineData("explore")]
    [InlineData("eda")]
    [InlineData("sample")]
    [InlineData("train")]
    public async Task A_missing_file_and_an_unknown_command_are_refused(string command)
    {
        var refusal = await Assert.ThrowsAsync<SettingsException>(() => AdCommands.InvokeAsync([command]));
        Assert.Contains(refusal.Faults, fault => fault.Contains($"'{command}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_commands_work_on_what_the_first_has_generated()
    {
        var (rows, sample, reports) = (In("rows.csv.gz"), In("sample.csv"), In("reports"));
        string[][] commands =
        [
            ["generate", "--rows", "3000", "--seed", "1", "--dirt", "5", "--output", rows], ["explore", rows, "--rows", "100"],
            ["sample", rows, "--rows", "100", "--method", "head", "--output", sample], ["eda", sample, "--output", reports],
        ];
        foreach (var command in commands)
            Assert.Equal(0, await AdCommands.InvokeAsync(command));
        Assert.Equal(101, File.ReadLines(sample).Count());
        var json = await File.ReadAllTextAsync(Path.Combine(reports, EdaRun.JsonName), Token);
        Assert.Contains("\"accepted\": 100,", json, StringComparison.Ordinal);
        Assert.True(File.Exists(rows + ".truth.jsonl"));
    }

    public void Dispose() => _folder.Dispose();

    private string In(string name) => Path.Combine(_folder.Path, name);
}
