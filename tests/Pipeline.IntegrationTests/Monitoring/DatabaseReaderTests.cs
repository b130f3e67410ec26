using Pipeline.Postgres.Monitoring;
using Pipeline.Shop.Tables;

namespace Pipeline.IntegrationTests.Monitoring;

public sealed class DatabaseReaderTests(TestServers servers)
{
    [Fact]
    public async Task Progress_outbox_and_dead_letters_are_read_together()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.ExecuteAsync("""
            INSERT INTO consumer_progress (consumer_group, topic, partition, first_offset, next_offset, applied, duplicates, dead_lettered)
            VALUES ('orders-consumers', 'orders', 0, 5, 12, 4, 2, 1);
            INSERT INTO outbox (shard, topic, key, event_id, event_type, payload, created_at)
            SELECT n % 4, 'users', 'u_' || n, gen_random_uuid(), 'user_created', '', now() - interval '7 seconds' * n
            FROM generate_series(1, 3) n;
            INSERT INTO dead_letters (consumer_group, topic, partition, message_offset, message_timestamp, reason, attempts)
            VALUES ('users-consumers', 'users', 0, 1, now(), 'not_json', 1);
            """);
        await using var reader = new DatabaseReader(database.Options.ConnectionString);
        var figures = await reader.ReadAsync(Token);
        Assert.Equal(new("orders-consumers", "orders", 0, 5, 12, 4, 2, 1), Assert.Single(figures.Progress));
        Assert.Equal((3, 1, false), (figures.OutboxWaiting, figures.DeadLetterRows, figures.OutboxHasMore));
        Assert.InRange(figures.OutboxOldest.TotalSeconds, 21, 60);
    }

    [Fact]
    public async Task Orders_are_summed_by_category_and_by_province_over_days_and_partitions()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.ExecuteAsync("""
            INSERT INTO order_totals (partition, day, category, region, orders, quantity, revenue) VALUES
            (0, '2026-03-01', '식품', '경기도 수원시', 1, 1, 1000), (1, '2026-03-02', '식품', '경기도 성남시', 2, 2, 2000),
            (0, '2026-03-01', '도서', '서울특별시 중구', 4, 4, 9000);
            """);
        await using var reader = new DatabaseReader(database.Options.ConnectionString);
        var shop = await new ShopStatisticsReader(reader.Source).ReadAsync(Token);
        Assert.Equal([new("도서", 4, 9000), new("식품", 3, 3000)], shop.Categories);
        Assert.Equal([new("서울특별시", 4, 9000), new("경기도", 3, 3000)], shop.Regions);
        Assert.Equal((7, 12_000), (shop.Orders, shop.Revenue));
    }
}
