namespace Pipeline.Simulation;

/// <summary>
/// One of n processes that share the work of one program, with the same settings and the same seed. It generates its share of the seeded
/// rows, and live traffic only for the ids that it owns. A seeded row depends on seed and number only, so n shards generate the same rows
/// as one process. Live traffic comes from the shard's own random sequence.
/// </summary>
public sealed record Shard
{
    /// <summary>Maximum number of shards.</summary>
    public const int MaxCount = 1_000;

    /// <summary>Shard 1/1: one process does all the work.</summary>
    public static readonly Shard Whole = new(1, 1);

    /// <summary>Creates shard <paramref name="number"/> of <paramref name="count"/>.</summary>
    /// <param name="number">Its number, 1 to <paramref name="count"/>.</param>
    /// <param name="count">Number of shards, 1 to <see cref="MaxCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public Shard(int number, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        (Number, Count) = (number, count);
    }

    /// <summary>Its number, from 1.</summary>
    public int Number { get; }

    /// <summary>Number of shards.</summary>
    public int Count { get; }

    /// <summary>Whether it is the only shard.</summary>
    public bool IsWhole => Count == 1;

    /// <summary>Reads <c>i/n</c>, for example <c>2/3</c>.</summary>
    /// <returns>Whether the text is a valid shard.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Shard? shard)
    {
        shard = null;
        if (text.Split('/') is not [var i, var n] || !IsWholeNumber(i, out var number) || !IsWholeNumber(n, out var count)
            || number < 1 || number > count || count > MaxCount)
        {
            return false;
        }

        shard = new(number, count);
        return true;
    }

    /// <summary>This shard's number of rows. All shares add up to <paramref name="rows"/> and differ by at most one.</summary>
    /// <param name="rows">Rows of all shards, 0 or more.</param>
    public int ShareOf(int rows) => (int)(((long)rows * Number / Count) - ((long)rows * (Number - 1) / Count));

    /// <summary>This shard's share of a rate per second.</summary>
    public double ShareOf(double rate) => rate / Count;

    /// <summary>Multiplies a single process's pause by the number of shards, so that the total rate stays the same.</summary>
    public TimeSpan ScalePause(TimeSpan pause) => pause * Count;

    /// <summary>
    /// Whether this shard owns an id. Exactly one shard owns each id, so two shards never raise the version of the
    /// same row.
    /// </summary>
    public bool Owns(string id) => KeyHash.Of(id) % (ulong)Count == (ulong)(Number - 1);

    /// <summary>
    /// The random sequence for this shard's traffic. Each shard gets a different one, so that no two shards generate the same traffic.
    /// Shard 1/1 gets <paramref name="random"/> itself. Do not use it for seeded rows, which must be the same on every shard.
    /// </summary>
    public SeededRandom Own(SeededRandom random) => IsWhole ? random : random.Fork("shard", ((long)Count << 32) | (uint)Number);

    /// <summary>The form that TryParse reads: <c>2/3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static bool IsWholeNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
