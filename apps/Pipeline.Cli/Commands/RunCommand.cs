using Pipeline.Cli.Running;

namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline run</c>: the whole pipeline in one process. A server that is not set is embedded.</summary>
internal static class RunCommand
{
    /// <summary>How long the final verification waits for events in flight.</summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var command = new Command(
            "run", "Seed, stream live orders through nine consumers, and verify at the end (DURATION seconds, or until Ctrl+C). " +
            "Needs no container engine.");
        command.SetAction((_, token) => RunAsync(token));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken stop)
    {
        UnknownSettings.Warn(ShopSettings.Domain);
        var run = new RunSettings(Environment.GetEnvironmentVariable);
        var checkedSettings = Check(run);
        try
        {
            await using var servers = await EmbeddedServers.StartAsync(run, checkedSettings.Kafka, stop);
            var (settings, duration) = run.Read();
            Announce(run, settings);
            await RunGuard.CheckPairAsync(run, settings, stop);
            // The messages of an earlier embedded Kafka are gone, so its counts of dirt are no longer valid.
            if (run.EmbedKafka && settings.Dirt.Rates is not null)
                DirtTruthFile.Forget(settings.Dirt.TruthPath);
            using var host = PipelineHost.Build(settings);
            return await RunAsync(host, settings, duration, servers, stop);
        }
        catch (EmbeddedPartException e)
        {
            throw new StartupRefusedException(e.Message, isTransient: false, e);
        }
    }

    private static async Task<int> RunAsync(
        IHost host, PipelineSettings settings, TimeSpan? duration, EmbeddedServers servers, CancellationToken stop)
    {
        try
        {
            await host.StartAsync(stop);
            return await StreamAndVerifyAsync(host, settings, duration, servers, stop);
        }
        finally
        {
            // Also after a failed verification, because services that run without their connections log stack traces.
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<int> StreamAndVerifyAsync(
        IHost host, PipelineSettings settings, TimeSpan? duration, EmbeddedServers servers, CancellationToken stop)
    {
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, stopping);
        _ = servers.Died.ContinueWith(
            died => { Console.Error.WriteLine($"{died.Result}: stopping."); end.Cancel(); },
            end.Token, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

        var complete = false;
        try
        {
            Announce(host.Services.GetRequiredService<DashboardService>(), settings);
            await host.Services.GetRequiredService<StartupGate>().Opened.WaitAsync(end.Token);
            complete = await StreamAsync(host.Services, settings, duration, end);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("stopped while seeding");
        }

        Console.WriteLine("verifying");
        var report = await VerifyCommand.VerifyAsync(
            host.Services.GetRequiredService<PipelineVerifier>(), WaitTimeout, CancellationToken.None);
        await host.StopAsync(CancellationToken.None);
        var verified = VerifyCommand.Print(report);
        return complete || stop.IsCancellationRequested ? verified : 1;
    }

    /// <summary>Seeds, then runs live traffic until the duration ends or the user stops it.</summary>
    /// <returns>Whether the seeding was complete.</returns>
    private static async Task<bool> StreamAsync(
        IServiceProvider services, PipelineSettings settings, TimeSpan? duration, CancellationTokenSource end)
    {
        var seeded = await SeedProgressDisplay.RunAsync(SeederProgram.Create(services, settings), end.Token);
        if (duration is { } limit)
            end.CancelAfter(limit);
        Console.WriteLine(duration is null ? "live orders until Ctrl+C" : $"live orders for {duration.Value.TotalSeconds:0} s");
        await services.GetRequiredService<RealtimeGenerator>().RunAsync(Console.WriteLine, end.Token);
        return seeded.Complete;
    }

    /// <summary>Reports faults in the settings before a server starts. Uses placeholders for the embedded servers.</summary>
    private static PipelineSettings Check(RunSettings run)
    {
        if (run.EmbedKafka)
            run.Use(EmbeddedKafka.SettingsFor("not-started:1"));
        if (run.EmbedPostgres)
            run.Use(EmbeddedPostgres.SettingsFor("127.0.0.1", 1, "not started"));
        return run.Check();
    }

    private static void Announce(RunSettings run, PipelineSettings settings)
    {
        var kafka = settings.Kafka.Enabled ? settings.Kafka.Connection.BootstrapServers : "off";
        Console.WriteLine($"Kafka: {kafka}{(run.EmbedKafka ? " (embedded: three mock brokers, kept in memory)" : "")}");
        Console.WriteLine($"PostgreSQL: {settings.Postgres.Address}{(run.EmbedPostgres ? " (embedded, deleted at the end)" : "")}");
        if (string.Join(", ", run.WithoutEffect) is { Length: > 0 } ignored)
            Console.WriteLine($"without effect, because the embedded servers need their own values: {ignored}");
        if (run.EmbedPostgres)
        {
            Console.WriteLine(
                $"  psql: PGPASSWORD={settings.Postgres.Password} psql -h {settings.Postgres.Host} -p {settings.Postgres.Port} " +
                $"-U {settings.Postgres.User} {settings.Postgres.Database}");
        }

        Console.WriteLine($"  in another terminal: make status {string.Join(' ', run.MakeArguments(settings))}");
        Console.WriteLine(
            $"seed of all randomness: {settings.Write.Seed} (RANDOM_SEED={settings.Write.Seed} repeats the users, products and random " +
            "choices; times, and with them the rows that are updated, differ)");
    }

    private static void Announce(DashboardService dashboard, PipelineSettings settings)
    {
        Console.WriteLine(
            $"Dashboard: {dashboard.Address}" +
            $"{(dashboard.TookAnotherPort ? $" (port {settings.Dashboard.Port} is in use; DASHBOARD_PORT sets another)" : "")}");
        if (settings.Dashboard.Token is null)
            Console.WriteLine($"  breakers and latencies for make status: DASHBOARD_WORKERS=localhost:{dashboard.Port}");
    }
}
