namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Simulates listeners of the music service and writes their events as JSON into memory.</summary>
public class Simulating
{
    private readonly EventBuffer _buffer = new();
    private MusicSimulation? _simulation;

    [GlobalSetup]
    public void Setup() => _simulation = new(
        new MusicCatalogue(new(42)), new(42, 10_000, new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), BehaviourModel.BuiltIn(), Shard.Whole));

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int ListeningEvents()
    {
        var bytes = 0;
        for (var written = 0; written < SampleShop.Events; _buffer.Clear())
        {
            written += _simulation!.Run(_buffer, long.MaxValue, SampleShop.Events - written);
            bytes += _buffer.Length;
        }

        return bytes;
    }
}
