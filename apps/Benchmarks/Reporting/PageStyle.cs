namespace Benchmarks.Reporting;

/// <summary>The page's style sheet, with a light and a dark colour scheme.</summary>
internal static class PageStyle
{
    // Contrast of text is at least 4.5 in both schemes (WCAG 2.2, 1.4.3). Charts keep a white background: their colours need it.
    public const string Css =
        """
        :root {
          --ground: #f6f8fa; --surface: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0;
          --good: #116329; --bad: #a40e26; --bad-ground: #ffebe9;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0d1117; --surface: #161b22; --ink: #e6edf3; --faint: #9198a1; --line: #3d444d;
            --good: #56d364; --bad: #ff9492; --bad-ground: #3c1618;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 1100px; margin: 0 auto; padding: 24px 16px 48px; overflow-wrap: anywhere; }
        h1 { margin: 0 0 16px; font-size: 28px; line-height: 1.25; }
        h2 { margin: 32px 0 8px; font-size: 18px; }
        .name, .legend { margin: 0; color: var(--faint); font-size: 14px; }
        .legend { margin-top: 6px; }
        .verdict {
          margin: 0; padding: 12px 16px; background: var(--surface);
          border: 1px solid var(--line); border-left: 6px solid var(--good); border-radius: 6px;
        }
        .verdict strong { margin-right: 8px; color: var(--good); }
        .verdict p { margin: 0; }
        .verdict.failed { background: var(--bad-ground); border-color: var(--bad); }
        .verdict.failed strong, .verdict.failed li { color: var(--bad); }
        ul { margin: 8px 0 0; padding-left: 22px; }
        li + li { margin-top: 4px; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(max(160px, 20%), 1fr)); gap: 12px 24px; margin: 0; }
        dt { color: var(--faint); font-size: 14px; }
        dd { margin: 0; }
        .scroll, figure { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; }
        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
        th, td { padding: 8px 10px; text-align: right; vertical-align: top; }
        th { font-weight: 600; }
        th:first-child { text-align: left; min-width: 9em; overflow-wrap: anywhere; }
        td { white-space: nowrap; }
        tbody tr { border-top: 1px solid var(--line); }
        small { display: block; color: var(--faint); font-size: 12px; font-weight: 400; }
        td small { white-space: normal; }
        .charts {
          display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr));
          gap: 16px; margin-top: 32px; align-items: start;
        }
        figure { margin: 0; padding: 12px; overflow: hidden; background: #ffffff; color: #1f2328; }
        figcaption { margin: 0 0 10px; font-weight: 600; }
        svg { display: block; width: 100%; height: auto; max-width: 640px; }
        @media print { .scroll, figure { break-inside: avoid; } }
        """;
}
