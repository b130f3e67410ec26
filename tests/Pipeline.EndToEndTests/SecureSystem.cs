namespace Pipeline.EndToEndTests;

/// <summary>The container system with SECURE=1 and `make monitoring`. It takes the fixed ports and ends with `make clean`.</summary>
public sealed class SecureSystem : IAsyncLifetime
{
    /// <summary>Rows that `make start-all` seeds.</summary>
    internal const int Users = 600;

    private static readonly string[] Rates = ["ORDER_RATE=50", "PRODUCT_RATE=5"];

    internal ContainerSystem System { get; } = new();

    /// <summary>What `make verify` said first.</summary>
    internal Dictionary<string, long> AtStart { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        try
        {
            await System.MakeAsync(
                ContainerSystem.Long, ["start-all", "SECURE=1", $"SEED_USERS={Users}", $"SEED_PRODUCTS={Users}", .. Rates]);
            await System.MakeAsync(ContainerSystem.Long, "monitoring");
            AtStart = await System.VerifyAsync();
        }
        catch
        {
            await System.MakeAsync(ContainerSystem.Short, "clean");
            throw;
        }
    }

    /// <summary>Starts what a test has stopped, with the settings of the first start, and waits until it is healthy.</summary>
    internal async Task StartAgainAsync()
    {
        await System.MakeAsync(ContainerSystem.Short, "start-consumers");
        await System.MakeAsync(ContainerSystem.Short, ["start-producer", .. Rates]);
    }

    public async ValueTask DisposeAsync()
    {
        await System.MakeAsync(ContainerSystem.Short, "clean");
        Assert.Empty(await System.ContainersAsync());
        Assert.False(
            Directory.Exists(Path.Combine(ContainerSystem.Root, "deploy", "secure", "private")), "make clean leaves private keys behind.");
        Assert.DoesNotContain("SECURE=1", await File.ReadAllLinesAsync(
            Path.Combine(ContainerSystem.Root, "deploy", ".env"), TestContext.Current.CancellationToken));
    }
}
