using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Events.Delivery;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// Sends the outbox to Kafka: one worker a lane. Any number of relays may run; each lane is one relay's at a time, and a dead
/// one's lanes are taken over by the others.
/// </summary>
/// <param name="database">Where the outbox is. Each lane keeps a session of its own open.</param>
/// <param name="publisher">Sends and waits for Kafka's delivery reports.</param>
/// <param name="log">Log.</param>
public sealed class OutboxRelay(NpgsqlDataSource database, IEventPublisher publisher, ILogger<OutboxRelay> log)
{
    /// <summary>Runs until cancelled: sends what is there for at most five seconds, removes what Kafka has acknowledged, lets the lanes go.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lanes = Enumerable.Range(0, OutboxLane.Count)
            .Select(lane => new LaneWorker((short)lane, database, publisher, log).RunAsync(ending.Token))
            .ToList();
        // A worker waits out what it knows. One that ends has met what it does not: the others would hide for ever that its lane stands.
        await Task.WhenAny(lanes);
        await ending.CancelAsync();
        await Task.WhenAll(lanes);
    }
}
