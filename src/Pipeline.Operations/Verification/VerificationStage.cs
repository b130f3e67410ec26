namespace Pipeline.Operations.Verification;

/// <summary>The steps of a verification.</summary>
public enum VerificationStep
{
    /// <summary>Waits for events in flight.</summary>
    Settling,

    /// <summary>Compares the events of a stream.</summary>
    Stream,

    /// <summary>Compares projections with rows.</summary>
    Projections,
}

/// <summary>What a verification is doing.</summary>
/// <param name="Step">The step.</param>
/// <param name="Stream">Name of the stream that is compared; null in other steps.</param>
public sealed record VerificationStage(VerificationStep Step, string? Stream = null);
