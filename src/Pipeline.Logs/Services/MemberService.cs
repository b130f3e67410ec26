using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Services;

/// <summary>Members: log-ins and profiles.</summary>
public sealed class MemberService : LogService
{
    private const int TooManyTries = 429;

    /// <inheritdoc/>
    public override string Name => "member";

    /// <inheritdoc/>
    public override string Description => "Log-ins and profiles of members.";

    /// <inheritdoc/>
    public override void Write(in LogRequest request, SeededRandom random, LogEntry entry)
    {
        if (request.Kind == RequestKind.Login)
        {
            Login(request, random, entry);
            return;
        }

        Answer(entry, HttpVerb.Get, 200, Latency(request, random, 2, 30));
        entry.Size = random.Range(300, 900);
        entry.Path.Set($"/members/{request.User}");
        entry.Message.Set($"member {request.User} found");
        if (random.Chance(0.1))
            entry.Level = EntryLevel.Debug;
    }

    private static void Login(in LogRequest request, SeededRandom random, LogEntry entry)
    {
        entry.Path.Set("/members/login");
        entry.Size = random.Range(120, 400);
        entry.Message.Set($"log-in of member {request.User} from ");
        entry.Message.AppendAddress(request.Address);
        if (request.IsBlocked)
        {
            Answer(entry, HttpVerb.Post, TooManyTries, Latency(request, random, 1, 5));
            entry.Message.Append(" refused: too many tries");
        }
        else if (request.IsPasswordWrong)
        {
            Answer(entry, HttpVerb.Post, 401, Latency(request, random, 80, 250));
            entry.Message.Append(" failed: wrong password");
        }
        else
        {
            Answer(entry, HttpVerb.Post, 200, Latency(request, random, 80, 250));
            entry.Message.Append(" accepted");
        }
    }
}
