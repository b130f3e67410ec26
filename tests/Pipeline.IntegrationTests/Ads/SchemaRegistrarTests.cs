using Microsoft.Extensions.Time.Testing;
using Pipeline.Ads.Schema;
using Pipeline.Embedded.Registry;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.Schemas;
using Pipeline.Streams.Faults;

namespace Pipeline.IntegrationTests.Ads;

/// <summary>Registering the schema, and what a registry refuses.</summary>
public sealed class SchemaRegistrarTests : IDisposable
{
    private readonly EmbeddedRegistry _registry = EmbeddedRegistry.Start();

    private RegistryOptions Options => new() { Url = _registry.Url };

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task Registering_again_makes_no_new_version()
    {
        Assert.Equal(
            "ad_events_raw-value: registered as version 1, id 1, compatibility BACKWARD",
            await AdSchema.RegisterAsync(Options, "ad_events_raw", AdSchema.Text));
        Assert.Equal(
            "ad_events_raw-value: is registered: version 1, id 1, compatibility BACKWARD",
            await AdSchema.RegisterAsync(Options, "ad_events_raw", AdSchema.Text));
        using var registrar = new SchemaRegistrar(Options);
        Assert.Equal(["ad_events_raw-value"], await registrar.SubjectsAsync());
    }

    [Fact]
    public async Task A_field_with_a_default_is_a_new_version()
    {
        await AdSchema.RegisterAsync(Options, "ad_events_raw", AdSchema.Text);
        Assert.StartsWith(
            "ad_events_raw-value: registered as version 2, id 2",
            await AdSchema.RegisterAsync(Options, "ad_events_raw", With("""{"name":"price","type":["null","int"],"default":null}""")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_without_a_default_is_refused_with_the_registry_s_reason_and_registers_nothing()
    {
        await AdSchema.RegisterAsync(Options, "ad_events_raw", AdSchema.Text);
        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(
            () => AdSchema.RegisterAsync(Options, "ad_events_raw", With("""{"name":"price","type":"int"}""")));
        Assert.False(refusal.IsTransient);
        Assert.Contains("'price' has no default value and is missing in version 1", refusal.Message, StringComparison.Ordinal);
        using var registrar = new SchemaRegistrar(Options);
        Assert.Equal((1, 1), await registrar.FindAsync("ad_events_raw-value", AdSchema.Text));
        Assert.Null(await registrar.FindAsync("ad_events_raw-value", With("""{"name":"price","type":"int"}""")));
    }

    [Fact]
    public async Task What_is_no_schema_is_refused_and_not_taken_for_an_outage()
    {
        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(() => AdSchema.RegisterAsync(Options, "ad_events_raw", "{}"));
        Assert.False(refusal.IsTransient);
        Assert.Contains(" refuses the schema: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_and_an_address_that_is_none_are_said_in_a_sentence()
    {
        _registry.Dispose();
        var down = await Assert.ThrowsAsync<StartupRefusedException>(() => AdSchema.FindAsync(Options, "t"));
        Assert.StartsWith($"The schema registry at {_registry.Url} does not answer (", down.Message, StringComparison.Ordinal);
        Assert.EndsWith("start it, or set SCHEMA_REGISTRY_URL.", down.Message, StringComparison.Ordinal);
        using var again = _registry.Restart();
        var missing = await Assert.ThrowsAsync<StartupRefusedException>(() => AdSchema.FindAsync(Options, "t"));
        Assert.Equal($"The registry at {_registry.Url} does not have the schema of t-value: run `schema register`.", missing.Message);
    }

    [Fact]
    public async Task A_wrong_address_is_an_outage_and_not_an_unknown_schema()
    {
        var log = new LogLines<RegistrySchemas>();
        using var schemas = new RegistrySchemas(new() { Url = new(_registry.Url, "/wrong") }, log);
        var request = schemas.Resolve(1);
        await Eventually.HoldsAsync("the outage is logged", () => log.Contain("does not answer (HTTP 404"));
        Assert.False(request.IsCompleted);
    }

    [Fact]
    public async Task An_unknown_id_is_answered_and_asked_for_again_later()
    {
        var time = new FakeTimeProvider();
        using var schemas = new RegistrySchemas(Options, new LogLines<RegistrySchemas>(), time);
        await schemas.Resolve(1).WaitAsync(Eventually.Deadline);
        Assert.Null(schemas.Find(1));
        Assert.True(schemas.Resolve(1).IsCompleted);
        await AdSchema.RegisterAsync(Options, "ad_events_raw", AdSchema.Text);
        time.Advance(TimeSpan.FromSeconds(10));
        await schemas.Resolve(1).WaitAsync(Eventually.Deadline);
        Assert.NotNull(schemas.Find(1));
        Assert.True(schemas.Resolve(1).IsCompleted);
    }

    private static string With(string field) => AdSchema.Text.Replace(
        "{ \"name\": \"timestamp\"", $"{field}, {{ \"name\": \"timestamp\"", StringComparison.Ordinal);
}
