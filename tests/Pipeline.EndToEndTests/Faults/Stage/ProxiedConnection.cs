using System.Buffers.Binary;
using System.Text;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// One connection through the proxy, message by message of PostgreSQL's protocol (version 3: a type, four bytes of length that
/// count themselves, the rest), because a cut has to fall between two of them.
/// </summary>
internal sealed class ProxiedConnection(TcpProxy proxy, Stream client, Stream server)
{
    private const char Execute = 'E';
    private const char SimpleQuery = 'Q';
    private const char Sync = 'S';
    private const char CommandComplete = 'C';
    private const char ReadyForQuery = 'Z';

    /// <summary>Kept until the answer is complete; everything else (log-in, notices, notifications, errors) goes on at once.</summary>
    private const string PartsOfAnAnswer = "123CDTntsI";

    private const byte Idle = (byte)'I';

    private HeldStatement? _held;

    /// <summary>Passes on in both directions until one of them ends, or is cut.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] directions = [UpstreamAsync(end.Token), DownstreamAsync(end.Token)];
        try
        {
            await await Task.WhenAny(directions);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(directions).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task UpstreamAsync(CancellationToken cancellationToken)
    {
        // The first message has no type.
        var pending = new MemoryStream();
        await ReadAsync(client, pending, typed: false, cancellationToken);
        await FlushAsync(pending, server, cancellationToken);
        var executes = false;
        while (true)
        {
            var type = (char)(await ReadAsync(client, pending, typed: true, cancellationToken)).Type;
            if (type is Execute or SimpleQuery && proxy.Takes(Cut.BeforeExecution))
                return;
            executes |= type == Execute;
            if (type is not (Sync or SimpleQuery or 'p' or 'X' or 'H'))
                continue;
            // One that is only prepared changes nothing, whatever its length.
            if (type == Sync && executes && proxy.TakeHold((int)pending.Length) is { } hold)
            {
                await hold.KeepAsync(cancellationToken);
                _held = hold;
            }

            executes = false;
            await FlushAsync(pending, server, cancellationToken);
        }
    }

    private async Task DownstreamAsync(CancellationToken cancellationToken)
    {
        var pending = new MemoryStream();
        List<string> tags = [];
        while (true)
        {
            var (type, body) = await ReadAsync(server, pending, typed: true, cancellationToken);
            if (PartsOfAnAnswer.Contains((char)type))
            {
                if ((char)type == CommandComplete)
                    tags.Add(Encoding.ASCII.GetString(body.Span).TrimEnd('\0'));
                continue;
            }

            if ((char)type == ReadyForQuery)
            {
                if (body.Span[0] == Idle && tags.Exists(IsChange) && proxy.Takes(Cut.AfterCommit))
                    return;
                if (tags.Count > 0)
                    Interlocked.Exchange(ref _held, null)?.Answered(tags[^1]);
                tags = [];
            }

            await FlushAsync(pending, client, cancellationToken);
        }
    }

    private static bool IsChange(string tag) =>
        tag.StartsWith("INSERT", StringComparison.Ordinal) || tag.StartsWith("UPDATE", StringComparison.Ordinal)
        || tag.StartsWith("DELETE", StringComparison.Ordinal) || tag == "COMMIT";

    private static async Task<(byte Type, ReadOnlyMemory<byte> Body)> ReadAsync(
        Stream from, MemoryStream into, bool typed, CancellationToken cancellationToken)
    {
        var header = new byte[typed ? 5 : 4];
        await from.ReadExactlyAsync(header, cancellationToken);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(header.Length - 4)) - 4];
        await from.ReadExactlyAsync(body, cancellationToken);
        into.Write(header);
        into.Write(body);
        return (header[0], body);
    }

    private static async Task FlushAsync(MemoryStream pending, Stream to, CancellationToken cancellationToken)
    {
        await to.WriteAsync(pending.GetBuffer().AsMemory(0, (int)pending.Length), cancellationToken);
        pending.SetLength(0);
    }
}
