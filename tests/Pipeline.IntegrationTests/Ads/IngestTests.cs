using System.Globalization;
using System.Text;
using Pipeline.Ads.Errors;
using Pipeline.Ads.Generating;
using Pipeline.Ads.Ingest;
using Pipeline.Ads.Retries;
using Pipeline.Streams.Faults;

namespace Pipeline.IntegrationTests.Ads;

/// <summary>Files to Kafka, on a mock cluster of the test.</summary>
public sealed class IngestTests : IDisposable
{
    private const string Raw = IngestStage.Raw;

    private readonly IngestStage _stage = new();

    private string FilePath => _stage.FilePath;

    private IngestOptions Options => _stage.Options;

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task Every_row_of_a_dirty_file_is_in_one_of_the_topics_with_its_headers()
    {
        var truth = await GenerateAsync(rows: 20_000, dirt: 5);
        await _stage.RegisterAsync();

        var result = await IngestStage.Run(Options);

        Assert.True(result.IsComplete, result.Failure);
        Assert.Equal((20_000, truth.Rows - truth.Broken, truth.Broken), (result.Rows, result.Sent, result.Broken.Values.Sum()));
        Assert.Equal(truth.Reasons, result.Broken.OrderBy(static r => r.Key, StringComparer.Ordinal));
        var sent = _stage.ReadAll(Raw);
        Assert.Equal(truth.Good, sent.Select(static m => Encoding.UTF8.GetString(m.Message.Key)).Distinct().Count());
        Assert.All(sent, m =>
        {
            Assert.Equal(RowSender.Headers, m.Message.Headers.Select(static h => h.Key));
            Assert.Equal(FilePath, Encoding.UTF8.GetString(m.Message.Headers[0].GetValueBytes()));
            Assert.InRange(int.Parse(Encoding.UTF8.GetString(m.Message.Headers[1].GetValueBytes())), 2, 20_001);
        });
        var lines = await File.ReadAllLinesAsync(FilePath, Encoding.Latin1, Token);
        Assert.All(_stage.Errors(), row =>
            Assert.StartsWith(Encoding.Latin1.GetString(row.RawBytes()), lines[row.LineNumber - 1], StringComparison.Ordinal));
        var dlq = new StringWriter();
        Assert.Equal(0, await new DlqRun(Options.Brokers, dlq).RunAsync(Token));
        Assert.EndsWith(
            $"dlq: broken={truth.Broken} retried=0 recovered=0 given_up=0{Environment.NewLine}", dlq.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_continues_behind_its_last_acknowledged_row()
    {
        var truth = await GenerateAsync(rows: 10_000, dirt: 2);
        await _stage.RegisterAsync();
        var first = await IngestStage.Run(Options with { MaxRecords = 3_333 });
        Assert.Equal((true, 3_333), (first.IsComplete, first.Rows));

        var second = await IngestStage.Run(Options with { Resume = true });
        Assert.Equal((true, 10_000 - 3_333, 3_334L), (second.IsComplete, second.Rows, second.ResumedAt));
        Assert.Equal(truth.Rows - truth.Broken, _stage.ReadAll(Raw).Count);
        Assert.Equal(truth.Broken, new BrokenRowCount(Options.Brokers).Read(Token).Broken);
        // A file that is finished stays finished.
        for (var run = 0; run < 2; run++)
        {
            var again = await IngestStage.Run(Options with { Resume = true });
            Assert.Equal((true, 0L, 0L, 10_001L), (again.IsComplete, again.Rows, again.Bytes, again.ResumedAt));
        }
    }

    [Fact]
    public async Task A_run_is_not_resumed_in_another_cluster_or_after_the_file_was_written_again()
    {
        await GenerateAsync(rows: 100, dirt: 0);
        await _stage.RegisterAsync();
        var (first, second) = (Task.FromResult(Guid.NewGuid()), Task.FromResult(Guid.NewGuid()));
        // The mock cluster has no topic ids.
        var here = Options with { TopicId = _ => first };
        Assert.True((await IngestStage.Run(here with { MaxRecords = 50 })).IsComplete);
        using var other = new IngestStage();
        await other.RegisterAsync();
        var elsewhere = here with { TopicId = _ => second, Brokers = other.Options.Brokers, Registry = other.Options.Registry };

        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(() => IngestStage.Run(elsewhere with { Resume = true }));
        Assert.EndsWith("in another cluster. Begin with the first row, without --resume.", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(other.ReadAll(Raw));
        File.SetLastWriteTimeUtc(FilePath, File.GetLastWriteTimeUtc(FilePath).AddSeconds(-5));
        refusal = await Assert.ThrowsAsync<StartupRefusedException>(() => IngestStage.Run(here with { Resume = true }));
        Assert.EndsWith("has changed since. Begin with the first row, without --resume.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(100, (await IngestStage.Run(elsewhere)).Sent);
    }

    [Fact]
    public async Task A_row_that_failed_because_of_a_server_is_tried_again_and_recovered()
    {
        var good = "1,0,14102100,1,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1"u8.ToArray();
        await _stage.RegisterAsync();
        using (var producer = new BrokenRowProducer(Options.Brokers, Eventually.Deadline))
        {
            var at = DateTimeOffset.UnixEpoch;
            await producer.SendAsync(BrokenRowTopic.Errors, BrokenRow.Of("/a.csv", 2, good, "not_acknowledged", null, at));
            await producer.SendAsync(BrokenRowTopic.Errors, BrokenRow.Of("/a.csv", 3, "2,x"u8, "not_acknowledged", null, at));
            await producer.SendAsync(BrokenRowTopic.Errors, BrokenRow.Of("/a.csv", 4, "3,y"u8, "field_count", null, at));
        }

        Assert.Equal("dlq: broken=3 retried=2 recovered=0 given_up=0", await DlqAsync());
        Assert.Equal("dlq: broken=3 retried=0 recovered=0 given_up=0", await DlqAsync());
        Assert.Equal(
            "retry: recovered=1 again=0 given_up=0 broken=1",
            await LastAsync(o => new RetryRun(Options, o, TimeProvider.System).RunAsync(Token)));
        var recovered = Assert.Single(_stage.ReadAll(Raw)).Message;
        Assert.Equal("1"u8.ToArray(), recovered.Key);
        Assert.Equal(RowSender.Headers, recovered.Headers.Select(static h => h.Key));
        Assert.Equal("dlq: broken=2 retried=0 recovered=1 given_up=0", await DlqAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_of_a_partition_without_a_leader_wait_in_ad_events_error_until_a_retry_recovers_them(bool isReordered)
    {
        var truth = await GenerateAsync(rows: 3_000, dirt: 1);
        if (isReordered)
        {
            // The first column becomes the last. Broken rows stay broken: each has another number of fields or a fault of its own.
            var lines = await File.ReadAllLinesAsync(FilePath, Encoding.Latin1, Token);
            await File.WriteAllLinesAsync(
                FilePath, lines.Select(static l => l.Split(',') is { Length: 24 } f ? string.Join(',', [.. f[1..], f[0]]) : l),
                Encoding.Latin1, Token);
        }

        await _stage.RegisterAsync();
        _stage.StopPartition(1);

        var result = await IngestStage.Run(Options, TimeSpan.FromSeconds(3));

        var failed = result.Broken["not_acknowledged"];
        Assert.InRange(failed, 500, 1_500);
        Assert.Equal((true, 3_000, failed), (result.IsComplete, result.Rows, result.HandedOver));
        Assert.Contains(result.Lines(), l => l.StartsWith(
            string.Create(CultureInfo.InvariantCulture, $"handed over   {failed,14:N0} "), StringComparison.Ordinal));
        Assert.Equal($"ingest: ok rows=3000 sent={3_000 - truth.Broken - failed} broken={truth.Broken + failed} handed_over={failed}",
            result.Lines().Last());
        Assert.Equal(truth.Broken + failed, _stage.Errors().Count);
        _stage.StartPartition(1);
        Assert.Equal($"dlq: broken={truth.Broken + failed} retried={failed} recovered=0 given_up=0", await DlqAsync());
        Assert.Equal(
            $"retry: recovered={failed} again=0 given_up=0 broken=0",
            await LastAsync(o => new RetryRun(Options, o, TimeProvider.System).RunAsync(Token)));
        // In the partition of their keys, as the first time.
        Assert.Equal(failed, _stage.ReadAll(Raw).Count(static m => m.Partition.Value == 1));
        Assert.Equal(
            truth.Good, _stage.ReadAll(Raw).Select(static m => Encoding.UTF8.GetString(m.Message.Key)).Distinct().LongCount());
        Assert.Equal($"dlq: broken={truth.Broken} retried=0 recovered={failed} given_up=0", await DlqAsync());
        var again = await IngestStage.Run(Options with { Resume = true });
        Assert.Equal((true, 0L), (again.IsComplete, again.Rows));
    }

    [Fact]
    public async Task A_message_of_ad_events_retry_that_is_no_broken_row_keeps_that_reason()
    {
        await _stage.RegisterAsync();
        using (var producer = new BrokenRowProducer(Options.Brokers, Eventually.Deadline))
            await producer.SendAsync(BrokenRowTopic.Retries, [], "something\nelse"u8.ToArray());

        Assert.Equal(
            "retry: recovered=0 again=0 given_up=0 broken=1",
            await LastAsync(o => new RetryRun(Options, o, TimeProvider.System).RunAsync(Token)));
        var row = Assert.Single(_stage.Errors());
        Assert.Equal(("not_a_broken_row", "something\nelse"), (row.Reason, row.Raw));
    }

    [Fact]
    public async Task Ctrl_C_while_no_broker_answers_ends_with_the_statistics()
    {
        await GenerateAsync(rows: 1_000, dirt: 0);
        await _stage.RegisterAsync();
        using var stop = new CancellationTokenSource();
        var options = Options with
        {
            // After the checks of the start.
            Room = (_, _) =>
            {
                _stage.StopBrokers();
                return Task.CompletedTask;
            },
        };
        var errors = new StringWriter();
        var running = new IngestRun(options, IngestStage.Silent, TextWriter.Synchronized(errors), TimeProvider.System)
        {
            StopTimeout = TimeSpan.FromMilliseconds(100),
        }.RunAsync(stop.Token);
        await Eventually.HoldsAsync(
            "the run waits for brokers", () => errors.ToString().Contains("does not answer", StringComparison.Ordinal));
        await stop.CancelAsync();

        var result = await running.WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal("ingest: FAILED rows=1000 sent=0 broken=0 handed_over=0", result.Lines().Last());
        Assert.EndsWith("run the command again with --resume.", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_has_expired_in_ad_events_retry_is_handed_over_again()
    {
        using (var producer = new BrokenRowProducer(Options.Brokers, Eventually.Deadline))
        {
            await producer.SendAsync(
                BrokenRowTopic.Errors, BrokenRow.Of("/a.csv", 2, "1,x"u8, "not_acknowledged", null, DateTimeOffset.UnixEpoch));
        }

        Assert.Equal("dlq: broken=1 retried=1 recovered=0 given_up=0", await DlqAsync());
        // The mock cluster cannot delete records. After a commit at the end, nothing waits either.
        using (var retries = new BrokenRowTopic(Options.Brokers, BrokenRowTopic.Retries))
            retries.Commit(retries.Read(fromCommitted: true, Token).Select(static m => m.TopicPartitionOffset));

        Assert.Equal("dlq: broken=1 retried=1 recovered=0 given_up=0", await DlqAsync());
    }

    [Fact]
    public async Task Without_the_schema_or_a_topic_nothing_is_sent()
    {
        await GenerateAsync(rows: 10, dirt: 0);
        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(() => IngestStage.Run(Options));
        Assert.Contains("run `schema register`", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_stage.ReadAll(Raw));
    }

    private static async Task<string> LastAsync(Func<TextWriter, Task<int>> run)
    {
        var output = new StringWriter();
        Assert.Equal(0, await run(output));
        return output.ToString().TrimEnd().Split('\n')[^1];
    }

    private Task<string> DlqAsync() => LastAsync(o => new DlqRun(Options.Brokers, o).RunAsync(Token));

    private async Task<TruthSummary> GenerateAsync(int rows, int dirt)
    {
        var options = GenerateOptions.Read(name => name switch
        {
            "--rows" => $"{rows}",
            "--seed" => "42",
            "--output" => FilePath,
            "--dirt" => $"{dirt}",
            _ => null,
        });
        Assert.Equal(0, await new GenerateRun(options, TextWriter.Null, IngestStage.Silent).RunAsync(Token));
        return options.Truth is null
            ? new() { Rows = rows, Good = rows }
            : System.Text.Json.JsonSerializer.Deserialize(File.ReadLines(options.Truth).Last(), TruthJson.Default.TruthSummary)!;
    }
}
