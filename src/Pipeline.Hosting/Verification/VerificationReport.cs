namespace Pipeline.Hosting.Verification;

/// <summary>What the verification found.</summary>
/// <param name="Users">Rows of users.</param>
/// <param name="Products">Rows of products.</param>
/// <param name="Orders">Rows of orders.</param>
/// <param name="Lost">Committed events that took no effect and wait nowhere.</param>
/// <param name="Duplicated">Effects that happened more than once.</param>
/// <param name="Dead">Messages given up into dead-letter topics or the table dead_letters.</param>
/// <param name="Findings">One sentence each for whatever is not as promised.</param>
public sealed record VerificationReport(
    long Users, long Products, long Orders, long Lost, long Duplicated, long Dead, IReadOnlyList<string> Findings)
{
    /// <summary>Whether the promise holds.</summary>
    public bool Ok => Findings.Count == 0;

    /// <summary>The line for machines: the keys are fixed.</summary>
    public string Line =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"verify: {(Ok ? "ok" : "FAILED")} users={Users} products={Products} orders={Orders} lost={Lost} duplicated={Duplicated} dead={Dead}");
}
