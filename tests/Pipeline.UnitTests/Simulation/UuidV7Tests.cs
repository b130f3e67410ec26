using System.Globalization;
using CsCheck;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Simulation;

public sealed class UuidV7Tests
{
    private static readonly DateTime Now = new(2026, 3, 4, 5, 6, 7, 890, DateTimeKind.Utc);

    [Fact]
    public void The_first_48_bits_are_the_time_in_milliseconds() =>
        Gen.Long[0, (long)(new DateTime(2200, 1, 1) - DateTime.UnixEpoch).TotalMilliseconds].Sample(milliseconds =>
        {
            var text = new SeededRandom(1).NextUuidV7(DateTime.UnixEpoch.AddMilliseconds(milliseconds)).ToString("N");
            return long.Parse(text[..12], NumberStyles.HexNumber) == milliseconds;
        });

    [Fact]
    public void Version_and_variant_are_those_of_the_standard()
    {
        var random = new SeededRandom(2);
        for (var i = 0; i < 1000; i++)
        {
            var id = random.NextUuidV7(Now);
            Assert.Equal(7, id.Version);
            Assert.InRange(id.Variant, 0x8, 0xB);
        }
    }

    [Fact]
    public void Every_random_bit_is_used()
    {
        var random = new SeededRandom(3);
        UInt128 everSet = 0, everClear = 0;
        for (var i = 0; i < 200; i++)
        {
            var bits = UInt128.Parse(random.NextUuidV7(Now).ToString("N"), NumberStyles.HexNumber);
            everSet |= bits;
            everClear |= ~bits;
        }

        // 12 bits after the version and 62 after the variant.
        Assert.Equal(74, (int)UInt128.PopCount(everSet & everClear));
    }

    [Fact]
    public void The_same_seed_gives_the_same_ids() =>
        Assert.Equal(new SeededRandom(4).NextUuidV7(Now), new SeededRandom(4).NextUuidV7(Now));

    [Fact]
    public void A_time_before_1970_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).NextUuidV7(DateTime.UnixEpoch.AddTicks(-1)));
}
