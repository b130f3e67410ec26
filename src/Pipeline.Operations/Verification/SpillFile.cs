namespace Pipeline.Operations.Verification;

/// <summary>
/// Partitions records into buckets by hash and spills each bucket to disk beyond 8 KiB. Files with the same hash can be compared
/// bucket by bucket in bounded memory (Grace hash join: Kitsuregawa et al., 1983). A bucket keeps the order of adding. One writer;
/// read only after the last <see cref="Add"/>.
/// </summary>
/// <param name="folder">Folder of the file. The file is created on the first spill and deleted on Dispose.</param>
/// <param name="buckets">Number of buckets, a power of two.</param>
internal sealed class SpillFile<T>(string folder, int buckets) : IDisposable
    where T : unmanaged
{
    private const int ChunkBytes = 8_192;
    private static readonly int ChunkRecords = ChunkBytes / Unsafe.SizeOf<T>();

    private readonly T[]?[] _open = new T[buckets][];
    private readonly int[] _count = new int[buckets];
    private readonly List<long>?[] _chunks = new List<long>[buckets];
    private SafeFileHandle? _file;
    private long _end;

    public void Add(ulong hash, in T record)
    {
        var bucket = (int)(hash & (ulong)(buckets - 1));
        var open = _open[bucket] ??= new T[ChunkRecords];
        open[_count[bucket]++] = record;
        if (_count[bucket] == ChunkRecords)
            Flush(bucket, open);
    }

    /// <summary>The bucket's records, chunk by chunk. A chunk is valid until the next one.</summary>
    public IEnumerable<ArraySegment<T>> Read(int bucket)
    {
        if (_chunks[bucket] is { } chunks)
        {
            var chunk = new T[ChunkRecords];
            foreach (var offset in chunks)
            {
                RandomAccess.Read(_file!, MemoryMarshal.AsBytes(chunk.AsSpan()), offset);
                yield return chunk;
            }
        }

        if (_open[bucket] is { } open)
            yield return new(open, 0, _count[bucket]);
    }

    public void Dispose() => _file?.Dispose();

    private void Flush(int bucket, T[] records)
    {
        _file ??= File.OpenHandle(
            Path.Combine(folder, $"pipeline-verify-{Guid.NewGuid():N}"),
            FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(records.AsSpan()), _end);
        (_chunks[bucket] ??= []).Add(_end);
        _end += ChunkRecords * Unsafe.SizeOf<T>();
        _count[bucket] = 0;
    }
}
