namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Prepares columns for statements: new rows with their events for bulk writes, slices of a batch for the sink.</summary>
public class Columns
{
    /// <summary>Slices per batch. The sink uses one; it bisects a batch when the database refuses a row.</summary>
    private const int Slices = 10;

    private readonly SampleShop _shop = new();
    private readonly FixedClock _clock = new(SampleShop.Now);
    private readonly IReadOnlyList<TableColumn> _columns = StreamTable.Of(ShopStreams.Orders).Columns;
    private readonly List<NpgsqlParameter> _parameters = [];
    private EventBatch _batch = ShopStreams.Orders.NewBatch(1);

    [GlobalSetup]
    public void Setup() => _batch = EventRows.Of(_shop.Orders, _clock).Batch;

    /// <summary>Envelope, bytes, outbox shard and columns of new orders.</summary>
    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int BulkRows() => EventRows.Of(_shop.Orders, _clock).Payload.Length;

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int SliceParameters()
    {
        _parameters.Clear();
        for (var start = 0; start < SampleShop.Events; start += SampleShop.Events / Slices)
        {
            foreach (var column in _columns)
                _parameters.Add(column.Parameter(_batch, start, SampleShop.Events / Slices));
        }

        return _parameters.Count;
    }
}
