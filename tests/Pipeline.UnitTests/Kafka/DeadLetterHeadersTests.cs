using System.Text;
using Confluent.Kafka;
using CsCheck;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Kafka;

public sealed class DeadLetterHeadersTests
{
    private static readonly DeadLetter Letter = new(
        UsersPartition.Id, 5, Sample.Now, "u_1"u8.ToArray(), [0xFF], Guid.Parse("01a206cd-1cda-7f67-8644-4bff8107853a"), 7, "constraint",
        "email", "23514", 1)
    {
        Headers =
        [
            new("traceparent", "00-1-2-01"u8.ToArray()), new("event-id", "not ours"u8.ToArray()), new("dirt", null), new("dirt", []),
        ],
    };

    private static readonly string[] Names =
        ["traceparent", "event-id", "event-version", "dlq-topic", "dlq-reason", "dlq-offset", "dlq-replays", "dirt"];

    private static readonly Gen<MessageHeader[]> AnyHeaders = Gen.Select(
        Gen.Int[0, Names.Length - 1].Select(static i => Names[i]), Gen.Byte.Array[0, 5],
        static (name, value) => new MessageHeader(name, value)).Array[0, 12];

    [Fact]
    public void What_is_written_is_read_again()
    {
        var read = Read(DeadLetterHeaders.Write(Letter), Letter.Key, Letter.Value)!;
        Assert.Equal(Letter with { Headers = [] }, read with { Headers = [] });
        Assert.Equal(Letter.Headers, read.Headers, SameHeader);
    }

    [Fact]
    public void What_is_not_known_stays_unknown()
    {
        var refused = new DeadLetter(UsersPartition.Id, 0, Sample.Now, null, null, null, null, "empty", null, null, 0);
        Assert.Equal(refused, Read(DeadLetterHeaders.Write(refused), null, null)! with { Headers = [] });
    }

    [Fact]
    public void Whatever_headers_a_message_had_it_gets_back() => AnyHeaders.Sample(headers =>
    {
        var read = Read(DeadLetterHeaders.Write(Letter with { Headers = headers }), Letter.Key, Letter.Value)!;
        Assert.Equal(headers, read.Headers, SameHeader);
        Assert.Equal(
            (Letter.Source, Letter.Reason, Letter.EventId, Letter.Version), (read.Source, read.Reason, read.EventId, read.Version));
    });

    [Fact]
    public void Its_last_header_event_id_is_the_one_that_was_read_from_the_value() =>
        Assert.Equal(Letter.EventId.ToString(), Encoding.UTF8.GetString(DeadLetterHeaders.Write(Letter).GetLastBytes("event-id")));

    [Theory]
    [InlineData]
    [InlineData("traceparent", "x")]
    [InlineData("dlq-topic", "users")]
    [InlineData("dlq-topic", "users", "dlq-partition", "-1", "dlq-offset", "1", "dlq-reason", "empty")]
    [InlineData("dlq-topic", "users", "dlq-partition", "0", "dlq-offset", "one", "dlq-reason", "empty")]
    public void A_message_that_somebody_else_put_there_is_no_dead_letter(params string[] namesAndValues)
    {
        var headers = new Headers();
        foreach (var pair in namesAndValues.Chunk(2))
            headers.Add(pair[0], Encoding.UTF8.GetBytes(pair[1]));
        Assert.Null(Read(headers, null, null));
    }

    [Fact]
    public void A_dead_letter_goes_back_as_it_came_and_says_how_often()
    {
        var message = ReplayProducer.Message(new(Letter with { Headers = [.. Letter.Headers, new("dlq-replays", "1"u8.ToArray())] }, 2));
        Assert.Same(Letter.Key, message.Key);
        Assert.Same(Letter.Value, message.Value);
        Assert.Equal([.. Letter.Headers, new("dlq-replays", "2"u8.ToArray())], DeadLetterHeaders.FromKafka(message.Headers), SameHeader);
    }

    [Fact]
    public void A_dead_letter_that_has_lost_its_headers_keeps_its_event_id()
    {
        var message = ReplayProducer.Message(new(Letter with { Headers = [] }, 1));
        Assert.Equal(["event-id", "dlq-replays"], message.Headers.Select(static h => h.Key));
        Assert.Equal(Letter.EventId.ToString(), Encoding.UTF8.GetString(message.Headers[0].GetValueBytes()));
    }

    [Theory]
    [InlineData("dlq-partition", null)]
    [InlineData("dlq-partition", "4294967296")]
    [InlineData("dlq-offset", "-1")]
    [InlineData("dlq-offset", "")]
    public void A_position_that_is_no_offset_makes_it_no_dead_letter(string name, string? value) =>
        Assert.Null(Read(Changed(name, value), null, null));

    [Theory]
    [InlineData("dlq-timestamp", null)]
    [InlineData("dlq-timestamp", "yesterday")]
    [InlineData("dlq-attempts", "99999999999")]
    [InlineData("event-version", "4294967297")]
    [InlineData("event-id", "\u00ff")]
    [InlineData("dlq-reason", null)]
    [InlineData("dlq-group", null)]
    public void A_header_that_is_not_ours_any_more_is_left_out(string name, string? value)
    {
        var read = Read(Changed(name, value), null, null)!;
        Assert.Equal(
            (Letter.Source, name == "dlq-timestamp" ? Sample.Now.AddTicks(-4560) : Letter.Timestamp, name == "dlq-attempts" ? 0 : 1),
            (read.Source, read.Timestamp, read.Attempts));
        Assert.Equal(name == "event-version" ? null : 7, read.Version);
        Assert.Equal(name == "event-id" ? null : Letter.EventId, read.EventId);
    }

    [Fact]
    public void A_time_with_an_offset_is_read_as_UTC() => Assert.Equal(
        (new DateTime(2026, 1, 1, 15, 0, 0, DateTimeKind.Utc), DateTimeKind.Utc),
        Read(Changed("dlq-timestamp", "2026-01-02T00:00:00+09:00"), null, null)!.Timestamp is var read ? (read, read.Kind) : default);

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("\u00ff", 0)]
    [InlineData("-1", 0)]
    [InlineData("7", 7)]
    [InlineData("2147483647", 1_000_000)]
    [InlineData("2147483648", 0)]
    public void The_number_of_replays_is_never_one_that_cannot_be_raised(string? value, int replays) => Assert.Equal(
        replays, DeadLetterHeaders.ReplaysOf(Letter with
        {
            Headers = [new("dlq-replays", "3"u8.ToArray()), new("dlq-replays", value is null ? null : Encoding.UTF8.GetBytes(value))],
        }));

    private static Headers Changed(string name, string? value)
    {
        var headers = DeadLetterHeaders.Write(Letter);
        headers.Add(name, value is null ? null : Encoding.Latin1.GetBytes(value));
        return headers;
    }

    private static bool SameHeader(MessageHeader a, MessageHeader b) =>
        a.Name == b.Name && (a.Value is null ? b.Value is null : b.Value is not null && a.Value.SequenceEqual(b.Value));

    private static DeadLetter? Read(Headers headers, byte[]? key, byte[]? value) =>
        DeadLetterHeaders.Read(ShopStreams.Users, new() { Key = key, Value = value, Headers = headers, Timestamp = new(Sample.Now) });
}
