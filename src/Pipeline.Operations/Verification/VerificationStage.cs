namespace Pipeline.Operations.Verification;

/// <summary>The steps of a verification.</summary>
public enum VerificationStep
{
    /// <summary>Waits for events in flight.</summary>
    Quiescence,

    /// <summary>Compares the events of a stream.</summary>
    Stream,

    /// <summary>Compares the projections with the rows.</summary>
    Projections,
}

/// <summary>Current step of a verification.</summary>
/// <param name="Step">The step.</param>
/// <param name="Stream">Name of the compared stream; null in other steps.</param>
public sealed record VerificationStage(VerificationStep Step, string? Stream = null);
