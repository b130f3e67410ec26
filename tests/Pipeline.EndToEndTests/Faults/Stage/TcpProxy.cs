using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>Where a connection is to break.</summary>
internal enum Cut
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>A statement has arrived here and is not passed on: it was not executed.</summary>
    BeforeExecution,

    /// <summary>The server's answer to a committed change has arrived here and is not passed on: the client cannot know.</summary>
    AfterCommit,
}

/// <summary>
/// Stands between a program and PostgreSQL on a port of this machine, passes everything on, and breaks what it is told to break.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly int _target;
    private readonly Task _accepting;
    private int _armed;
    private HeldStatement? _hold;

    /// <param name="target">The server's port.</param>
    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections broken before a statement was executed.</summary>
    public int CutBefore { get; private set; }

    /// <summary>Connections broken after a change was committed.</summary>
    public int CutAfter { get; private set; }

    /// <summary>The next statement on any connection meets this.</summary>
    public void Arm(Cut cut) => Interlocked.Exchange(ref _armed, (int)cut);

    /// <summary>The next statement of at least so many bytes is kept back until it is released.</summary>
    public HeldStatement Hold(int minBytes) => _hold = new(minBytes);

    /// <summary>Takes the order to cut, if it is this one.</summary>
    internal bool Takes(Cut cut)
    {
        if (Interlocked.CompareExchange(ref _armed, (int)Cut.None, (int)cut) != (int)cut)
            return false;
        _ = cut == Cut.BeforeExecution ? CutBefore++ : CutAfter++;
        return true;
    }

    /// <summary>Takes the order to keep a statement back, if it is big enough.</summary>
    internal HeldStatement? TakeHold(int bytes) =>
        _hold is { } hold && bytes >= hold.MinBytes && Interlocked.CompareExchange(ref _hold, null, hold) == hold ? hold : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _serving.Add(ServeAsync(client));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                client.NoDelay = server.NoDelay = true;
                await new ProxiedConnection(this, client.GetStream(), server.GetStream()).RunAsync(_stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Broken, by the server, by the client or by us: leaving closes both ends.
            }
        }
    }
}

/// <summary>A statement that is on its way and does not arrive.</summary>
internal sealed class HeldStatement(int minBytes)
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int MinBytes => minBytes;

    /// <summary>Completes when the client has sent it.</summary>
    public Task Held => _held.Task;

    /// <summary>Completes with what the server said to it in the end, such as <c>UPDATE 1</c>.</summary>
    public Task<string> Answer => _answer.Task;

    /// <summary>Lets it arrive.</summary>
    public void Release() => _released.TrySetResult();

    internal Task KeepAsync(CancellationToken cancellationToken)
    {
        _held.TrySetResult();
        return _released.Task.WaitAsync(cancellationToken);
    }

    internal void Answered(string tag) => _answer.TrySetResult(tag);
}
