namespace Pipeline.Dashboard.Words;

/// <summary>Orders and revenue.</summary>
public sealed class ShopWords(Language language) : Wording(language)
{
    public string Title => Say("Orders and revenue", "주문과 매출");

    public string ByCategory => Say("By category", "카테고리별");

    public string ByRegion => Say("By region", "지역별");

    public string Category => Say("Category", "카테고리");

    public string Region => Say("Region", "지역");

    public string Orders => Say("Orders", "주문");

    public string Revenue => Say("Revenue", "매출");

    public string Counted => Say("not cancelled, as counted by the consumers", "취소 제외, 컨슈머 집계");

    public string Won(long won) => Say($"₩{won:N0}", $"{won:N0}원");

    public string ShortWon(long won) => won switch
    {
        >= 100_000_000 => Say($"₩{won / 1e9:0.00} bn", $"{won / 1e8:0.0}억 원"),
        >= 1_000_000 => Say($"₩{won / 1e6:0.0} m", $"{won / 1e4:N0}만 원"),
        _ => Won(won),
    };
}
