namespace Pipeline.Dashboard.Words;

/// <summary>Words for the verification.</summary>
public sealed class VerificationWords(Language language) : LocalizedWords(language)
{
    public string Title => Say("Verification", "검증");

    public string Explain => Say(
        "Compares committed rows, messages in Kafka and applied events one by one.",
        "커밋된 데이터, Kafka의 메시지, 반영된 이벤트를 하나씩 비교합니다.");

    public string Start => Say("Verify now", "지금 검증");

    public string NotYet => Say("No verification has run yet.", "아직 검증을 실행하지 않았습니다.");

    public string Ok => Say("OK: nothing lost, nothing duplicated", "정상: 유실 없음, 중복 없음");

    public string Failed => Say("Failed: see the findings", "실패: 발견된 문제를 확인하세요");

    public string Aborted => Say("Stopped by an error", "오류로 중단됨");

    public string Ended(string at) => Say($"completed at {at}", $"{at} 완료");

    public string Progress => Say("Verification progress", "검증 진행 상황");

    public string Stage(VerificationStage stage) => stage.Step switch
    {
        VerificationStep.Quiescence => Say("Waiting for events in flight …", "처리 중인 이벤트를 기다리는 중 …"),
        VerificationStep.Projections => Say("Comparing the totals …", "합계를 비교하는 중 …"),
        _ => Say($"Comparing {stage.Stream} …", $"{stage.Stream} 스트림을 비교하는 중 …"),
    };

    public string Lost => Say("Lost", "유실");

    public string Duplicated => Say("Duplicated", "중복");

    public string Dead => Say("Dead letters", "데드 레터");

    public string Findings => Say("Findings", "발견된 문제");
}
