using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Music.Events;
using Pipeline.Music.Output;
using Pipeline.Music.Simulating;

namespace Pipeline.UnitTests.Music;

public sealed class ProgressDisplayTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly MusicSimulation _simulation = new(MusicSample.Catalogue, MusicSample.Setup());
    private readonly EventBuffer _batch = new();

    private string[] Lines => _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void The_first_three_events_are_shown_even_when_they_come_one_by_one()
    {
        var display = new ProgressDisplay(_output, isTerminal: false, _time);
        for (var i = 0; i < 5; i++)
            Show(display, 1);

        Assert.Equal(MusicSample.Lines(MusicSample.Setup(), TimeSpan.FromMinutes(1)).Split('\n')[..3], Lines);
    }

    [Fact]
    public void A_line_comes_every_500_events_and_at_most_once_per_second()
    {
        var display = new ProgressDisplay(_output, isTerminal: false, _time);
        Show(display, 200);
        Show(display, 300);
        Show(display, 500);
        _time.Advance(TimeSpan.FromSeconds(2));
        Show(display, 500);

        Assert.Equal(["500", "1,500"], Lines[3..].Select(static l => l.Split(' ')[0]));
        Assert.EndsWith(
            $", {_simulation.Statistics.Active:N0} active listeners, 2026-03-02 10:30:00, 750 events/s", Lines[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_terminal_one_line_with_a_bar_is_overwritten()
    {
        var display = new ProgressDisplay(_output, isTerminal: true, _time);
        Show(display, 10);
        _time.Advance(TimeSpan.FromSeconds(1));
        Show(display, 10);
        display.End();

        var shown = _output.ToString().Split('\r');
        Assert.Equal(3, shown.Length);
        Assert.StartsWith("[############------------] 50 % 20 events, ", shown[2], StringComparison.Ordinal);
        Assert.EndsWith(Environment.NewLine, shown[2], StringComparison.Ordinal);
    }

    public void Dispose() => _output.Dispose();

    private void Show(ProgressDisplay display, int events)
    {
        _batch.Clear();
        Assert.Equal(events, _simulation.Run(_batch, long.MaxValue, events));
        display.Show(_batch, _simulation.Statistics, MusicSample.Start.AddMinutes(30).ToUnixTimeMilliseconds(), 0.5);
    }
}
