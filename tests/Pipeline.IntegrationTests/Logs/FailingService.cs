using Pipeline.Logs.Entries;
using Pipeline.Logs.Services;
using Pipeline.Simulation;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>A service that throws. The bridge serves it first, because its name is the first.</summary>
public sealed class FailingService : LogService
{
    public override string Name => "failing";

    public override string Description => "Fails.";

    public override void Write(in LogRequest request, SeededRandom random, LogEntry entry) =>
        throw new InvalidDataException("This service has a fault.");
}
