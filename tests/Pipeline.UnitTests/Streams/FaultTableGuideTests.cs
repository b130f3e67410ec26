using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Streams;

public sealed class FaultTableGuideTests
{
    private const string Heading = "| source | code | name | action | meaning |";

    [Fact]
    public void The_guide_prints_the_fault_table_line_by_line()
    {
        var guide = Path.Combine(Repository.Root, "GUIDE", "DELIVERY.md");
        Assert.Equal(FaultTable.All, Lines(guide));
    }

    /// <summary>The rows below the heading and its rule, up to the first line that is no row.</summary>
    private static IEnumerable<Fault> Lines(string guide) => File.ReadLines(guide)
        .SkipWhile(static line => line != Heading)
        .Skip(2)
        .TakeWhile(static line => line.StartsWith('|'))
        .Select(static line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
        .Select(static cells => new Fault(cells[0], cells[1].Trim('`'), cells[2].Trim('`'), Enum.Parse<FaultAction>(cells[3]), cells[4]));
}
