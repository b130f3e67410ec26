using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pipeline.Simulation;

/// <summary>
/// One of n processes that share the work of the seeder or of the generator, each with the same settings and the same seed: it
/// makes its share of the rows, draws from random streams of its own, and places orders for and changes only what is its own.
/// What a customer or a product is follows from seed and number alone, so n shards make the same shop as one process.
/// </summary>
public sealed record Shard
{
    /// <summary>Most processes that may share the work.</summary>
    public const int MaxCount = 1_000;

    /// <summary>The process that does everything itself.</summary>
    public static readonly Shard Whole = new(1, 1);

    /// <summary>One of several.</summary>
    /// <param name="number">Which one, 1 to <paramref name="count"/>.</param>
    /// <param name="count">How many there are, 1 to <see cref="MaxCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such shard.</exception>
    public Shard(int number, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        (Number, Count) = (number, count);
    }

    /// <summary>Which one of them, from 1.</summary>
    public int Number { get; }

    /// <summary>How many share the work.</summary>
    public int Count { get; }

    /// <summary>Whether it does everything itself.</summary>
    public bool IsWhole => Count == 1;

    /// <summary>Reads <c>i/n</c>, for example <c>2/3</c>.</summary>
    /// <returns>Whether there is such a shard.</returns>
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

    /// <summary>Its share of so many rows; the shares of all shards add up to them, and no two differ by more than one row.</summary>
    /// <param name="rows">0 or more.</param>
    public int ShareOf(int rows) => (int)(((long)rows * Number / Count) - ((long)rows * (Number - 1) / Count));

    /// <summary>Its share of a rate a second.</summary>
    public double ShareOf(double rate) => rate / Count;

    /// <summary>How long it pauses where one process would pause so long: all shards together keep the rhythm of one.</summary>
    public TimeSpan ScalePause(TimeSpan pause) => pause * Count;

    /// <summary>
    /// Whether a customer or a product, by its id, is this shard's own. Every id is exactly one shard's, in every process: two
    /// shards never raise the version of the same row.
    /// </summary>
    public bool Owns(string id) => StableHash.Of(id) % (ulong)Count == (ulong)(Number - 1);

    /// <summary>
    /// What this shard's traffic is drawn from: another sequence a shard, so that no two place the same orders; the given one where
    /// there is only one. Not for customers and products themselves, which are the same on every shard.
    /// </summary>
    public SeededRandom Own(SeededRandom random) => IsWhole ? random : random.Fork("shard", ((long)Count << 32) | (uint)Number);

    /// <summary>As it is written: <c>2/3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static bool IsWholeNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
