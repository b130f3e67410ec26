using Microsoft.Extensions.Time.Testing;
using Pipeline.Hosting.Settings;
using Pipeline.Logs.Formats;
using Pipeline.Logs.Generating;
using Pipeline.Logs.Services;

namespace Pipeline.UnitTests.Logs;

public sealed class GenerateOptionsTests
{
    [Fact]
    public void All_faults_are_named_at_once() => Assert.Equal(
        [
            "--rate=0 is not a rate per second above 0 and up to 100000000.",
            "--duration=1d is not a time above 0, such as 30, 500ms, 10m or 2h; without a unit it is in seconds.",
            "--step=-1 is not a time above 0, such as 30, 500ms, 10m or 2h; without a unit it is in seconds.",
            "--service=orders is not one of member, order, payment, or all.",
            "--service=x is not one of member, order, payment, or all.",
            "--count=1e6 is not a number of entries from 1 to 9223372036854775807.",
            "--bytes=10 MB is not a size such as 500000, 10MB or 1GiB.",
            "--format=xml is not one of json, logfmt, apache-common, apache-combined, nginx, syslog-rfc5424.",
            $"--seed=seven is not a whole number from {long.MinValue} to {long.MaxValue}.",
            "--start=yesterday is not now or an instant from 1970 to 2100, such as 2026-03-02T10:00:00Z.",
            "--count, --bytes and --duration exclude each other: keep one.",
            $"--split is smaller than the longest line, {LineFormat.MaxLine} bytes.",
            "--split needs --output.",
        ],
        Faults(
            ("--rate", "0"), ("--duration", "1d"), ("--step", "-1"), ("--service", "orders,member,x"), ("--count", "1e6"),
            ("--bytes", "10 MB"), ("--format", "xml"), ("--seed", "seven"), ("--start", "yesterday"), ("--split", "10kB")));

    [Theory]
    [InlineData("--count", "--bytes")]
    [InlineData("--count", "--duration")]
    [InlineData("--bytes", "--duration")]
    public void Two_limits_are_one_too_many(string one, string other) =>
        Assert.Equal(["--count, --bytes and --duration exclude each other: keep one."], Faults((one, "10"), (other, "10")));

    [Theory]
    [InlineData("500000", 500_000)]
    [InlineData("500000B", 500_000)]
    [InlineData("10kB", 10_000)]
    [InlineData("10K", 10_000)]
    [InlineData("10KiB", 10_240)]
    [InlineData("1.5MB", 1_500_000)]
    [InlineData("1GiB", 1_073_741_824)]
    [InlineData("2T", 2_000_000_000_000)]
    public void A_size_has_a_unit_of_1000_or_1024(string text, long bytes) => Assert.Equal(bytes, Read(("--bytes", text)).Bytes);

    [Theory]
    [InlineData("0")]
    [InlineData("0.5")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e9")]
    [InlineData("1,000")]
    [InlineData("1PB")]
    [InlineData("1iB")]
    [InlineData("NaN")]
    [InlineData("9999999999999T")]
    [InlineData("99999999999999999999")]
    public void Another_text_is_no_size(string text) =>
        Assert.Equal([$"--bytes={text} is not a size such as 500000, 10MB or 1GiB."], Faults(("--bytes", text)));

    [Theory]
    [InlineData("30", 30_000)]
    [InlineData("30s", 30_000)]
    [InlineData("500ms", 500)]
    [InlineData("1500us", 1.5)]
    [InlineData("0.5m", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("2h", 7_200_000)]
    public void A_time_has_a_unit_or_is_in_seconds(string text, double ms) =>
        Assert.Equal(TimeSpan.FromMilliseconds(ms), Read(("--duration", text)).Duration);

    [Theory]
    [InlineData("0")]
    [InlineData("0ms")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1d")]
    [InlineData("s")]
    [InlineData("1 m")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1h30m")]
    [InlineData("87601h")]
    public void Another_text_is_no_time(string text) => Assert.StartsWith(
        $"--duration={text} is not a time above 0", Assert.Single(Faults(("--duration", text))), StringComparison.Ordinal);

    [Theory]
    [InlineData("60", "100", 6_000)]
    [InlineData("90", "2.5", 225)]
    [InlineData("1h", "0.001", 4)]
    [InlineData("1ms", "1", 1)]
    [InlineData("87600h", "100000000", 31_536_000_000_000_000)]
    public void A_duration_at_a_rate_is_a_number_of_entries(string duration, string rate, long count)
    {
        var options = Read(("--duration", duration), ("--rate", rate));
        Assert.Equal((count, null), (options.Count, options.Duration));
    }

    [Theory]
    [InlineData(null, "member order payment")]
    [InlineData("all", "member order payment")]
    [InlineData("payment", "payment")]
    [InlineData("payment, member,payment", "payment member")]
    public void Services_are_chosen_by_name(string? service, string names) =>
        Assert.Equal(names, string.Join(' ', Read(("--service", service)).Services.Select(static s => s.Name)));

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(null, "1", null, "2026-03-02T10:00:00Z")]
    [InlineData(null, null, "1s", "2026-03-02T10:00:00Z")]
    [InlineData("now", "1", null, "2030-05-06T07:08:09Z")]
    [InlineData("1970-01-01", null, null, "1970-01-01T00:00:00Z")]
    [InlineData("2026-03-02T10:00:00+09:00", null, null, "2026-03-02T01:00:00Z")]
    public void Simulated_time_starts_at_the_clock_or_where_seed_or_start_say(string? start, string? seed, string? step, string? from) =>
        Assert.Equal(
            from is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(from),
            Read(("--start", start), ("--seed", seed), ("--step", step)).Start);

    [Theory]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("2101-01-01")]
    [InlineData("10:00 o'clock")]
    [InlineData("1772445600")]
    public void Another_text_is_no_start(string text) =>
        Assert.StartsWith($"--start={text} is not now or an instant", Assert.Single(Faults(("--start", text))), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, null, 1_000)]
    [InlineData("100", null, 10_000)]
    [InlineData("100", "5us", 5)]
    public void The_step_of_simulated_time_follows_the_rate_unless_it_is_set(string? rate, string? step, double microseconds) =>
        Assert.Equal(microseconds, Read(("--rate", rate), ("--step", step)).StepMicroseconds, 1e-9);

    [Fact]
    public void A_seed_that_is_not_given_is_random() => Assert.NotEqual(Read().Seed, Read().Seed);

    internal static GenerateOptions Read(params (string Name, string? Value)[] given) => GenerateOptions.Read(
        ServiceCatalogue.Find(), name => given.FirstOrDefault(o => o.Name == name).Value,
        new FakeTimeProvider(new(2030, 5, 6, 7, 8, 9, TimeSpan.Zero)));

    private static IReadOnlyList<string> Faults(params (string Name, string? Value)[] given) =>
        Assert.Throws<SettingsException>(() => Read(given)).Faults;
}
