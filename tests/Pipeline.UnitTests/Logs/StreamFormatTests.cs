using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Pipeline.Logs.Streaming;

namespace Pipeline.UnitTests.Logs;

public sealed class StreamFormatTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("text/plain", false)]
    [InlineData("text/*", false)]
    [InlineData("text/event-stream", true)]
    [InlineData("TEXT/Event-Stream; charset=utf-8", true)]
    [InlineData("text/html, application/json;q=0.9, text/event-stream;q=0.1", true)]
    [InlineData("text/event-stream;q=0", false)]
    [InlineData("text/event-stream;q=0.000, text/plain", false)]
    [InlineData("text/event-streams", false)]
    [InlineData(";;,,/", false)]
    public void Events_are_for_clients_that_accept_them(string? accept, bool isEvents)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Accept = accept;
        var format = StreamFormat.Of(request);
        Assert.Equal(isEvents ? "text/event-stream" : "text/plain; charset=utf-8", format.ContentType);
        Assert.Equal(isEvents ? ":\n\n" : "", Encoding.ASCII.GetString(format.KeepAlive));
    }

    [Theory]
    [InlineData("{\"a\":1}\n", "data: {\"a\":1}\n\n")]
    [InlineData("가\n", "data: 가\n\n")]
    [InlineData("one\ntwo\n", "data: one\ndata: two\n\n")]
    [InlineData("one\r\ntwo\rthree\n", "data: one\ndata: two\ndata: three\n\n")]
    [InlineData("\n\ndata: forged\n", "data: \ndata: \ndata: data: forged\n\n")]
    [InlineData("no end", "data: no end\n\n")]
    public void Every_line_of_an_event_is_data(string entry, string framed)
    {
        Assert.Equal(framed, Frame(isEvents: true, entry));
        Assert.Equal(entry, Frame(isEvents: false, entry));
    }

    /// <summary>As the specification of Server-Sent Events reads them.</summary>
    [Fact]
    public void A_reader_of_events_gets_any_text_back() => Gen.Char["ab:\r\n "].Array[0, 30].Sample(static characters =>
    {
        var text = new string(characters);
        var lines = Frame(isEvents: true, text + "\n").Split('\n');
        Assert.Equal(["", ""], lines[^2..]);
        Assert.All(lines[..^2], static line => Assert.StartsWith("data: ", line, StringComparison.Ordinal));
        Assert.Equal(
            (text + "\n").ReplaceLineEndings("\n")[..^1], string.Join('\n', lines[..^2].Select(static line => line["data: ".Length..])));
    });

    private static string Frame(bool isEvents, string entry)
    {
        var bytes = Encoding.UTF8.GetBytes(entry);
        var lines = 1 + bytes.Count(static b => b is (byte)'\n' or (byte)'\r');
        var target = new byte[bytes.Length + (lines * StreamFormat.Overhead)];
        return Encoding.UTF8.GetString(target, 0, new StreamFormat(isEvents).Frame(bytes, target));
    }
}
