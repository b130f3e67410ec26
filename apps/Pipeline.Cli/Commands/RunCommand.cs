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
        command.SetAction((_, token) => RunAsync(new ShopTraffic(), token));
        command.Add(CreateMusic());
        command.Add(CreateAds());
        return command;
    }

    private static Command CreateMusic()
    {
        var command = new Command(
            "music", "Simulate listeners, apply their events with three consumers, and verify at the end (DURATION seconds, or until " +
            "Ctrl+C).");
        var options = MusicTraffic.NewOptions();
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction((result, token) => RunAsync(
            new MusicTraffic(name => options.FirstOrDefault(o => o.Name == name) is { } option ? result.GetValue(option) : null), token));
        return command;
    }

    private static Command CreateAds()
    {
        var command = new Command(
            "ads", "Generate a file of impressions, send it with Avro and a schema registry, apply it with three consumers, and account " +
            "for every row.");
        var options = AdTraffic.NewOptions();
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction((result, token) => RunAsync(
            new AdTraffic(name => options.FirstOrDefault(o => o.Name == name) is { } option ? result.GetValue(option) : null), token));
        return command;
    }

    private static async Task<int> RunAsync(RunTraffic traffic, CancellationToken stop)
    {
        UnknownSettings.Warn(traffic.Domain);
        var run = new RunSettings(traffic.Domain, Environment.GetEnvironmentVariable);
        var checkedSettings = Check(run);
        try
        {
            await using var servers = await EmbeddedServers.StartAsync(run, checkedSettings.Kafka, traffic.NeedsRegistry, stop);
            var (settings, duration) = run.Read();
            Announce(run, settings, traffic);
            await RunGuard.CheckPairAsync(run, settings, traffic.Streams, stop);
            // The messages of an earlier embedded Kafka are gone, so its counts of dirt are no longer valid.
            if (run.EmbedKafka && settings.Dirt.Rates is not null)
                DirtTruthFile.Forget(settings.Dirt.TruthPath);
            using var host = PipelineHost.Build(settings, traffic);
            return await RunAsync(host, settings, traffic, duration, servers, stop);
        }
        catch (EmbeddedPartException e)
        {
            throw new StartupRefusedException(e.Message, isTransient: false, e);
        }
    }

    private static async Task<int> RunAsync(
        IHost host, PipelineSettings settings, RunTraffic traffic, TimeSpan? duration, EmbeddedServers servers, CancellationToken stop)
    {
        try
        {
            await host.StartAsync(stop);
            return await StreamAndVerifyAsync(host, settings, traffic, duration, servers, stop);
        }
        finally
        {
            // Also after a failed verification, because services that run without their connections log stack traces.
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<int> StreamAndVerifyAsync(
        IHost host, PipelineSettings settings, RunTraffic traffic, TimeSpan? duration, EmbeddedServers servers, CancellationToken stop)
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
            complete = await traffic.RunAsync(host.Services, settings, duration, end);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("stopped before everything was written");
        }

        Console.WriteLine("verifying");
        var report = await VerifyCommand.VerifyAsync(
            host.Services.GetRequiredService<PipelineVerifier>(), WaitTimeout, CancellationToken.None);
        await host.StopAsync(CancellationToken.None);
        var verified = VerifyCommand.Print(report);
        return complete || stop.IsCancellationRequested ? verified : 1;
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

    private static void Announce(RunSettings run, PipelineSettings settings, RunTraffic traffic)
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
        if (traffic.Seed(settings) is { } seed)
            Console.WriteLine(seed);
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
