using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Counts and sums over the rows of a stream, per Kafka partition and group. The transaction that applies a batch also updates them,
/// so they always equal the sums over the rows.
/// </summary>
public sealed class Projection
{
    private const int MinutesPerDay = 1440;

    internal Projection(Type record, StreamDefinition stream)
    {
        RecordType = record;
        Table = record.GetCustomAttribute<ProjectionAttribute>()!.Table;
        foreach (var property in record.GetProperties())
        {
            if (property.IsDefined(typeof(PartitionNumberAttribute)))
                PartitionName = NameOf(property);
            else if (property.GetCustomAttribute<GroupByAttribute>() is { } group)
                Groups = [.. Groups, new(NameOf(property), stream.Property(group.Property), WidthOf(property, group), property.Name)];
            else if (property.IsDefined(typeof(CountAttribute)))
                Sums = [.. Sums, new(NameOf(property), null)];
            else if (property.GetCustomAttribute<SumAttribute>() is { } sum)
                Sums = [.. Sums, new(NameOf(property), stream.Property(sum.Property))];
        }

        if (PartitionName.Length == 0 || Groups.Count == 0 || Sums.Count == 0)
            throw new InvalidOperationException($"{record.Name} needs a partition number, a group and a sum.");
        if (Groups.FirstOrDefault(static g => g.Width is not null && g.Source is not Column<DateTime>) is { } wrong)
        {
            throw new InvalidOperationException(
                $"{record.Name}.{wrong.PropertyName} groups by the day or minutes of a column that is nullable or not an instant.");
        }

        if (Sums.FirstOrDefault(static s => s.Source is not null && !ProjectionSum.IsNumber(s.Source)) is { } other)
            throw new InvalidOperationException($"{record.Name} sums {stream.Name}.{other.Source!.Name}, which is not a number.");
        if (Groups.Select(static g => g.Source).Concat(Sums.Select(static s => s.Source)).Any(c => c is not null && stream.Changes(c)))
            throw new InvalidOperationException($"{record.Name} groups by or sums a column of {stream.Name} that changes.");
    }

    /// <summary>Record type of a row.</summary>
    public Type RecordType { get; }

    /// <summary>Name of the table.</summary>
    public string Table { get; }

    /// <summary>Name of the column with the Kafka partition.</summary>
    public string PartitionName { get; } = "";

    /// <summary>Columns by which rows are grouped, in the order of the primary key.</summary>
    public IReadOnlyList<ProjectionGroup> Groups { get; } = [];

    /// <summary>Columns with counts and sums.</summary>
    public IReadOnlyList<ProjectionSum> Sums { get; } = [];

    private static TimeSpan? WidthOf(PropertyInfo property, GroupByAttribute group)
    {
        if (group.Minutes < 0 || (group.Minutes > 0 && MinutesPerDay % group.Minutes != 0))
        {
            throw new InvalidOperationException(
                $"{property.DeclaringType!.Name}.{property.Name} has windows of {group.Minutes} minutes, which do not divide a day.");
        }

        if (group.Minutes > 0)
            return TimeSpan.FromMinutes(group.Minutes);
        return property.PropertyType == typeof(DateOnly) ? TimeSpan.FromDays(1) : null;
    }

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}

/// <summary>A column by which a projection groups.</summary>
/// <param name="Name">Name in the projection's table.</param>
/// <param name="Source">Column of the stream.</param>
/// <param name="Width">Width of the windows of an instant: one day, or less than that; null to group by the value.</param>
/// <param name="PropertyName">Property of the projection's record.</param>
public sealed record ProjectionGroup(string Name, Column Source, TimeSpan? Width, string PropertyName)
{
    /// <summary>Whether the group is a UTC date.</summary>
    public bool IsDay => Width == TimeSpan.FromDays(1);
}

/// <summary>A column with a sum.</summary>
/// <param name="Name">Name in the projection's table.</param>
/// <param name="Source">Column of the stream that is summed; null to count rows.</param>
public sealed record ProjectionSum(string Name, Column? Source)
{
    /// <summary>Whether the sum has decimals.</summary>
    public bool IsDecimal => Source is Column<decimal> or Column<decimal?>;

    /// <summary>Type in PostgreSQL. A decimal sum has 28 digits, as many as a .NET decimal always holds.</summary>
    public string SqlType => IsDecimal ? $"numeric(28,{Source!.Decimals})" : "bigint";

    internal static bool IsNumber(Column column) => column is Column<int> or Column<int?> or Column<long> or Column<long?>
        or Column<decimal> or Column<decimal?>;
}
