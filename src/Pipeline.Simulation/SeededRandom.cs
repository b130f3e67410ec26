namespace Pipeline.Simulation;

/// <summary>
/// The only source of randomness: all generated data follows from its seed. The algorithm is xoshiro256** seeded by splitmix64
/// (Blackman and Vigna). Rejected: System.Random, whose sequence can change between .NET versions, while the same seed must
/// always give the same bytes.
/// Not thread-safe: use one instance per thread. <see cref="Fork"/> only reads the seed and is thread-safe.
/// </summary>
public sealed partial class SeededRandom
{
    private ulong _seed;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts the sequence of <paramref name="seed"/>. Every value is valid.</summary>
    public SeededRandom(long seed) => Restart((ulong)seed);

    /// <summary>
    /// An independent sequence for (this seed, name, number). It does not depend on earlier draws, so entity N is the same in any
    /// order and on any shard.
    /// </summary>
    /// <param name="name">The purpose of the sequence, for example <c>user</c>.</param>
    /// <param name="number">The number of the entity.</param>
    public SeededRandom Fork(string name, long number) => new((long)SeedOf(name, number));

    /// <summary>Restarts <paramref name="fork"/> with the sequence of <see cref="Fork"/>, without a new object.</summary>
    internal void ForkInto(SeededRandom fork, string name, long number) => fork.Restart(SeedOf(name, number));

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number from 0 to <paramref name="max"/> − 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is below 1.</exception>
    public int Next(int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        // The high half of a 64×32 bit multiplication needs no division; its bias is below 2^-32.
        return (int)Math.BigMul(Bits(), (ulong)max, out _);
    }

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is below <paramref name="min"/>.</exception>
    public int Range(int min, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        return (int)(min + (long)Math.BigMul(Bits(), (ulong)((long)max - min + 1), out _));
    }

    /// <summary>A number from 0 (included) to 1 (excluded), in steps of 2^-53.</summary>
    public double Fraction() => (Bits() >> 11) * (1.0 / (1L << 53));

    /// <summary>True with this probability, 0–1.</summary>
    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>One of the items, each equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The list is empty.</exception>
    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>One of the choices, each with a probability in proportion to its weight.</summary>
    public T Pick<T>(Weighted<T> choices) => choices.At(Fraction());

    /// <summary>A UUID version 7 (RFC 9562): the given time in the first 48 bits, then seeded random bits.</summary>
    /// <param name="utc">Time of the id, UTC, 1970 or later; whole milliseconds are used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is before 1970.</exception>
    public Guid NextUuidV7(DateTime utc)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(utc, DateTime.UnixEpoch);
        var milliseconds = (ulong)((utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond);
        const ulong version = 0x7000;
        const ulong variant = 0x8000_0000_0000_0000;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (milliseconds << 16) | version | (Bits() >> 52));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], variant | (Bits() >> 2));
        return new(bytes, bigEndian: true);
    }

    private ulong SeedOf(string name, long number)
    {
        var state = _seed ^ KeyHash.Of(name);
        state = SplitMix(ref state) ^ (ulong)number;
        return SplitMix(ref state);
    }

    private void Restart(ulong seed)
    {
        _seed = seed;
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        return KeyHash.Mix(state);
    }
}
