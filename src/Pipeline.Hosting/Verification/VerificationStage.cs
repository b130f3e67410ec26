namespace Pipeline.Hosting.Verification;

/// <summary>What a verification is at.</summary>
public enum VerificationStage
{
    /// <summary>Waits for what is on its way.</summary>
    Settling,

    /// <summary>Compares the users.</summary>
    Users,

    /// <summary>Compares the products.</summary>
    Products,

    /// <summary>Compares the orders.</summary>
    Orders,

    /// <summary>Adds up the totals.</summary>
    Totals,
}
