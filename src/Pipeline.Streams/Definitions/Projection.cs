using System.Reflection;
using System.Text.Json;
using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Sums over the rows of a stream, per Kafka partition and group. They change in the transaction that applies a batch, so they are
/// equal to the sum over the rows at every moment.
/// </summary>
public sealed class Projection
{
    internal Projection(Type record, StreamDefinition stream)
    {
        RecordType = record;
        Table = record.GetCustomAttribute<ProjectionAttribute>()!.Table;
        foreach (var property in record.GetProperties())
        {
            if (property.IsDefined(typeof(PartitionNumberAttribute)))
                PartitionName = NameOf(property);
            else if (property.GetCustomAttribute<GroupByAttribute>() is { } group)
                Groups = [.. Groups, new(NameOf(property), stream.Property(group.Property), property.PropertyType == typeof(DateOnly), property.Name)];
            else if (property.IsDefined(typeof(CountAttribute)))
                Sums = [.. Sums, new(NameOf(property), null)];
            else if (property.GetCustomAttribute<SumAttribute>() is { } sum)
                Sums = [.. Sums, new(NameOf(property), stream.Property(sum.Property))];
        }

        if (PartitionName.Length == 0 || Groups.Count == 0 || Sums.Count == 0)
            throw new InvalidOperationException($"{record.Name} needs a partition number, a group and a sum.");
        if (Groups.Select(static g => g.Source).Concat(Sums.Select(static s => s.Source)).Any(c => c is not null && stream.Changes(c)))
            throw new InvalidOperationException($"{record.Name} groups by or sums a column of {stream.Name} that changes.");
    }

    /// <summary>The record of a row.</summary>
    public Type RecordType { get; }

    /// <summary>Table.</summary>
    public string Table { get; }

    /// <summary>Column with the Kafka partition.</summary>
    public string PartitionName { get; } = "";

    /// <summary>Columns by which rows are grouped, in the order of the key.</summary>
    public IReadOnlyList<ProjectionGroup> Groups { get; } = [];

    /// <summary>Columns with counts and sums.</summary>
    public IReadOnlyList<ProjectionSum> Sums { get; } = [];

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}

/// <summary>A column by which a projection groups.</summary>
/// <param name="Name">Name in the projection's table.</param>
/// <param name="Source">Column of the stream.</param>
/// <param name="IsDay">Whether the group is the UTC date of the source.</param>
/// <param name="PropertyName">Property of the projection's record.</param>
public sealed record ProjectionGroup(string Name, Column Source, bool IsDay, string PropertyName);

/// <summary>A column with a sum.</summary>
/// <param name="Name">Name in the projection's table.</param>
/// <param name="Source">Column of the stream that is summed; null counts rows.</param>
public sealed record ProjectionSum(string Name, Column? Source);
