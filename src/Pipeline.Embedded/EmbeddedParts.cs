using Pipeline.Embedded.Kafka;
using Pipeline.Embedded.Postgres;

namespace Pipeline.Embedded;

/// <summary>
/// The hidden side of the program: the embedded parts run in child processes that are the same executable, started again with
/// a role as the first argument.
/// </summary>
public static class EmbeddedParts
{
    /// <summary>Runs the child role that the arguments name, until the parent ends it or is gone. To be called first in Program.</summary>
    /// <param name="args">The arguments of the program.</param>
    /// <returns>The exit code when the arguments name a role; null, at once, when they do not and the program goes on as usual.</returns>
    public static async Task<int?> TryRunChildAsync(string[] args) => args switch
    {
        [KafkaChild.Role, .. var topics] => await KafkaChild.RunAsync(topics),
        [PostgresChild.Role, var programFolder, var baseFolder] => await PostgresChild.RunAsync(programFolder, baseFolder),
        _ => null,
    };
}
