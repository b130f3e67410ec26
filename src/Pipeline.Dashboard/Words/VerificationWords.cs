using Pipeline.Operations.Verification;

namespace Pipeline.Dashboard.Words;

/// <summary>The verification.</summary>
public sealed class VerificationWords(Language language) : Wording(language)
{
    public string Title => Say("Verification", "검증");

    public string Explain => Say(
        "Compares what was committed, what is in Kafka and what took effect, event by event.",
        "커밋된 것, Kafka에 있는 것, 반영된 것을 이벤트 하나하나 비교합니다.");

    public string Start => Say("Verify now", "지금 검증");

    public string NotYet => Say("None has run yet.", "아직 실행하지 않았습니다.");

    public string Ok => Say("Holds: nothing lost, nothing twice", "이상 없음: 유실도 중복도 없음");

    public string Failed => Say("Does not hold", "이상 있음");

    public string BrokeOff => Say("Broke off", "중단됨");

    public string Ended(string at) => Say($"at {at}", $"{at} 완료");

    public string Progress => Say("Progress of the verification", "검증 진행 상황");

    public string Stage(VerificationStage stage) => stage switch
    {
        VerificationStage.Settling => Say("Waiting for what is on its way …", "처리 중인 이벤트를 기다리는 중 …"),
        VerificationStage.Users => Say("Comparing users …", "사용자를 비교하는 중 …"),
        VerificationStage.Products => Say("Comparing products …", "상품을 비교하는 중 …"),
        VerificationStage.Orders => Say("Comparing orders …", "주문을 비교하는 중 …"),
        VerificationStage.Totals => Say("Adding up totals …", "합계를 확인하는 중 …"),
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Not a stage."),
    };

    public string Users => Say("Users", "사용자");

    public string Products => Say("Products", "상품");

    public string Orders => Say("Orders", "주문");

    public string Lost => Say("Lost", "유실");

    public string Duplicated => Say("Duplicated", "중복");

    public string Dead => Say("Dead", "데드 레터");

    public string Findings => Say("Findings", "발견한 것");
}
