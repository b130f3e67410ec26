using System.Runtime.InteropServices;
using Pipeline.Streams.Columns;

namespace Pipeline.Postgres.Verification;

/// <summary>What a row of a stream says about events.</summary>
/// <param name="KeyHash">Hash of its natural key.</param>
/// <param name="EventId">Event that wrote the row last; null when there is none, or when processed_events does not reach back to it.</param>
/// <param name="Version">Version of that event.</param>
/// <param name="CountedVersion">The newest version that projections know; 0 where the stream has none.</param>
/// <param name="Counted">Whether projections count the row.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RowState(ulong KeyHash, Guid? EventId, int Version, int CountedVersion, bool Counted);
