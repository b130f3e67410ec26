using CsCheck;
using Pipeline.Postgres.Sink;

namespace Pipeline.UnitTests.Postgres;

public sealed class OptimisticInsertTests
{
    [Fact]
    public void It_is_tried_as_long_as_it_succeeds()
    {
        var insert = new OptimisticInsert();
        for (var batch = 0; batch < 1_000; batch++)
        {
            Assert.True(insert.ShouldTry());
            insert.Succeeded();
        }
    }

    [Fact]
    public void After_a_conflict_it_pauses_and_is_then_tried_again()
    {
        var insert = new OptimisticInsert();
        insert.Conflicted();
        for (var batch = 0; batch < OptimisticInsert.ShortestPause; batch++)
            Assert.False(insert.ShouldTry());
        Assert.True(insert.ShouldTry());
        Assert.True(insert.ShouldTry());
    }

    [Fact]
    public void The_pause_doubles_with_every_conflict_up_to_the_longest_and_is_short_again_after_a_success()
    {
        var insert = new OptimisticInsert();
        for (var pause = OptimisticInsert.ShortestPause; pause < OptimisticInsert.LongestPause; pause *= 2)
            Assert.Equal(pause, PauseAfterConflict(insert));
        Assert.Equal(OptimisticInsert.LongestPause, PauseAfterConflict(insert));
        Assert.Equal(OptimisticInsert.LongestPause, PauseAfterConflict(insert));
        insert.Succeeded();
        Assert.Equal(OptimisticInsert.ShortestPause, PauseAfterConflict(insert));
    }

    /// <summary>Where every attempt conflicts, because the writer stores the rows itself, few attempts are made.</summary>
    [Fact]
    public void Attempts_that_always_conflict_are_few_among_many_batches() =>
        Gen.Int[1_000, 100_000].Sample(static batches =>
        {
            var insert = new OptimisticInsert();
            var conflicts = 0;
            for (var batch = 0; batch < batches; batch++)
            {
                if (!insert.ShouldTry())
                    continue;
                insert.Conflicted();
                conflicts++;
            }

            return conflicts <= 1 + Math.Log2(1 + (batches / OptimisticInsert.ShortestPause));
        });

    private static int PauseAfterConflict(OptimisticInsert insert)
    {
        insert.Conflicted();
        var pause = 0;
        while (!insert.ShouldTry())
            pause++;
        return pause;
    }
}
