using Pipeline.Dashboard.Words;

namespace Pipeline.Dashboard.Shop;

/// <summary>Words for the shop's orders and revenue.</summary>
public sealed class ShopWords(Language language) : LocalizedWords(language)
{
    public string Title => Say("Orders and revenue", "주문과 매출");

    public string ByCategory => Say("By category", "카테고리별");

    public string ByRegion => Say("By region", "지역별");

    public string Category => Say("Category", "카테고리");

    public string Region => Say("Region", "지역");

    public string Users => Say("Users", "사용자");

    public string Products => Say("Products", "상품");

    public string Orders => Say("Orders", "주문");

    /// <summary>Rows of a stream. A stream that is not the shop's has its own name.</summary>
    public string Rows(string stream) => stream switch
    {
        "users" => Users,
        "products" => Products,
        "orders" => Orders,
        _ => stream,
    };

    public string Revenue => Say("Revenue", "매출");

    public string Counted => Say("Cancelled orders are left out. The consumers keep these totals.", "취소된 주문은 제외하며, 컨슈머가 집계한 값입니다.");

    public string Won(long won) => Say($"₩{won:N0}", $"{won:N0}원");

    /// <summary>An amount with three digits or so, for a tile.</summary>
    public string ShortWon(long won) => won switch
    {
        >= 100_000_000 => Say($"₩{won / 1e9:0.00} bn", $"{won / 1e8:0.0}억 원"),
        >= 1_000_000 => Say($"₩{won / 1e6:0.0} m", $"{won / 1e4:N0}만 원"),
        _ => Won(won),
    };
}
