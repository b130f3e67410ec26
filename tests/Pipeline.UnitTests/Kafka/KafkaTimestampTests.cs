using Confluent.Kafka;
using CsCheck;
using Pipeline.Kafka;

namespace Pipeline.UnitTests.Kafka;

public sealed class KafkaTimestampTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000")]
    [InlineData(-1, "1969-12-31T23:59:59.999")]
    [InlineData(253_402_300_799_999, "9999-12-31T23:59:59.999")]
    [InlineData(253_402_300_800_000, "9999-12-31T23:59:59.999")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999")]
    [InlineData(-62_135_596_799_999, "0001-01-01T00:00:00.001")]
    [InlineData(-62_135_596_800_000, "0001-01-01T00:00:00.001")]
    [InlineData(-62_135_596_800_001, "0001-01-01T00:00:00.001")]
    [InlineData(long.MinValue, "0001-01-01T00:00:00.001")]
    public void A_timestamp_beyond_the_years_of_DateTime_is_the_nearest_instant_in_them(long milliseconds, string expected)
    {
        var instant = new Timestamp(milliseconds, TimestampType.CreateTime).ToUtc();
        Assert.Equal((expected, DateTimeKind.Utc), ($"{instant:yyyy-MM-ddTHH:mm:ss.fff}", instant.Kind));
    }

    [Fact]
    public void No_timestamp_becomes_the_infinity_of_the_database() => Gen.Long.Sample(static milliseconds => Assert.InRange(
        new Timestamp(milliseconds, TimestampType.LogAppendTime).ToUtc(),
        DateTime.MinValue.AddTicks(1), DateTime.MaxValue.AddTicks(-1)));
}
