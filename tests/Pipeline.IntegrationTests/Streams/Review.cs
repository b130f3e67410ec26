using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Streams;

/// <summary>A review of a product: the data of review_created and review_updated, and a row of the table reviews.</summary>
[Stream("reviews"), CreatedBy("review_created"), ChangedBy("review_updated")]
internal sealed record Review
{
    /// <summary>Natural key.</summary>
    [Key, Text(1, 64)]
    public required string ReviewId { get; init; }

    /// <summary>The product. Also the Kafka key, so that the reviews of one product keep their order.</summary>
    [PartitionBy, Text(1, 64), Shown("p_[0-9]{1,9}")]
    public required string ProductId { get; init; }

    /// <summary>Title.</summary>
    [Text(1, 100), Personal]
    public required string Title { get; init; }

    /// <summary>What the user writes, if anything.</summary>
    [Text(0, 2000), Personal]
    public string? Comment { get; init; }

    /// <summary>Stars.</summary>
    [Number(1, 5)]
    public required int Stars { get; init; }
}
