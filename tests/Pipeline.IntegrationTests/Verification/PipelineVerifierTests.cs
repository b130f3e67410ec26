namespace Pipeline.IntegrationTests.Verification;

/// <summary>A verifier that finds nothing proves nothing: each fault is made by hand in a healthy shop and must be named.</summary>
public sealed class PipelineVerifierTests(TestServers servers)
{
    private const string OneTotal = "ctid = (SELECT min(ctid) FROM order_totals WHERE orders > 0)";

    /// <summary>What is done, the sentence that must name it, the figures that must follow, and how it is undone.</summary>
    private static readonly (string Fault, string Finding, string Figures, string Repair)[] Faults =
    [
        ("CREATE TABLE taken AS SELECT * FROM processed_events WHERE event_id = (SELECT event_id FROM users LIMIT 1); "
            + "DELETE FROM processed_events USING taken WHERE processed_events.event_id = taken.event_id",
            "lost: 1 committed events of users", "lost=1 duplicated=0",
            "INSERT INTO processed_events SELECT * FROM taken; DROP TABLE taken"),
        ($"CREATE TABLE kept AS SELECT * FROM order_totals; UPDATE order_totals SET orders = orders + 1 WHERE {OneTotal}",
            "totals: order_totals counts 1 orders too many", "lost=0 duplicated=1", Restore),
        ($"CREATE TABLE kept AS SELECT * FROM order_totals; UPDATE order_totals SET orders = orders - 1 WHERE {OneTotal}",
            "totals: order_totals counts 0 orders too many and 1 too few", "lost=1 duplicated=0", Restore),
        ($"CREATE TABLE kept AS SELECT * FROM order_totals; UPDATE order_totals SET revenue = revenue + 1 WHERE {OneTotal}",
            "totals: order_totals counts 0 orders too many and 0 too few; quantity or revenue is wrong for 1 of its keys", "lost=0 duplicated=0", Restore),
        ("UPDATE consumer_progress SET next_offset = next_offset + 1 WHERE topic LIKE 'orders%' AND partition = 0",
            "gap: orders", "lost=0 duplicated=0",
            "UPDATE consumer_progress SET next_offset = next_offset - 1 WHERE topic LIKE 'orders%' AND partition = 0"),
        ("INSERT INTO outbox (lane, topic, key, event_id, event_type, payload) VALUES (0, 'users', 'u_1', gen_random_uuid(), 'user_created', '')",
            "in flight: 1 events", "lost=0 duplicated=0", "TRUNCATE outbox"),
        ("INSERT INTO processed_events VALUES ('products-consumers', 'ffffffff-ffff-8fff-bfff-ffffffffffff')",
            "phantom: 1 events of products", "lost=0 duplicated=0", "DELETE FROM processed_events WHERE event_id = 'ffffffff-ffff-8fff-bfff-ffffffffffff'"),
    ];

    private const string Restore = "TRUNCATE order_totals; INSERT INTO order_totals SELECT * FROM kept; DROP TABLE kept";
    private const string Ok = "verify: ok users=60 products=40 orders=200 lost=0 duplicated=0 dead=0";

    [Fact]
    public async Task Healthy_run_is_ok_and_every_fault_made_in_it_is_named_alone()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        Assert.Equal(Ok, (await shop.VerifyAsync()).Line);

        foreach (var (fault, finding, figures, repair) in Faults)
        {
            await shop.Database.ExecuteAsync(fault);
            var report = await shop.VerifyAsync();
            await shop.Database.ExecuteAsync(repair);

            Assert.False(report.Ok);
            Assert.StartsWith(finding, Assert.Single(report.Findings), StringComparison.Ordinal);
            Assert.Equal($"verify: FAILED users=60 products=40 orders=200 {figures} dead=0", report.Line);
        }

        Assert.Equal(Ok, (await shop.VerifyAsync()).Line);
    }

    [Fact]
    public async Task Order_that_is_in_the_ledger_no_more_is_lost()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        await shop.Database.ExecuteAsync("DELETE FROM processed_events WHERE event_id = (SELECT event_id FROM orders LIMIT 1)");

        var report = await shop.VerifyAsync();

        Assert.Contains(report.Findings, f => f.StartsWith("lost: 1 committed events of orders", StringComparison.Ordinal));
        Assert.Equal("verify: FAILED users=60 products=40 orders=200 lost=1 duplicated=0 dead=0", report.Line);
    }
}
