namespace Pipeline.Dashboard.Words;

/// <summary>Words for the health of the pipeline.</summary>
public sealed class HealthWords(Language language) : LocalizedWords(language)
{
    public string Title => Say("Pipeline health", "파이프라인 상태");

    public string Healthy => Say("No problems found.", "문제가 없습니다.");

    public string Starting => Say("Checking …", "확인하는 중 …");

    public string NothingLost => Say(
        "Nothing is lost: committed rows are in the database and published events are in Kafka. Consumers resume where they stopped.",
        "유실된 데이터는 없습니다. 커밋된 데이터는 데이터베이스에, 발행된 이벤트는 Kafka에 남아 있으며 컨슈머는 멈춘 위치부터 다시 처리합니다.");

    public string Details => Say("Error details", "오류 상세");

    /// <summary>An issue as a sentence. It holds no counter: a screen reader reads the sentence again whenever it changes.</summary>
    public string Of(Issue issue) => issue.Kind switch
    {
        IssueKind.DatabaseUnavailable => Say("The database does not answer.", "데이터베이스가 응답하지 않습니다."),
        IssueKind.ClusterAway => Say("Kafka does not answer.", "Kafka가 응답하지 않습니다."),
        IssueKind.VerificationFailed => Say("The last verification found problems.", "마지막 검증에서 문제가 발견되었습니다."),
        IssueKind.WorkersSilent => Say($"Workers do not answer: {issue.What}.", $"응답하지 않는 워커: {issue.What}"),
        IssueKind.BreakersOpen => Say($"Circuit breakers open: {issue.What}.", $"열린 서킷 브레이커: {issue.What}"),
        IssueKind.PartitionStopped => Say($"A partition is stopped: {issue.What}.", $"중지된 파티션: {issue.What}"),
        IssueKind.BrokersAway => Say($"Brokers unavailable: {issue.What}.", $"사용할 수 없는 브로커: {issue.What}"),
        IssueKind.WithoutLeader => Say("Some partitions have no leader.", "리더가 없는 파티션이 있습니다."),
        IssueKind.UnderReplicated => Say("Some partitions are under-replicated.", "복제본이 부족한 파티션이 있습니다."),
        IssueKind.OutboxOld => Say("Events wait too long in the outbox.", "아웃박스의 이벤트 발행이 지연되고 있습니다."),
        IssueKind.TransactionOld => Say(
            $"An open transaction keeps deleted rows from being removed: {issue.What}.",
            $"열려 있는 트랜잭션 때문에 삭제된 행을 정리할 수 없습니다: {issue.What}"),
        IssueKind.DeadLettersWaiting => Say("Dead letters wait for a replay.", "재전송을 기다리는 데드 레터(처리하지 못한 메시지)가 있습니다."),
        _ => throw new ArgumentOutOfRangeException(nameof(issue), issue.Kind, "Unknown kind of issue."),
    };

    /// <summary>What waits, in numbers. A number whose source is unavailable is left out.</summary>
    public string Backlog(StatusSnapshot status)
    {
        var (breakers, open) = HealthEvaluation.Breakers(status);
        var (lag, outbox) = ($"{status.Lag:N0}", $"{status.Database.Value?.OutboxWaiting:N0}");
        return Join(
            " · ",
            breakers == 0 ? "" : Say($"open breakers: {open} of {breakers}", $"열린 서킷 브레이커: {breakers}개 중 {open}개"),
            lag.Length == 0 ? "" : Say($"messages waiting in topics: {lag}", $"토픽에서 대기 중인 메시지: {lag}건"),
            outbox.Length == 0 ? "" : Say($"events waiting in the outbox: {outbox}", $"아웃박스에서 대기 중인 이벤트: {outbox}건"));
    }
}
