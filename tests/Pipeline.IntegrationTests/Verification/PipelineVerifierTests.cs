using Pipeline.Operations.Verification;

namespace Pipeline.IntegrationTests.Verification;

/// <summary>A verifier that finds nothing proves nothing: each fault is made by hand in a healthy shop and must be named, alone.</summary>
public sealed class PipelineVerifierTests(TestServers servers)
{
    private const string Ok = "verify: ok users=60 products=40 orders=200 lost=0 duplicated=0 dead=0";
    private const string SomeOrder = "(SELECT min(order_id::text)::uuid FROM orders)";

    /// <summary>What is done, what must be found, how often, and the figures of the line that follow.</summary>
    private static readonly (string Fault, FindingKind Kind, string? Stream, long Count, string Figures)[] Faults =
    [
        ("DELETE FROM processed_events WHERE event_id = (SELECT event_id FROM users LIMIT 1)", FindingKind.Lost, "users", 1,
        "lost=1 duplicated=0"),
        ("DELETE FROM processed_events WHERE event_id IN (SELECT event_id FROM orders LIMIT 3)", FindingKind.Lost, "orders", 3,
        "lost=3 duplicated=0"),
        ("DELETE FROM products WHERE product_id = (SELECT min(product_id) FROM products)", FindingKind.Lost, "products", 1,
        "lost=1 duplicated=0"),
        ("UPDATE users SET version = 0 WHERE user_id = (SELECT min(user_id) FROM users)", FindingKind.Lost, "users", 1,
        "lost=1 duplicated=0"),
        ($"INSERT INTO users SELECT 'u_0', name, gender, age, birth_year, address, address_district, email, grade, created_at, "
            + $"'{Guid.CreateVersion7()}', 1 FROM users LIMIT 1", FindingKind.Lost, "users", 1, "lost=1 duplicated=0"),
        ("UPDATE consumer_progress SET applied = applied + 1, next_offset = next_offset + 1 WHERE topic LIKE 'users%' AND partition = 0",
        FindingKind.Duplicated, "users", 1, "lost=0 duplicated=1"),
        ("UPDATE order_totals SET orders = orders + 1 WHERE ctid = (SELECT min(ctid) FROM order_totals WHERE orders > 0)",
        FindingKind.Duplicated, "orders", 1, "lost=0 duplicated=1"),
        ("UPDATE order_totals SET orders = orders - 1 WHERE ctid = (SELECT min(ctid) FROM order_totals WHERE orders > 0)", FindingKind.Lost,
        "orders", 1, "lost=1 duplicated=0"),
        ("UPDATE order_totals SET revenue = revenue + 1 WHERE ctid = (SELECT min(ctid) FROM order_totals)", FindingKind.Totals, "orders", 1,
        "lost=0 duplicated=0"),
        ($"UPDATE orders SET counted_version = 2 WHERE order_id = {SomeOrder}", FindingKind.Totals, "orders", 1, "lost=0 duplicated=0"),
        ("UPDATE consumer_progress SET next_offset = next_offset + 1 WHERE topic LIKE 'orders%' AND partition = 0", FindingKind.Gap, null,
        1, "lost=0 duplicated=0"),
        ("INSERT INTO outbox (shard, topic, key, event_id, event_type, payload) VALUES (0, 'users', 'u_1', gen_random_uuid(), "
            + "'user_created', '')", FindingKind.InFlight, null, 1, "lost=0 duplicated=0"),
        ("INSERT INTO processed_events VALUES ('products-consumers', 'ffffffff-ffff-8fff-bfff-ffffffffffff')", FindingKind.Phantom,
        "products", 1, "lost=0 duplicated=0"),
    ];

    [Fact]
    public async Task Healthy_run_is_ok_and_every_fault_made_in_it_is_named_alone()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        Assert.Equal(Ok, (await shop.VerifyAsync()).Line);
        foreach (var (fault, kind, stream, count, figures) in Faults)
        {
            await using var copy = await servers.Postgres.CopyAsync(shop.Database);
            await copy.ExecuteAsync(fault);
            var report = await shop.VerifyAsync(copy);

            Assert.True(report.Findings.Count == 1, $"{fault}\n{report.ToJson()}");
            var finding = report.Findings[0];
            Assert.Equal((kind, stream, count), (finding.Kind, finding.Stream, finding.Count));
            Assert.Contains(figures, report.Line, StringComparison.Ordinal);
            Assert.StartsWith("verify: FAILED ", report.Line, StringComparison.Ordinal);
        }
    }
}
