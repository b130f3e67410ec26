namespace Pipeline.Cli.Running;

/// <summary>
/// Checks a run with one embedded and one external server. The embedded server is empty, the external one may have data. Progress and
/// log must belong together: otherwise consumers wait for offsets that do not exist, or apply events of another database.
/// </summary>
internal static class RunGuard
{
    /// <param name="run">Which servers are embedded.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="streams">The streams that the run consumes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StartupRefusedException">The database has the progress of another cluster.</exception>
    public static async Task CheckPairAsync(
        RunSettings run, PipelineSettings settings, IReadOnlyCollection<StreamDefinition> streams, CancellationToken cancellationToken)
    {
        if (!settings.Kafka.Enabled || run.EmbedKafka == run.EmbedPostgres)
            return;
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, writes: true, cancellationToken);
        if (run.EmbedKafka)
            await RefuseOldProgressAsync(databases.SynchronousCommit, settings, cancellationToken);
        else
            await StartAtLogEndsAsync(databases.AsynchronousCommit, settings, streams, cancellationToken);
    }

    private static async Task RefuseOldProgressAsync(
        NpgsqlDataSource database, PipelineSettings settings, CancellationToken cancellationToken)
    {
        if ((await new ProgressReader(database).ReadAsync(cancellationToken)).Count > 0)
        {
            throw new StartupRefusedException(
                $"The database {settings.Postgres.Address} has the progress of another Kafka cluster: " +
                "set KAFKA_BOOTSTRAP_SERVERS to that cluster, or POSTGRES_DB to an empty database.", isTransient: false);
        }
    }

    /// <summary>Starts consuming at the log ends: the existing messages do not belong to this new database.</summary>
    private static async Task StartAtLogEndsAsync(
        NpgsqlDataSource database, PipelineSettings settings, IReadOnlyCollection<StreamDefinition> streams,
        CancellationToken cancellationToken)
    {
        await StartupChecks.CheckTopicsAsync(settings.Kafka, streams);
        using var log = new LogEnds(settings.Kafka.Connection);
        var sink = new PostgresSink(database);
        foreach (var partition in settings.Kafka.StreamPartitions.Where(p => streams.Contains(p.Stream)))
            await sink.StartAtAsync(partition, log.Of(partition.TopicName, partition.Partition).High, cancellationToken);
    }
}
