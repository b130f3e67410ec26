using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Kafka.Consuming;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Kafka;

/// <summary>Wherever bad rows stand, exactly they are dead-lettered, and all others take effect once.</summary>
public sealed class BisectionProperties
{
    private enum Kind
    {
        Good,
        Poison,
        Refused,
        DuplicateInBatch,
        AppliedBefore,
        Gap,
    }

    private static readonly Gen<Kind[]> Range = Gen.Frequency(
        (6, Kind.Good), (2, Kind.Poison), (1, Kind.Refused), (1, Kind.DuplicateInBatch), (1, Kind.AppliedBefore), (1, Kind.Gap)).Array[1,
        40];

    [Fact]
    public async Task Every_offset_is_accounted_for_exactly_once() => await Range.SampleAsync(RunAsync, iter: 2000);

    [Fact]
    public async Task One_bad_row_is_found_at_every_place_of_every_size()
    {
        for (var size = 1; size <= 17; size++)
        {
            for (var place = 0; place < size; place++)
                await RunAsync([.. Enumerable.Range(0, size).Select(i => i == place ? Kind.Poison : Kind.Good)]);
        }
    }

    [Fact]
    public Task A_batch_of_bad_rows_alone_is_dead_lettered_whole() => RunAsync([.. Enumerable.Repeat(Kind.Poison, 16)]);

    private static async Task RunAsync(Kind[] kinds)
    {
        const int first = 100;
        var sink = new MemorySink { Progress = { [UsersPartition.Id] = first } };
        var letters = new KeptDeadLetters(
            before: letter => Assert.True(sink.Progress[UsersPartition.Id] <= letter.Offset, "dead-lettered too late"));
        var batch = new PendingBatch(ShopStreams.Users, kinds.Length);
        batch.Begin(first);
        var (good, bad, earlier) = (new List<long>(), new List<long>(), 0L);
        for (var i = 0; i < kinds.Length; i++)
        {
            var offset = first + i;
            switch (kinds[i])
            {
                case Kind.Gap:
                    continue;
                case Kind.Refused:
                    batch.Add(UsersPartition.Broken(offset));
                    bad.Add(offset);
                    continue;
                case Kind.DuplicateInBatch when earlier > 0:
                    batch.Add(UsersPartition.Event(offset, (int)earlier));
                    continue;
                case Kind.Poison:
                    sink.Poison.Add(UsersPartition.EventId(offset));
                    bad.Add(offset);
                    break;
                case Kind.AppliedBefore:
                    sink.Remember(UsersPartition.EventId(offset));
                    break;
                default:
                    good.Add(offset);
                    break;
            }

            batch.Add(UsersPartition.Event(offset));
            earlier = offset;
        }

        var end = batch.Next;
        var result = await new BatchApplier(sink, letters, NullLogger.Instance).ApplyAsync(
            UsersPartition.Id, batch, CancellationToken.None);

        Assert.Equal((false, end, end), (result.Fenced, result.NextOffset, sink.Progress[UsersPartition.Id]));
        Assert.Equal(good.Select(UsersPartition.EventId), sink.Applied);
        Assert.Equal(bad, letters.Letters.Select(static l => l.Offset).Order());
        Assert.Equal(bad.Count, sink.DeadLettered);
        var gaps = kinds.Take((int)(end - first)).Count(static k => k == Kind.Gap);
        Assert.Equal(end - first - gaps, sink.Applied.Count + sink.Duplicates + sink.DeadLettered);
    }
}
