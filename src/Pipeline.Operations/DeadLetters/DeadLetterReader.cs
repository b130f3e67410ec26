using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;
using Pipeline.Kafka;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.DeadLetters;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.Operations.DeadLetters;

/// <summary>
/// All dead letters, whichever of the two places has them. What was sent again waits no more; what was kept twice is one. In
/// memory are the places of letters (some hundred bytes each), never their contents. Not thread-safe.
/// </summary>
public sealed class DeadLetterReader(KafkaOptions kafka, NpgsqlDataSource database) : IDisposable
{
    private readonly DeadLetterTopicReader? _topics = kafka.Enabled ? new(kafka.Connection, kafka.Topics) : null;
    private readonly DeadLetterTable _table = new(database);
    private readonly ReplayTable _ledger = new(database);

    /// <summary>The streams whose dead letters these are.</summary>
    public IReadOnlyList<StreamDefinition> Streams => kafka.Topics.Streams.All;

    /// <summary>Letters passed over so far because they were sent again.</summary>
    public long Replayed { get; private set; }

    /// <summary>Copies passed over so far of letters that were kept more than once.</summary>
    public long Copies { get; private set; }

    /// <summary>Messages passed over so far that lie in a dead-letter topic and are no letters of its stream.</summary>
    public long Strange { get; private set; }

    /// <summary>Letters found so far that only the table has.</summary>
    public long InTable { get; private set; }

    /// <summary>The letters of a stream that wait, those in the topic first, each in the order in which they came.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The brokers do not answer.</exception>
    public async IAsyncEnumerable<WaitingDeadLetter> ReadAsync(StreamDefinition stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var history = await _ledger.ReadAsync(cancellationToken);
        var seen = new HashSet<MessageSource>();
        foreach (var stored in _topics?.Read(stream, cancellationToken) ?? [])
        {
            if (stored.Letter is not { } letter || letter.Partition.TopicName != kafka.Topics.Of(stream))
                Strange++;
            else if (Waits(letter, history, seen))
                yield return new(letter, stored.Place, Replays(letter, history));
        }

        await foreach (var letter in _table.ReadAsync(stream, kafka.Topics.Of(stream), cancellationToken))
        {
            if (!Waits(letter, history, seen))
                continue;
            InTable++;
            yield return new(letter, null, Replays(letter, history));
        }
    }

    /// <summary>The letter at a place in its dead-letter topic's partition or in the table, as asked; those that are gone are missing. In no order.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="places">A letter's source, and where it lies.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DeadLetter>> FindAsync(
        StreamDefinition stream, IReadOnlyCollection<(MessageSource Source, MessageSource? Place)> places, CancellationToken cancellationToken)
    {
        var found = new List<DeadLetter>(places.Count);
        foreach (var partition in places.Where(p => p.Place is not null).Select(p => p.Place!.Value).GroupBy(p => p.Partition))
        {
            found.AddRange(_topics!.Find(stream, partition.Key, [.. partition.Select(p => p.Offset).Order()], cancellationToken)
                .Select(stored => stored.Letter!));
        }

        foreach (var (source, _) in places.Where(p => p.Place is null))
        {
            if (await _table.FindAsync(stream, source, cancellationToken) is { } letter)
                found.Add(letter);
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _topics?.Dispose();

    private bool Waits(DeadLetter letter, ReplayHistory history, HashSet<MessageSource> seen)
    {
        if (!seen.Add(letter.Source))
            Copies++;
        else if (history.IsReplayed(letter.Source))
            Replayed++;
        else
            return true;
        return false;
    }

    /// <summary>By the ledger, or by the message's own header where a replay was sent and could not be noted any more.</summary>
    private static int Replays(DeadLetter letter, ReplayHistory history)
    {
        var header = letter.Headers.LastOrDefault(h => h.Name == DeadLetterHeaders.Replays).Value;
        var told = header is not null && int.TryParse(Encoding.ASCII.GetString(header), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return Math.Max(told, history.ReplaysOf(letter.Source));
    }
}
