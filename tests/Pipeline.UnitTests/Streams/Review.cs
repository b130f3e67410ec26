using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Streams;

/// <summary>A made-up stream with every kind of column, nullable or not, and a projection.</summary>
[Stream("reviews"), CreatedBy("review_created"), ChangedBy("review_judged", Only = nameof(State))]
internal sealed record Review
{
    /// <summary>The definition, alone in its domain.</summary>
    public static StreamDefinition Stream { get; } = Define();

    [Key]
    public required Guid ReviewId { get; init; }

    public required DateTime WrittenAt { get; init; }

    [PartitionBy, Text(1, 20), Personal]
    public required string Author { get; init; }

    [Text(1, 40, Repeats = true), Shown("[a-z]{1,10}")]
    public required string Subject { get; init; }

    [Number(1, 5)]
    public required int Stars { get; init; }

    [Number(0, 1_000_000_000_000)]
    public required long Reads { get; init; }

    [Code("shown", "hidden"), CountedUnless("hidden")]
    public required string State { get; init; }

    [Number(-10, 10, Decimals = 2)]
    public decimal? Score { get; init; }

    [Number(0, 9)]
    public int? Replies { get; init; }

    [Number(0, 9)]
    public long? Likes { get; init; }

    [Text(0, 200), Personal]
    public string? Comment { get; init; }

    public Guid? ReplyTo { get; init; }

    public DateTime? EditedAt { get; init; }

    private static StreamDefinition<Review> Define()
    {
        var stream = new StreamDefinition<Review>();
        stream.Complete([stream], [typeof(ReviewTotal)]);
        return stream;
    }
}

[Projection("review_totals", typeof(Review))]
internal sealed record ReviewTotal
{
    [PartitionNumber]
    public int Partition { get; init; }

    [GroupBy(nameof(Review.WrittenAt))]
    public DateOnly Day { get; init; }

    [GroupBy(nameof(Review.Subject))]
    public required string About { get; init; }

    [Count]
    public long Reviews { get; init; }

    [Sum(nameof(Review.Stars))]
    public long Stars { get; init; }

    [Sum(nameof(Review.Reads))]
    public long Reads { get; init; }
}
