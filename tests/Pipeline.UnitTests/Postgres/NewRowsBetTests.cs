using CsCheck;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;

namespace Pipeline.UnitTests.Postgres;

public sealed class OptimisticInsertTests
{
    [Fact]
    public void Bet_is_made_as_long_as_it_is_won()
    {
        var bet = new OptimisticInsert();
        for (var batch = 0; batch < 1_000; batch++)
        {
            Assert.True(bet.IsWorthwhile());
            bet.Won();
        }
    }

    [Fact]
    public void After_a_loss_it_pauses_and_is_then_made_again()
    {
        var bet = new OptimisticInsert();
        bet.Lost();
        for (var batch = 0; batch < OptimisticInsert.ShortestPause; batch++)
            Assert.False(bet.IsWorthwhile());
        Assert.True(bet.IsWorthwhile());
        Assert.True(bet.IsWorthwhile());
    }

    [Fact]
    public void Pause_doubles_with_every_loss_up_to_the_longest_and_is_short_again_after_a_win()
    {
        var bet = new OptimisticInsert();
        for (var pause = OptimisticInsert.ShortestPause; pause < OptimisticInsert.LongestPause; pause *= 2)
            Assert.Equal(pause, PauseAfterLoss(bet));
        Assert.Equal(OptimisticInsert.LongestPause, PauseAfterLoss(bet));
        Assert.Equal(OptimisticInsert.LongestPause, PauseAfterLoss(bet));
        bet.Won();
        Assert.Equal(OptimisticInsert.ShortestPause, PauseAfterLoss(bet));
    }

    /// <summary>Where every bet is lost, as where the writer stores the rows itself, hardly any is made.</summary>
    [Fact]
    public void Bets_that_are_always_lost_are_a_handful_among_many_batches() =>
        Gen.Int[1_000, 100_000].Sample(static batches =>
        {
            var bet = new OptimisticInsert();
            var lost = 0;
            for (var batch = 0; batch < batches; batch++)
            {
                if (!bet.IsWorthwhile())
                    continue;
                bet.Lost();
                lost++;
            }

            return lost <= 1 + Math.Log2(1 + (batches / OptimisticInsert.ShortestPause));
        });

    private static int PauseAfterLoss(OptimisticInsert bet)
    {
        bet.Lost();
        var pause = 0;
        while (!bet.IsWorthwhile())
            pause++;
        return pause;
    }
}
