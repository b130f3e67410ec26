using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Pipeline.Logs.Entries;
using Pipeline.Logs.Streaming;

namespace Pipeline.UnitTests.Logs;

public sealed class StreamQueryTests
{
    private const string RateFault = "rate is not a number from 1/3600 (an entry per hour) to 1000000, or max";
    private const string LevelFault = "level is not one of DEBUG, INFO, WARN, ERROR";
    private const string LimitFault = "limit is not a whole number from 1 to 9223372036854775807";

    [Theory]
    [InlineData("", 10.0, EntryLevel.Debug, null)]
    [InlineData("?rate=0.5&level=warn&limit=3", 0.5, EntryLevel.Warn, 3L)]
    [InlineData("?rate=max&level=INFO", null, EntryLevel.Info, null)]
    [InlineData("?rate=500&level=ERROR", 500.0, EntryLevel.Error, null)]
    [InlineData("?RATE=1000000&Level=Info", 1_000_000.0, EntryLevel.Info, null)]
    [InlineData("?rate=0.00028", 0.00028, EntryLevel.Debug, null)]
    public void Rate_level_and_limit_have_defaults(string query, double? rate, EntryLevel level, long? limit)
    {
        var read = Read(query, out var faults);
        Assert.Empty(faults);
        Assert.Equal((rate, level, limit), (read!.Rate, read.Level, read.Limit));
        Assert.Equal(LogSample.Services, read.Services);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e3")]
    [InlineData("1e999")]
    [InlineData("1000001")]
    [InlineData("0.0002")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("MAX")]
    [InlineData("١")]
    public void Another_rate_is_refused(string rate) => Assert.Equal([RateFault], Faults($"?rate={Uri.EscapeDataString(rate)}"));

    [Theory]
    [InlineData("?limit=0", LimitFault)]
    [InlineData("?limit=-1", LimitFault)]
    [InlineData("?limit=1.0", LimitFault)]
    [InlineData("?limit=9223372036854775808", LimitFault)]
    [InlineData("?limit=", LimitFault)]
    [InlineData("?level=", LevelFault)]
    [InlineData("?level=1", LevelFault)]
    [InlineData("?level=FATAL", LevelFault)]
    [InlineData("?rate=501&level=ERROR", "rate is at most 500 with level ERROR")]
    [InlineData("?rate=max&level=warn", "rate is at most 20000 with level WARN")]
    [InlineData("?rate=1&rate=1", "rate is set more than once")]
    [InlineData("?level=INFO&level=", "level is set more than once")]
    [InlineData("?speed=1", "unknown parameter speed; there are rate, level, limit")]
    [InlineData("?=1", "unknown parameter; there are rate, level, limit")]
    public void Every_fault_is_a_sentence_that_names_the_parameter(string query, string fault) => Assert.Equal([fault], Faults(query));

    [Fact]
    public void All_faults_are_named_at_once_without_the_values() => Assert.Equal(
        ["unknown parameter; there are rate, level, limit", RateFault, LevelFault, LimitFault],
        Faults($"?rate={new string('9', 10_000)}&level=<script>&limit=%00&{new string('x', 10_000)}=1"));

    private static IReadOnlyList<string> Faults(string query)
    {
        Assert.Null(Read(query, out var faults));
        return faults;
    }

    private static StreamQuery? Read(string query, out IReadOnlyList<string> faults) =>
        StreamQuery.Read(LogSample.Services, new QueryCollection(QueryHelpers.ParseQuery(query)), out faults);
}
