using Pipeline.Hosting.Resilience;
using Pipeline.Operations.Status;

namespace Pipeline.Dashboard.Words;

/// <summary>Brokers, consumers, breakers.</summary>
public sealed class WorkerWords(Language language) : Wording(language)
{
    public string Brokers => Say("Brokers", "브로커");

    public string Broker => Say("Broker", "브로커");

    public string Address => Say("Address", "주소");

    public string Condition => Say("Condition", "상태");

    public string Up => Say("up", "정상");

    public string Away => Say("away", "응답 없음");

    public string Leads => Say("Leads", "리더");

    public string InSync => Say("In sync", "동기화됨");

    public string PartitionCopies => Say("Partitions and their in-sync replicas", "파티션과 동기화된 복제본(ISR)");

    public string Leader => Say("Leader", "리더");

    public string Isr => Say("In-sync replicas", "동기화된 복제본(ISR)");

    public string None => Say("none", "없음");

    public string AllInSync => Say("all replicas are in sync", "모든 복제본이 동기화됨");

    public string Missing(int partitions) => Say($"{partitions} partitions miss copies", $"파티션 {partitions}개에 복제본이 부족함");

    public string Consumers => Say("Consumers and circuit breakers", "컨슈머와 차단기");

    public string Worker => Say("Worker", "워커");

    public string Partitions => Say("Partitions", "파티션");

    public string Breaker => Say("Breaker", "차단기");

    public string Silent => Say("does not answer", "응답 없음");

    public string NoMembers => Say("no consumer", "컨슈머 아님");

    public string OpenBreakers => Say("Open breakers", "열린 차단기");

    public string History => Say("Breaker history", "차단기 기록");

    public string NeverOpened => Say("No breaker has changed its state since its process started.", "프로세스가 시작된 뒤 상태가 바뀐 차단기가 없습니다.");

    public string NobodyNamed => Say("No worker is named: set DASHBOARD_WORKERS.", "워커가 지정되지 않았습니다. DASHBOARD_WORKERS를 설정하세요.");

    public string Members(int count, string state) => Say($"{count} members, {state}", $"멤버 {count}개, {state}");

    public string Failures(int count) => Say($"{count} failed in a row", $"연속 실패 {count}회");

    public string State(BreakerState state) => state switch
    {
        BreakerState.Closed => Say("closed", "닫힘"),
        BreakerState.Open => Say("open", "열림"),
        BreakerState.Probing => Say("probing", "시험 중"),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };
}
