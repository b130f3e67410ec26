namespace Pipeline.Cli.Running;

/// <summary>
/// Checks a run with one embedded and one external server. The embedded server is empty, the external one may have data. Progress and
/// log must belong together: otherwise consumers wait for offsets that do not exist, or apply events of another database.
/// </summary>
internal static class RunGuard
{
    public static async Task CheckPairAsync(RunSettings run, PipelineSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.Kafka.Enabled || run.EmbedKafka == run.EmbedPostgres)
            return;
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, writes: true, cancellationToken);
        if (run.EmbedKafka)
            await RefuseOldProgressAsync(databases.SynchronousCommit, settings, cancellationToken);
        else
            await StartAtLogEndsAsync(databases.AsynchronousCommit, settings, cancellationToken);
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
    private static async Task StartAtLogEndsAsync(NpgsqlDataSource database, PipelineSettings settings, CancellationToken cancellationToken)
    {
        await StartupChecks.CheckTopicsAsync(settings.Kafka, settings.Domain.Streams.All);
        using var log = new LogEnds(settings.Kafka.Connection);
        var sink = new PostgresSink(database);
        foreach (var partition in settings.Kafka.StreamPartitions)
            await sink.StartAtAsync(partition, log.Of(partition.TopicName, partition.Partition).High, cancellationToken);
    }
}
