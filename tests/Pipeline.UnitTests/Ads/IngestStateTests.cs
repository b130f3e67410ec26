using Microsoft.Extensions.Time.Testing;
using Pipeline.Ads.Errors;
using Pipeline.Ads.Ingest;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Ads;

/// <summary>What an ingest remembers, and what it writes of a broken row.</summary>
public sealed class IngestStateTests : IDisposable
{
    private const string OtherTopics = "the topics are others, created again or in another cluster";

    private static readonly IngestRoute Route = new(
        "/ads.csv", 1000, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(7), "id,click", Guid.NewGuid(), Guid.NewGuid());

    private readonly ScratchFolder _folder = new();

    private string StatePath => Path.Combine(_folder.Path, "ads.csv.ingest.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_state_is_written_only_when_every_row_before_it_is_acknowledged_and_not_for_each_page()
    {
        var time = new FakeTimeProvider();
        var checkpoints = new Checkpoints(StatePath, time);
        checkpoints.Add(At(offset: 100, sent: 10, broken: 0));
        checkpoints.Add(At(offset: 200, sent: 20, broken: 1));
        time.Advance(TimeSpan.FromSeconds(5));
        checkpoints.Acknowledge(sent: 9, broken: 5);
        Assert.False(File.Exists(StatePath));
        checkpoints.Acknowledge(sent: 20, broken: 0);
        Assert.Equal(100, Read()!.Offset);
        checkpoints.Acknowledge(sent: 20, broken: 1);
        Assert.Equal((200, 100), (checkpoints.Reached!.Offset, Read()!.Offset));
        checkpoints.Acknowledge(sent: 20, broken: 1, now: true);
        Assert.Equal(At(offset: 200, sent: 20, broken: 1), Read());
        Assert.Equal([StatePath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_state_of_another_file_or_of_a_file_that_has_changed_is_refused()
    {
        Assert.Null(Read());
        At(offset: 100, sent: 10, broken: 0).Write(StatePath);
        Assert.Equal("it belongs to /ads.csv", Reason(Route with { File = "/other.csv" }));
        Assert.Equal("/ads.csv has changed since", Reason(Route with { Length = 4711 }));
        Assert.Equal("/ads.csv has changed since", Reason(Route with { Modified = Route.Modified!.Value.AddTicks(1) }));
        Assert.Equal("/ads.csv has changed since", Reason(Route with { Header = "click,id" }));
        Assert.Equal(OtherTopics, Reason(Route with { RowTopic = Guid.NewGuid() }));
        Assert.Equal(OtherTopics, Reason(Route with { ErrorTopic = Guid.NewGuid() }));
        File.WriteAllText(StatePath, "{}");
        Assert.Throws<StartupRefusedException>(() => Read());
    }

    [Fact]
    public void A_run_from_the_first_row_replaces_the_state_of_an_earlier_run_and_one_that_resumes_keeps_it()
    {
        var (first, end) = (At(offset: 0, sent: 0, broken: 0), At(offset: 900, sent: 10, broken: 1));
        Assert.Equal(first, IngestState.Begin(StatePath, first, resume: true));
        end.Write(StatePath);
        Assert.Equal(end, IngestState.Begin(StatePath, first, resume: true));
        Assert.Equal(first, IngestState.Begin(StatePath, first, resume: false));
        Assert.Equal(first, Read());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_state_that_cannot_be_written_is_refused_before_the_first_row(bool resume)
    {
        Directory.CreateDirectory(StatePath + ".new");
        var fault = Assert.Throws<StartupRefusedException>(
            () => IngestState.Begin(StatePath, At(offset: 0, sent: 0, broken: 0), resume));
        Assert.EndsWith("choose another with --state.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,0,14102100", false)]
    [InlineData("\"달빛\u0001,\"\"", false)]
    [InlineData("bytes", true)]
    public void The_bytes_of_a_broken_row_are_never_lost(string text, bool isBinary)
    {
        byte[] raw = isBinary ? [.. System.Text.Encoding.UTF8.GetBytes(text), 0xFF, 0xC3, 0x28] : System.Text.Encoding.UTF8.GetBytes(text);
        var row = BrokenRow.Of("/ads.csv", 17, raw, "not_a_number", "C14", DateTimeOffset.UnixEpoch);
        Assert.Equal(isBinary, row.RawBase64 is not null);
        var read = BrokenRow.Parse(row.ToJson())!;
        Assert.Equal(row, read);
        Assert.Equal(raw, read.RawBytes());
        Assert.Equal("/ads.csv:17", read.Key);
        Assert.Equal(row with { Field = null }, BrokenRow.Parse((row with { Field = null }).ToJson()));
    }

    [Theory]
    [InlineData("not_acknowledged")]
    [InlineData("message_too_large")]
    [InlineData("policy_violation")]
    [InlineData("record_refused")]
    public void Only_a_fault_of_a_server_is_tried_again_and_three_times_at_most(string fault)
    {
        var row = BrokenRow.Of("/ads.csv", 17, "1"u8, fault, null, DateTimeOffset.UnixEpoch);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(n => RetryRules.CanRetry(row with { RetryCount = n })));
        Assert.True(RetryRules.IsGivenUp(row with { RetryCount = 3 }));
        Assert.False(RetryRules.CanRetry(row with { Reason = "not_a_number" }));
        Assert.False(RetryRules.IsGivenUp(row with { Reason = "not_a_number", RetryCount = 3 }));
        Assert.Null(BrokenRow.Parse("{}"u8.ToArray()));
        Assert.Null(BrokenRow.Parse(null));
        Assert.Null(BrokenRow.Parse((row with { RawBase64 = "not base64" }).ToJson()));
    }

    private static IngestState At(long offset, long sent, long broken) => new(Route, offset, 2, sent, broken);

    private IngestState? Read() => IngestState.Read(StatePath, Route);

    private string Reason(IngestRoute now)
    {
        var message = Assert.Throws<StartupRefusedException>(() => IngestState.Read(StatePath, now)).Message;
        var (before, after) = ($"{StatePath} cannot be continued: ", ". Begin with the first row, without --resume.");
        Assert.StartsWith(before, message, StringComparison.Ordinal);
        Assert.EndsWith(after, message, StringComparison.Ordinal);
        return message[before.Length..^after.Length];
    }
}
