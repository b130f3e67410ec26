namespace Pipeline.Cli.Chaos;

/// <summary>Terminates all client sessions every second.</summary>
internal sealed class SessionsTerminated()
    : ChaosFault("sessions-terminated", "all sessions of the database are ended every second, for 20 s")
{
    private const int Times = 20;

    public override async Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Times; i++)
        {
            await project.SqlAsync(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity " +
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()", cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        return $"{Times} times";
    }
}

/// <summary>Locks a table against reads and writes.</summary>
internal sealed class TableLocked() : ChaosFault("table-locked", "a table of the consumers is locked for 20 to 40 s")
{
    private static readonly string[] Tables =
    [
        "consumer_progress", "processed_events",
        .. ShopStreams.Registry.All.SelectMany(s => s.Projections.Select(p => p.Table).Prepend(s.Name)),
    ];
    private const string ApplicationName = "chaos_lock";
    private Process? _holder;

    public override Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken)
    {
        var table = Tables[random.Next(Tables.Length)];
        // The lock ends after 60 s even if this program is killed.
        _holder = project.Start(
            "exec", "-T", "postgres", "sh", "-c", "PGAPPNAME=$1 psql -X -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\" -c \"$0\"",
            $"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60); ROLLBACK", ApplicationName);
        return Task.FromResult(table);
    }

    public override int Seconds(SeededRandom random) => 20 + random.Next(21);

    public override async Task EndAsync(ComposeProject project)
    {
        if (_holder is null)
            return;
        await project.SqlAsync(
            $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{ApplicationName}'",
            CancellationToken.None);
        await _holder.WaitForExitAsync(CancellationToken.None);
        _holder.Dispose();
        _holder = null;
    }
}

/// <summary>A trigger raises the error of a full disk when consumers write their progress.</summary>
internal sealed class DiskFull() : ChaosFault("disk-full", "writing the progress fails with 53100 for 15 to 30 s")
{
    private bool _set;

    public override async Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken)
    {
        _set = true;
        await project.SqlAsync(
            """
            CREATE OR REPLACE FUNCTION chaos_disk_full() RETURNS trigger LANGUAGE plpgsql AS $f$
            BEGIN RAISE EXCEPTION 'no space left (chaos)' USING ERRCODE = '53100'; END $f$;
            CREATE OR REPLACE TRIGGER chaos_disk_full BEFORE UPDATE ON consumer_progress
            FOR EACH STATEMENT EXECUTE FUNCTION chaos_disk_full()
            """,
            cancellationToken);
        return "consumer_progress";
    }

    public override int Seconds(SeededRandom random) => 15 + random.Next(16);

    public override async Task EndAsync(ComposeProject project)
    {
        if (!_set)
            return;
        await UndoAsync(project);
        _set = false;
    }

    /// <summary>Removes the trigger, including one that a killed run has left.</summary>
    public static Task UndoAsync(ComposeProject project) =>
        project.SqlAsync("SET client_min_messages = error; DROP FUNCTION IF EXISTS chaos_disk_full() CASCADE", CancellationToken.None);
}
