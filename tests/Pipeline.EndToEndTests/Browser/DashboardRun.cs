using System.Globalization;
using Confluent.Kafka;
using Microsoft.Playwright;
using Npgsql;
using Pipeline.Embedded;
using Pipeline.Embedded.Postgres;

namespace Pipeline.EndToEndTests.Browser;

/// <summary>
/// One <c>pipeline run</c> for all tests that look at its dashboard, on a PostgreSQL of the tests' own, so that they can stop it;
/// and a browser.
/// </summary>
public sealed class DashboardRun : IAsyncLifetime
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(120);
    private readonly ScratchFolder _folder = new();
    private EmbeddedPostgres? _postgres;
    private RunningProgram? _run;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _kafka = "";
    private string? _missing;

    internal EmbeddedPostgres Postgres => _postgres ?? throw new InvalidOperationException("Not started.");

    internal Uri Address { get; private set; } = new("http://localhost");

    /// <summary>Folder of the server's data.</summary>
    internal string PostgresFolder =>
        Directory.GetDirectories(_folder.Path, "*", SearchOption.AllDirectories).First(f => File.Exists(Path.Combine(f, "postmaster.pid")));

    public async ValueTask InitializeAsync()
    {
        _missing = Chromium.Path is null ? Chromium.Advice : null;
        if (_missing is not null)
            return;
        try
        {
            _postgres = await EmbeddedPostgres.StartAsync(new()
            {
                Folder = _folder.Path,
                Process = new EmbeddedProcess("dotnet", [RunningProgram.BuiltPath("pipeline")]),
            });
        }
        catch (PrerequisiteMissingException e)
        {
            _missing = e.Message;
            return;
        }

        var settings = _postgres.Settings.Select(s => (s.Key, (string?)s.Value)).Concat(
        [
            ("KAFKA_BOOTSTRAP_SERVERS", null), ("DASHBOARD_PORT", "0"), ("DASHBOARD_TOKEN", null), ("SEED_USERS", "300"),
            ("SEED_PRODUCTS", "500"),
            ("ORDER_RATE", "60"), ("RANDOM_SEED", "42"), ("BREAKER_OPEN_SECONDS", "2"), ("BREAKER_FAILURES", "3"),
        ]);
        _run = RunningProgram.Start(_folder.Path, "dotnet", [RunningProgram.BuiltPath("pipeline"), "run"], [.. settings]);
        _kafka = (await _run.LineAsync(static line => line.StartsWith("Kafka: ", StringComparison.Ordinal), Start)).Split(' ')[1];
        Address = new((await _run.LineAsync(static line => line.StartsWith("Dashboard: ", StringComparison.Ordinal), Start)).Split(' ')[1]);
        await _run.LineAsync(static line => line.StartsWith("live orders", StringComparison.Ordinal), Start);
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.StartAsync(_playwright);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_run is not null)
            await _run.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A browser of somebody's own with the dashboard open, drawn, and with numbers.</summary>
    internal async Task<DashboardPage> OpenAsync(string locale = "en-GB", bool dark = false, int width = 1360, int height = 900)
    {
        // Skipped on a developer's machine, failed where everything must be there.
        Assert.False(_missing is not null && Environment.GetEnvironmentVariable("CI") == "true", _missing);
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        var context = await _browser!.NewContextAsync(new()
        {
            Locale = locale,
            TimezoneId = "Asia/Seoul",
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        return await DashboardPage.OpenAsync(context, Address);
    }

    /// <summary>Puts messages into a topic as a stranger would.</summary>
    internal async Task ProduceAsync(string topic, params string[] values)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _kafka }).Build();
        foreach (var value in values)
            await producer.ProduceAsync(topic, new Message<string, string> { Key = "u_1", Value = value });
    }

    internal async Task<long> AskAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Postgres.ConnectionString + ";Pooling=false");
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }
}
