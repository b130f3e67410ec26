using Pipeline.Operations.Status;

namespace Pipeline.Dashboard.Words;

/// <summary>How the pipeline is, in sentences.</summary>
public sealed class ConditionWords(Language language) : Wording(language)
{
    public string Title => Say("Condition", "상태");

    public string Fine => Say("All is well", "모두 정상");

    public string Starting => Say("Looking …", "확인하는 중 …");

    public string NothingLost => Say(
        "Nothing is lost: what was committed is in the database, what was published is in Kafka, and consumers go on from where they stopped.",
        "유실된 데이터는 없습니다. 커밋된 것은 데이터베이스에, 발행된 것은 Kafka에 남아 있으며 컨슈머는 멈춘 곳부터 이어서 처리합니다.");

    /// <summary>A sentence without numbers that change by the second: a screen reader says it when it changes.</summary>
    public string Of(Trouble trouble) => trouble.Kind switch
    {
        TroubleKind.DatabaseAway => Say("The database does not answer.", "데이터베이스가 응답하지 않습니다."),
        TroubleKind.ClusterAway => Say("Kafka does not answer.", "Kafka가 응답하지 않습니다."),
        TroubleKind.VerificationFailed => Say("The last verification found a fault.", "마지막 검증에서 이상이 발견되었습니다."),
        TroubleKind.WorkersSilent => Say($"Workers do not answer: {trouble.What}.", $"응답하지 않는 워커: {trouble.What}"),
        TroubleKind.BreakersOpen => Say($"Circuit breakers open: {trouble.What}.", $"열린 차단기: {trouble.What}"),
        TroubleKind.PartitionStopped => Say($"A partition stands still: {trouble.What}.", $"멈춘 파티션: {trouble.What}"),
        TroubleKind.BrokersAway => Say($"Brokers away: {trouble.What}.", $"응답하지 않는 브로커: {trouble.What}"),
        TroubleKind.WithoutLeader => Say("Partitions without a leader.", "리더가 없는 파티션이 있습니다."),
        TroubleKind.UnderReplicated => Say("Partitions miss copies.", "복제본이 부족한 파티션이 있습니다."),
        TroubleKind.OutboxOld => Say("Events wait in the outbox.", "아웃박스에서 이벤트가 기다리고 있습니다."),
        TroubleKind.LettersWait => Say("Dead letters wait.", "처리하지 못한 메시지(데드 레터)가 있습니다."),
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble.Kind, "Not a trouble."),
    };

    public string Numbers(Glance glance)
    {
        var (members, open) = Diagnosis.Breakers(glance);
        var (lag, outbox) = ($"{glance.Lag:N0}", $"{glance.Database.Value?.OutboxWaiting:N0}");
        return string.Join(" · ", ((string[])[
            members == 0 ? "" : Say($"open breakers: {open} of {members}", $"열린 차단기: {members}개 중 {open}개"),
            lag.Length == 0 ? "" : Say($"messages waiting in topics: {lag}", $"토픽에서 대기 중인 메시지: {lag}건"),
            outbox.Length == 0 ? "" : Say($"events waiting in the outbox: {outbox}", $"아웃박스에서 대기 중인 이벤트: {outbox}건"),
        ]).Where(static part => part.Length > 0));
    }

    public string Detail => Say("In the words of the program", "프로그램이 알린 내용");
}
