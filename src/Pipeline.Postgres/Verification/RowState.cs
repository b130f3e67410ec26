namespace Pipeline.Postgres.Verification;

/// <summary>The event-related state of a stream's row.</summary>
/// <param name="KeyHash">Hash of the natural key.</param>
/// <param name="EventId">Id of the last event that wrote the row; null if there is none or it is too old for processed_events.</param>
/// <param name="Version">Version of the row.</param>
/// <param name="CountedVersion">The newest version that projections include; 0 if the stream has no projections.</param>
/// <param name="Counted">Whether projections count the row.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RowState(ulong KeyHash, Guid? EventId, int Version, int CountedVersion, bool Counted);
