namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// The processes of one shop: the built programs, started with an environment that differs from a user's only in shorter
/// times. A name says what it is: orders-2 is a consumer of orders, producer-1 a generator with its relay.
/// </summary>
internal sealed class ShopPrograms(IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    public static IReadOnlyList<string> Consumers { get; } = ["orders-1", "orders-2", "orders-3", "users-1", "products-1"];

    private readonly Dictionary<string, List<(string, string)>> _settings = new(StringComparer.Ordinal);
    private readonly List<ShopProgram> _all = [];
    private long _started;

    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>The process that was started last under the name.</summary>
    public ShopProgram this[string name] =>
        _all.FindLast(p => p.Name == name) ?? throw new ArgumentException($"{name} was never started.", nameof(name));

    public bool HasStarted(string name) => _all.Exists(p => p.Name == name);

    /// <summary>The consumers of orders that run.</summary>
    public IReadOnlyList<ShopProgram> Orders => [.. Running("orders-")];

    /// <summary>A setting that the program of this name gets, now and when it is started again.</summary>
    public void Set(string name, string variable, string value)
    {
        if (!_settings.TryGetValue(name, out var settings))
            _settings[name] = settings = [];
        settings.RemoveAll(s => s.Item1 == variable);
        settings.Add((variable, value));
    }

    public ShopProgram Start(string name)
    {
        var kind = name.Split('-')[0];
        var own = new Dictionary<string, string>(environment, StringComparer.Ordinal)
        {
            // Two generators with one seed, and no --shard that tells them apart, would place the same orders.
            ["RANDOM_SEED"] = $"{environment["RANDOM_SEED"]}{++_started}",
            ["CONSUMER_TOPIC"] = kind is "users" or "products" ? kind : "orders",
        };
        foreach (var (variable, value) in _settings.GetValueOrDefault(name, []))
            own[variable] = value;
        var program = kind switch { "producer" => "RealtimeGenerator", "seeder" => "Seeder", _ => "Consumer" };
        var started = new ShopProgram(
            name, RunningProgram.StartBuilt(program, own))
        { IsExpectedToEndWell = kind != "seeder" && !own.ContainsKey("CRASH_AT") };
        _all.Add(started);
        return started;
    }

    /// <summary>The next start is without the crash.</summary>
    public ShopProgram StartWithoutCrash(string name)
    {
        _settings.GetValueOrDefault(name, []).RemoveAll(s => s.Item1 == "CRASH_AT");
        return Start(name);
    }

    /// <summary>Stops all whose name begins so, in good order.</summary>
    public Task StopAsync(string prefix = "") => Task.WhenAll(Running(prefix).Select(p => p.StopAsync()));

    /// <summary>What each of them said last.</summary>
    public void Dump(ITestOutputHelper output)
    {
        foreach (var program in _all)
            output.WriteLine($"--- {program.Name}, {(program.Process.HasExited ? "ended" : "running")}\n{program.Tail()}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _all)
            await program.Process.DisposeAsync();
    }

    /// <summary>Includes programs that ended unexpectedly, so that stopping them reports it.</summary>
    private List<ShopProgram> Running(string prefix) =>
        _all.Where(p => p.Name.StartsWith(prefix, StringComparison.Ordinal) && (!p.Process.HasExited || p.IsExpectedToEndWell)).ToList();
}
