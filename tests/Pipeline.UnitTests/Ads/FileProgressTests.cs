using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Ads.Output;

namespace Pipeline.UnitTests.Ads;

public sealed class FileProgressTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    [Fact]
    public void On_a_terminal_one_line_with_a_bar_is_overwritten()
    {
        var progress = new FileProgress(_output, isTerminal: true, _time);
        progress.Show(1, 0, 0.1);
        _time.Advance(TimeSpan.FromSeconds(2));
        progress.Show(3_000, 7, 0.5);
        progress.Show(3_001, 7, 0.5);
        _time.Advance(TimeSpan.FromSeconds(1));
        progress.Show(9_000, 8, 1);
        progress.End();
        Assert.Equal(
            "\r[############------------] 50 % 3,000 rows, 1,500 rows/s, 7 errors"
                + $"\r[########################] 100 % 9,000 rows, 3,000 rows/s, 8 errors{Environment.NewLine}", _output.ToString());
    }

    [Fact]
    public void Otherwise_it_is_a_line_every_ten_seconds()
    {
        var progress = new FileProgress(_output, isTerminal: false, _time);
        for (var second = 1; second <= 25; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            progress.Show(second * 1_000, 0, null);
        }

        progress.End();
        Assert.Equal(
            $"10,000 rows, 1,000 rows/s, 0 errors{Environment.NewLine}20,000 rows, 1,000 rows/s, 0 errors{Environment.NewLine}",
            _output.ToString());
    }

    public void Dispose() => _output.Dispose();
}
