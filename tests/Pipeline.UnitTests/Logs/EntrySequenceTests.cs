using System.Text.RegularExpressions;
using Pipeline.Logs.Entries;
using Pipeline.Logs.Formats;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Sequences;
using Pipeline.Testing.Logs;

namespace Pipeline.UnitTests.Logs;

public sealed partial class EntrySequenceTests
{
    private const int Requests = 20_000;

    /// <summary>The entries of each request: member, order, payment.</summary>
    private static readonly Lazy<List<SampleEntry[]>> Normal = new(() => [.. LogSample.Entries(3 * Requests).Chunk(3)]);

    private static readonly Lazy<List<SampleEntry[]>> Outage = new(
        () => [.. LogSample.Entries(3 * Requests, incidents: LogSample.During(IncidentKind.PaymentOutage)).Chunk(3)]);

    public static TheoryData<string> Formats => [.. LineFormat.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Same_seed_gives_the_same_bytes_and_another_seed_others(string format)
    {
        var bytes = LogSample.Lines(format, 3_000);
        Assert.Equal(bytes, LogSample.Lines(format, 3_000));
        Assert.NotEqual(bytes, LogSample.Lines(format, 3_000, seed: 8));
    }

    [Fact]
    public void An_entry_does_not_depend_on_those_before_it()
    {
        var entries = LogSample.Entries(1_000);
        var sequence = new EntrySequence(LogSample.Services, LogSample.Seed, new());
        foreach (var number in new[] { 999, 3, 500, 4 })
        {
            sequence.Make(number, LogSample.Start + number);
            Assert.Equal(entries[number], SampleEntry.Of(sequence.Entry));
        }
    }

    [Fact]
    public void The_entries_of_a_request_follow_each_other_with_one_trace_user_and_client()
    {
        Assert.All(Normal.Value, static request =>
        {
            Assert.Equal(["member", "order", "payment"], request.Select(static e => e.Service));
            Assert.Single(request.Select(static e => (e.Trace, e.User, e.Address, e.Client)).Distinct());
        });
        Assert.Equal(Requests, Normal.Value.Select(static r => r[0].Trace).Distinct().Count());
    }

    [Fact]
    public void Two_services_that_are_made_apart_see_the_same_requests()
    {
        var orders = LogSample.Entries(500, [LogSample.Service("order")]);
        var payments = LogSample.Entries(500, [LogSample.Service("payment")]);
        Assert.Equal(Normal.Value.Take(500).Select(static r => r[1].Trace), orders.Select(static e => e.Trace));
        Assert.Equal(orders.Select(static e => (e.Trace, e.User)), payments.Select(static e => (e.Trace, e.User)));
    }

    [Fact]
    public void Order_and_payment_name_the_same_order_and_amount()
    {
        var paid = Normal.Value.Where(static r => r[1] is { Method: HttpVerb.Post, Status: 201 }).ToList();
        Assert.InRange(paid.Count, 0.35 * Requests, 0.42 * Requests);
        Assert.All(paid, static r =>
        {
            Assert.Equal(201, r[2].Status);
            Assert.Equal(Numbers(r[1]), Numbers(r[2]));
        });
    }

    [Fact]
    public void An_order_fails_exactly_when_its_payment_does()
    {
        foreach (var (requests, least) in new[] { (Normal.Value, 5), (Outage.Value, 5_000) })
        {
            var checkouts = requests.Where(static r => r[1].Method == HttpVerb.Post).ToList();
            Assert.Equal(
                checkouts.ConvertAll(static r => r[2].Status switch { 503 => 502, var same => same }),
                checkouts.ConvertAll(static r => r[1].Status));
            Assert.True(checkouts.Count(static r => r[2].Status == 503) >= least, "too few payments failed");
            Assert.Equal([201, 402, 502], checkouts.Select(static r => r[1].Status).Distinct().Order());
        }
    }

    [Theory]
    [InlineData(EntryLevel.Info)]
    [InlineData(EntryLevel.Warn)]
    [InlineData(EntryLevel.Error)]
    public void An_entry_of_a_level_is_found_and_is_the_same_again(EntryLevel level)
    {
        var sequence = new EntrySequence(LogSample.Services, LogSample.Seed, new());
        var found = Enumerable.Range(0, 60).Select(number =>
        {
            Assert.True(sequence.TryMake(number, LogSample.Start, level));
            return SampleEntry.Of(sequence.Entry);
        }).ToList();

        Assert.All(found, e => Assert.True(e.Level >= level, $"{e.Level} is below {level}"));
        Assert.True(found.Select(static e => e.Trace).Distinct().Count() >= 20, "the entries are of few requests");
        sequence.TryMake(31, LogSample.Start, level);
        Assert.Equal(found[31], SampleEntry.Of(sequence.Entry));
    }

    [Fact]
    public void The_search_for_a_level_that_a_service_never_has_ends() =>
        Assert.False(new EntrySequence([new ReviewService()], LogSample.Seed, new()).TryMake(0, LogSample.Start, EntryLevel.Error));

    [Fact]
    public void A_service_cannot_leave_a_field_of_the_entry_before_it()
    {
        var number = 0;
        var service = new ScriptedService(entry =>
        {
            if (number++ > 0)
                return;
            (entry.User, entry.Level, entry.Status, entry.LatencyMs, entry.Size) = (-1, EntryLevel.Error, 500, 9, 9);
            entry.Path.Set("/first");
            entry.Message.Set("first");
        });

        var second = LogSample.Entries(2, [service])[1];

        Assert.Equal((EntryLevel.Info, 200, 0, "", ""), (second.Level, second.Status, second.LatencyMs, second.Path, second.Message));
        Assert.NotEqual(-1, second.User);
    }

    private static IEnumerable<string> Numbers(SampleEntry entry) => Number().Matches(entry.Message).Select(static m => m.Value);

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
