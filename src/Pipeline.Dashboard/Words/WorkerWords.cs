namespace Pipeline.Dashboard.Words;

/// <summary>Words for brokers, consumers and circuit breakers.</summary>
public sealed class WorkerWords(Language language) : LocalizedWords(language)
{
    public string Brokers => Say("Brokers", "브로커");

    public string Broker => Say("Broker", "브로커");

    public string Address => Say("Address", "주소");

    public string BrokerStatus => Say("State", "상태");

    public string Up => Say("up", "정상");

    public string Unavailable => Say("unavailable", "사용 불가");

    public string Leads => Say("Leader of", "리더 파티션");

    public string InSync => Say("In sync", "동기화");

    public string PartitionReplicas => Say("Partitions and their in-sync replicas", "파티션별 동기화된 복제본(ISR)");

    public string Leader => Say("Leader", "리더");

    public string Isr => Say("In-sync replicas", "동기화된 복제본(ISR)");

    public string None => Say("none", "없음");

    public string AllInSync => Say("all replicas are in sync", "모든 복제본이 동기화됨");

    public string UnderReplicated(int partitions) => Say($"under-replicated partitions: {partitions}", $"복제본이 부족한 파티션: {partitions}개");

    public string Consumers => Say("Consumers and circuit breakers", "컨슈머와 서킷 브레이커");

    public string Worker => Say("Worker", "워커");

    public string Partitions => Say("Partitions", "파티션");

    public string Breaker => Say("Breaker", "서킷 브레이커");

    public string NoAnswer => Say("does not answer", "응답 없음");

    public string NoConsumers => Say("no consumer", "컨슈머 없음");

    public string OpenBreakers => Say("Open breakers", "열린 서킷 브레이커");

    public string History => Say("Breaker history", "서킷 브레이커 변경 기록");

    public string NoHistory => Say("No breaker has changed its state since its process started.", "프로세스 시작 이후 상태가 바뀐 서킷 브레이커가 없습니다.");

    public string NoWorkers => Say("No workers are configured: set DASHBOARD_WORKERS.", "설정된 워커가 없습니다. DASHBOARD_WORKERS를 설정하세요.");

    public string Members(int count, string state) => Say($"members: {count}, {state}", $"멤버 {count}개, {state}");

    public string Failures(int count) => Say($"consecutive failures: {count}", $"연속 실패 {count}회");

    public string State(BreakerState state) => state switch
    {
        BreakerState.Closed => Say("closed", "닫힘"),
        BreakerState.Open => Say("open", "열림"),
        BreakerState.Probing => Say("probing", "시험 중"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown breaker state."),
    };
}
