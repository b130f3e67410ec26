using Pipeline.Embedded.Kafka;
using Pipeline.Embedded.Postgres;

namespace Pipeline.Embedded.Startup;

/// <summary>
/// The embedded servers run in child processes. A child process is the same executable, started again with a role as the first
/// argument.
/// </summary>
public static class EmbeddedParts
{
    /// <summary>Runs the child role that the arguments name, until the parent stops it or exits. Call it first in Program.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The exit code when the arguments name a role; null immediately when they do not.</returns>
    public static async Task<int?> TryRunChildAsync(string[] args) => args switch
    {
        [KafkaChild.Role, .. var topics] => await KafkaChild.RunAsync(topics),
        [PostgresChild.Role, var programFolder, var baseFolder] => await PostgresChild.RunAsync(programFolder, baseFolder),
        _ => null,
    };
}
