using System.Text.Json;
using Pipeline.MicroBenchmarks.Bounds;
using Pipeline.MicroBenchmarks.Measuring;

namespace Pipeline.UnitTests.MicroBenchmarks;

public sealed class BoundsFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_was_measured_is_recorded_in_whole_bytes()
    {
        Record(new("A", 304.31), new("B", 33.5), new("C", 0.04));
        Assert.Equal([("A", 304), ("B", 34), ("C", 0)], Read().Select(static bound => (bound.Key, bound.Value)));
    }

    [Fact]
    public void What_was_just_recorded_passes()
    {
        Allocation[] measured = [new("A", 304.49), new("B", 33.5), new("C", 0)];
        Record(measured);
        var comparison = BoundComparison.Of(measured, Read());
        Assert.All(comparison.Lines, static line => Assert.Equal(Verdict.Kept, line.Verdict));
    }

    [Fact]
    public void The_same_figures_in_another_order_make_the_same_file()
    {
        Record(new("A", 1), new("B", 2));
        var first = File.ReadAllText(_path);
        Record(new("B", 2), new("A", 1));
        Assert.Equal(first, File.ReadAllText(_path));
        Assert.EndsWith("}\n", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Recording_again_changes_only_the_bounds_that_are_not_kept()
    {
        Record(new("Kept", 304.4), new("Over", 361), new("Below", 100), new("Gone", 7));
        Allocation[] measured = [new("Kept", 304.6), new("Over", 400.2), new("Below", 50.2), new("New", 24)];
        new BoundsFile(_path).Write(BoundComparison.Of(measured, Read()));
        Assert.Equal([("Below", 50), ("Kept", 304), ("New", 24), ("Over", 400)], Read().Select(static bound => (bound.Key, bound.Value)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "about": "", "bytesPerEvent": null }""")]
    [InlineData("""{ "about": "", "bytesPerEvent": { "A": "1" } }""")]
    [InlineData("""{ "about": "", "bytesPerEvents": { "A": 1 } }""")]
    public void A_file_without_bounds_is_an_error_and_not_read_as_an_empty_one(string content)
    {
        File.WriteAllText(_path, content);
        Assert.Throws<JsonException>(Read);
    }

    [Fact]
    public void A_missing_file_is_an_error() => Assert.Throws<FileNotFoundException>(Read);

    private void Record(params Allocation[] measured) =>
        new BoundsFile(_path).Write(BoundComparison.Of(measured, new Dictionary<string, double>(StringComparer.Ordinal)));

    private IReadOnlyDictionary<string, double> Read() => new BoundsFile(_path).Read();
}
