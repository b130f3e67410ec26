namespace Pipeline.Streams.Columns;

/// <summary>The values of one column in a batch: an array with one element per row.</summary>
public abstract class ColumnValues
{
    private protected ColumnValues()
    {
    }
}

/// <inheritdoc/>
/// <typeparam name="T">Type of the column.</typeparam>
public sealed class ColumnValues<T> : ColumnValues
{
    internal ColumnValues(int capacity) => Rows = new T[capacity];

    /// <summary>The array. Elements at and above the batch's count are not valid.</summary>
    public T[] Rows { get; }
}
