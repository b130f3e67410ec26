using Pipeline.Ads.Exploring;
using Pipeline.Ads.Rows;

namespace Pipeline.UnitTests.Ads;

/// <summary>Memory of a pass does not grow with the rows.</summary>
public sealed class EdaMemoryTests
{
    [Fact]
    public void Once_its_tables_are_full_a_pass_allocates_next_to_nothing_per_row()
    {
        var parser = new RowParser([.. Enumerable.Range(0, AdColumns.Count)], [], lastLine: 0);
        var counters = Enumerable.Range(0, AdColumns.Count).Select(static c => new ColumnCounter(c)).ToArray();
        var page = new RowPage();
        var (number, allocated) = (0, 0L);
        // Every row has new values in three text columns, which is more than those of the data set.
        Count(pages: 200);
        allocated = 0;
        var rows = Count(pages: 200);
        var perRow = allocated / (double)rows;

        // Ids are kept up to a bound that is not reached here: their table grows by doubling.
        Assert.InRange(perRow, 0, 60);
        Assert.True(counters[5].Values.IsEstimated);

        int Count(int pages)
        {
            var counted = 0;
            for (var i = 0; i < pages; i++)
            {
                page.Clear();
                page.Length = 0;
                while (page.Length < RowPage.Capacity - 256)
                    page.Length += Write(page.Bytes.AsSpan(page.Length), number++);
                page.End = page.Length;
                // Not over Write: it allocates until the runtime has optimized it.
                var before = GC.GetAllocatedBytesForCurrentThread();
                parser.Parse(page, 0);
                foreach (var counter in counters)
                    counter.Add(page);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                counted += page.Count;
            }

            return counted;
        }
    }

    private static int Write(Span<byte> line, int number)
    {
        Assert.True(System.Text.Unicode.Utf8.TryWrite(
            line, $"{number},0,14102100,1,1,{number:x8},{number:x7},a,a,a,a,a,{number:x6},a,1,1,1,1,1,1,1,1,1,1\n", out var length));
        return length;
    }
}
