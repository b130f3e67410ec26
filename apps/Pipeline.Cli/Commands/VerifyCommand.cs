namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline verify</c>: checks that no event was lost or took effect twice. Exit code 0: no findings.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var waitTimeout = new Option<int>("--timeout")
        {
            Description = "Seconds to wait for events in flight. The partitions of a killed consumer are reassigned within 45 s.",
            DefaultValueFactory = _ => 120,
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("verify", "Compare committed events, events in Kafka and effects, event by event.") { waitTimeout, json };
        command.SetAction((result, token) => RunAsync(TimeSpan.FromSeconds(result.GetValue(waitTimeout)), result.GetValue(json), token));
        return command;
    }

    /// <summary>Prints the findings, then the line for machines; or the whole report as JSON.</summary>
    public static int Print(VerificationReport report, bool json = false)
    {
        if (json)
        {
            Console.WriteLine(report.ToJson());
            return report.Ok ? 0 : 1;
        }

        foreach (var note in report.Notes())
            Console.WriteLine(note);
        foreach (var finding in report.Findings)
            Console.WriteLine(finding);
        Console.WriteLine(report.Line);
        return report.Ok ? 0 : 1;
    }

    /// <summary>Runs a verification.</summary>
    /// <exception cref="StartupRefusedException">A server became unavailable, or the spill files cannot be written.</exception>
    public static async Task<VerificationReport> VerifyAsync(
        PipelineVerifier verifier, TimeSpan waitTimeout, CancellationToken cancellationToken)
    {
        try
        {
            return await verifier.RunAsync(waitTimeout, cancellationToken);
        }
        catch (IOException e)
        {
            throw new StartupRefusedException(
                $"The verification cannot write its files ({e.Message}): set VERIFY_FOLDER to a folder with free space.",
                isTransient: true, e);
        }
        catch (Exception e) when (e is KafkaException or NpgsqlException)
        {
            throw new StartupRefusedException($"The verification stopped: {e.Message}", isTransient: true, e);
        }
    }

    private static async Task<int> RunAsync(TimeSpan waitTimeout, bool json, CancellationToken cancellationToken)
    {
        var settings = CommandSettings.Read(static s => [s.Kafka, s.Postgres, s.Verify]);
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, writes: false, cancellationToken);
        if (settings.Kafka.Enabled)
            await StartupChecks.CheckTopicsAsync(settings.Kafka, settings.Domain.Streams.All);
        var verifier = new PipelineVerifier(settings.Kafka, settings.Verify, databases.SynchronousCommit);
        return Print(await VerifyAsync(verifier, waitTimeout, cancellationToken), json);
    }
}
