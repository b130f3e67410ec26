using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pipeline.Hosting.Reporting;
using Pipeline.Operations.Status;

namespace Pipeline.UnitTests.Operations.Status;

public sealed class HttpReportsTests
{
    [Fact]
    public async Task Workers_are_called_by_their_host_and_by_the_port_too_where_several_have_one()
    {
        using var reports = Reports("localhost:1", "localhost:2", "127.0.0.1:3");
        var workers = await reports.ReadAsync(Token);
        Assert.Equal(["localhost:1", "localhost:2", "127.0.0.1"], workers.Select(static w => w.Address));
    }

    [Fact]
    public async Task A_worker_that_does_not_listen_has_the_socket_s_error_and_the_others_their_reports()
    {
        using var answers = new TcpListener(IPAddress.Loopback, 0);
        answers.Start();
        using var reporter = new WorkerReporter(TimeProvider.System);
        var answering = AnswerAsync(answers, "200 OK", JsonSerializer.Serialize(reporter.Report(), ReportJson.Default.WorkerReport));
        using var reports = Reports($"127.0.0.1:{FreePorts.One()}", $"127.0.0.1:{PortOf(answers)}");
        var workers = await reports.ReadAsync(Token);
        await answering;

        // The system's own words for the error, whatever its language.
        Assert.Null(workers[0].Report.Value);
        Assert.StartsWith(
            new SocketException((int)SocketError.ConnectionRefused).Message, workers[0].Report.Fault, StringComparison.Ordinal);
        Assert.Null(workers[1].Report.Fault);
        Assert.NotNull(workers[1].Report.Value);
    }

    [Fact]
    public async Task Workers_of_a_group_are_left_out_until_one_of_them_resolves()
    {
        using var reports = Reports("a.invalid:1?shop", "b.invalid:1?music", "localhost:2?music", "c.invalid:3");
        var workers = await reports.ReadAsync(Token);
        Assert.Equal(["b.invalid", "localhost", "c.invalid"], workers.Select(static w => w.Address));
    }

    [Fact]
    public async Task Without_a_group_in_use_the_first_is_reported()
    {
        using var reports = Reports("a.invalid:1?shop", "b.invalid:1?music");
        Assert.Equal("a.invalid", Assert.Single(await reports.ReadAsync(Token)).Address);
    }

    [Fact]
    public async Task An_answer_that_is_no_report_is_a_fault()
    {
        using var refuses = new TcpListener(IPAddress.Loopback, 0);
        refuses.Start();
        var answering = AnswerAsync(refuses, "503 Service Unavailable", "");
        using var reports = Reports($"127.0.0.1:{PortOf(refuses)}");
        var worker = Assert.Single(await reports.ReadAsync(Token));
        await answering;
        Assert.Null(worker.Report.Value);
        Assert.Contains("503", worker.Report.Fault, StringComparison.Ordinal);
    }

    private static HttpReports Reports(params string[] workers) => new(workers, Eventually.Deadline, TimeProvider.System);

    private static string PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Answers one request for the report.</summary>
    private static async Task AnswerAsync(TcpListener listener, string status, string body)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        Assert.Equal($"GET {WorkerReport.Path} HTTP/1.1", await reader.ReadLineAsync(Token));
        while (await reader.ReadLineAsync(Token) is { Length: > 0 })
        {
            // Headers, up to the empty line.
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
            + $"Connection: close\r\n\r\n{body}"), Token);
    }
}
