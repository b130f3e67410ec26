using System.CommandLine;
using Confluent.Kafka;
using Npgsql;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Faults;

namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline verify</c>: was anything lost or counted twice? The exit code is the answer.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var waitTimeout = new Option<int>("--timeout")
        {
            Description = "Seconds to wait for what is still on its way. A killed consumer's partitions are taken over within 45 s.",
            DefaultValueFactory = _ => 120,
        };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var command = new Command("verify", "Compare what was committed, what is in Kafka and what took effect, event by event.") { waitTimeout, json };
        command.SetAction((result, token) => RunAsync(TimeSpan.FromSeconds(result.GetValue(waitTimeout)), result.GetValue(json), token));
        return command;
    }

    /// <summary>Prints the findings and, last, the line for machines; or all of it as JSON.</summary>
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

    /// <summary>Verifies.</summary>
    /// <exception cref="StartupRefusedException">A server went away meanwhile.</exception>
    public static async Task<VerificationReport> VerifyAsync(PipelineVerifier verifier, TimeSpan waitTimeout, CancellationToken cancellationToken)
    {
        try
        {
            return await verifier.RunAsync(waitTimeout, cancellationToken);
        }
        catch (IOException e)
        {
            throw new StartupRefusedException($"The verification has no room for its files ({e.Message}): set VERIFY_FOLDER.", canHeal: true, e);
        }
        catch (Exception e) when (e is KafkaException or NpgsqlException)
        {
            throw new StartupRefusedException($"The verification broke off: {e.Message}", canHeal: true, e);
        }
    }

    private static async Task<int> RunAsync(TimeSpan waitTimeout, bool json, CancellationToken cancellationToken)
    {
        var settings = CommandSettings.Read(static s => [s.Kafka, s.Postgres, s.Verify]);
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, cancellationToken);
        if (settings.Kafka.Enabled)
            await StartupChecks.CheckTopicsAsync(settings.Kafka, settings.Domain.Streams.All);
        return Print(await VerifyAsync(new PipelineVerifier(settings.Kafka, settings.Verify, databases.SynchronousCommit), waitTimeout, cancellationToken), json);
    }
}
