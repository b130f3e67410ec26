using Pipeline.Logs.Entries;
using Pipeline.Logs.Services;
using Pipeline.Simulation;

namespace Pipeline.Testing.Logs;

/// <summary>A fourth service: this class is all that it takes.</summary>
public sealed class ReviewService : LogService
{
    public override string Name => "review";

    public override string Description => "Reviews of products.";

    public override void Write(in LogRequest request, SeededRandom random, LogEntry entry)
    {
        Answer(entry, HttpVerb.Post, 201, Latency(request, random, 5, 50));
        entry.Path.Set("/reviews");
        entry.Message.Set($"member {request.User} gave {random.Range(1, 5)} stars");
    }
}
