using Npgsql;
using Pipeline.Kafka;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.DeadLetters;
using Pipeline.Postgres.Model;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Operations.DeadLetters;

/// <summary>
/// Sends waiting letters to where their messages came from, in the order of topic, partition and offset, and notes each after
/// Kafka's acknowledgement. Killed in between it sends some again at the next call: their event ids make them duplicates.
/// </summary>
public sealed class DeadLetterReplayer(KafkaOptions kafka, NpgsqlDataSource database) : IDisposable
{
    /// <summary>Letters on their way at a time: bounds the memory, and what a crash sends twice.</summary>
    private const int MostAtOnce = 500;
    private const long MostBytesAtOnce = 8 * 1024 * 1024;

    private readonly ReplayTable _ledger = new(database);
    private readonly DeadLetterReader _box = new(kafka, database);
    private readonly ReplayProducer _producer = new(kafka.Connection);

    /// <summary>Sends them. A cancellation ends it between two portions, with everything sent noted.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The letters cannot be read.</exception>
    public async Task<ReplaySummary> RunAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        if (!options.DryRun)
            await _ledger.RemoveReplayedAsync(cancellationToken);
        var summary = new ReplaySummary();
        foreach (var stream in kafka.Topics.Streams.All)
        {
            // All of a stream before the first is sent: what comes back meanwhile is for the next call.
            var chosen = await ChooseAsync(stream, options, summary, cancellationToken);
            if (options.DryRun)
                continue;
            foreach (var portion in Portions(chosen))
            {
                if (cancellationToken.IsCancellationRequested || summary.Failure is not null)
                    return summary;
                await SendAsync(stream, portion, summary);
            }
        }

        return summary;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _producer.Dispose();
        _box.Dispose();
    }

    private async Task<List<Chosen>> ChooseAsync(StreamDefinition stream, ReplayOptions options, ReplaySummary summary, CancellationToken cancellationToken)
    {
        var chosen = new List<Chosen>();
        await foreach (var waiting in _box.ReadAsync(stream, cancellationToken))
        {
            var letter = waiting.Letter;
            if ((options.Stream is { } only && only != stream) || (options.Reason is { } reason && letter.Reason != reason))
            {
                summary.Others++;
                continue;
            }

            var count = summary.Of(stream, letter.Reason);
            if (waiting.Replays >= options.MaxReplays && !options.Force)
            {
                count.LeftAlone++;
                continue;
            }

            count.Chosen++;
            chosen.Add(new(letter.Source, waiting.Place, waiting.Replays + 1, letter.Value?.Length ?? 0));
        }

        chosen.Sort(static (a, b) => (a.Source.Partition, a.Source.Offset).CompareTo((b.Source.Partition, b.Source.Offset)));
        return chosen;
    }

    private static IEnumerable<List<Chosen>> Portions(List<Chosen> chosen)
    {
        var portion = new List<Chosen>();
        var bytes = 0L;
        foreach (var letter in chosen)
        {
            if (portion.Count > 0 && (portion.Count == MostAtOnce || bytes + letter.Bytes > MostBytesAtOnce))
            {
                yield return portion;
                (portion, bytes) = ([], 0);
            }

            portion.Add(letter);
            bytes += letter.Bytes;
        }

        if (portion.Count > 0)
            yield return portion;
    }

    /// <summary>Not cancelled in the middle: what Kafka has is noted.</summary>
    private async Task SendAsync(StreamDefinition stream, List<Chosen> portion, ReplaySummary summary)
    {
        var contents = (await _box.FindAsync(stream, portion.ConvertAll(static c => (c.Source, c.Place)), CancellationToken.None))
            .ToDictionary(static l => l.Source);
        var letters = portion.Where(c => contents.ContainsKey(c.Source)).Select(c => new DeadLetterToReplay(contents[c.Source], c.Replays)).ToList();
        summary.Gone += portion.Count - letters.Count;
        var results = await _producer.SendAsync(letters, CancellationToken.None);
        var notes = new List<DeadLetterReplay>(letters.Count);
        foreach (var (letter, (offset, error)) in letters.Zip(results))
        {
            if (error is null)
                notes.Add(Note(letter, offset));
            else
                NotTaken($"{letter.Letter.Source}: {KafkaFaults.Text(error)}", KafkaFaults.Of(error).Action, summary);
        }

        await _ledger.RecordAsync(notes, CancellationToken.None);
        foreach (var note in notes)
            summary.Of(stream, contents[new(note.Topic, note.Partition, note.MessageOffset)].Reason).Sent++;
    }

    private static void NotTaken(string what, FaultAction action, ReplaySummary summary)
    {
        if (action == FaultAction.Stop)
        {
            summary.Refused++;
            summary.FirstRefused ??= what;
        }
        else
        {
            summary.Failure ??= what;
        }
    }

    private static DeadLetterReplay Note(DeadLetterToReplay replay, long offset)
    {
        var source = replay.Letter.Source;
        return new()
        {
            Topic = source.Topic,
            Partition = source.Partition,
            MessageOffset = source.Offset,
            Replays = replay.Replays,
            NewPartition = source.Partition,
            NewOffset = offset,
        };
    }

    /// <summary>A letter without its contents, which are read again when it is sent.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Chosen(MessageSource Source, MessageSource? Place, int Replays, int Bytes);
}
