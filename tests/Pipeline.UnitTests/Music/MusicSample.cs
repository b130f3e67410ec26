using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Hosting.Settings;
using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;
using Pipeline.Music.Events;
using Pipeline.Music.Simulating;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Music;

/// <summary>Simulations with the seed 42. The catalogue is generated once for all tests.</summary>
internal static class MusicSample
{
    public const long Seed = 42;

    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<MusicCatalogue> Generated = new(() => new(new(Seed)));

    public static MusicCatalogue Catalogue => Generated.Value;

    public static SimulationSetup Setup(int users = 300, Shard? shard = null, BehaviourModel? behaviour = null, long seed = Seed) =>
        new(seed, users, Start, behaviour ?? BehaviourModel.BuiltIn(), shard ?? Shard.Whole);

    /// <summary>Simulates, and returns the counts only.</summary>
    public static RunStatistics Count(SimulationSetup setup, TimeSpan duration)
    {
        var simulation = new MusicSimulation(Catalogue, setup);
        Run(simulation, duration, EventBuffer.MaxEvents, static _ => { });
        return simulation.Statistics;
    }

    /// <summary>Simulates, and returns all lines.</summary>
    public static string Lines(SimulationSetup setup, TimeSpan duration, int batch = EventBuffer.MaxEvents)
    {
        var catalogue = setup.Seed == Seed ? Catalogue : new(new(setup.Seed));
        var lines = new StringBuilder();
        Run(new(catalogue, setup), duration, batch, buffer => lines.Append(Encoding.UTF8.GetString(buffer.Lines)));
        return lines.ToString();
    }

    /// <summary>Simulates, and returns all events.</summary>
    public static List<JsonElement> Events(SimulationSetup setup, TimeSpan duration) =>
    [
        .. Lines(setup, duration).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonElement.Parse(l)),
    ];

    /// <summary>The built-in behaviour with changes.</summary>
    public static BehaviourModel Behaviour(Action<JsonObject> change) => BehaviourModel.Read(Json(change), "mine.json");

    /// <summary>The faults of the built-in behaviour with changes.</summary>
    public static IReadOnlyList<string> Faults(Action<JsonObject> change) =>
        Assert.Throws<SettingsException>(() => Behaviour(change)).Faults;

    private static MemoryStream Json(Action<JsonObject> change)
    {
        using var file = typeof(BehaviourModel).Assembly.GetManifestResourceStream("behaviour.json")!;
        var json = JsonNode.Parse(file)!.AsObject();
        change(json);
        return new(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private static void Run(MusicSimulation simulation, TimeSpan duration, int batch, Action<EventBuffer> take)
    {
        var buffer = new EventBuffer();
        while (simulation.Run(buffer, (Start + duration).ToUnixTimeMilliseconds(), batch) > 0)
        {
            take(buffer);
            buffer.Clear();
        }
    }
}
