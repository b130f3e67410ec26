namespace Pipeline.Dashboard.Pages;

/// <summary>MudBlazor's palettes. Each text colour has the contrast that WCAG AA requires, in light and in dark mode.</summary>
internal static class PageTheme
{
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1a56a8",
            Background = "#f3f5f8",
            Surface = "#ffffff",
            TextPrimary = "#161b22",
            TextSecondary = "#4a5361",
            LinesDefault = "#d5dae1",
            TableLines = "#e3e7ec",
            ActionDefault = "#4a5361",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8ab8ff",
            PrimaryContrastText = "#0d1520",
            Background = "#10151c",
            Surface = "#19202a",
            TextPrimary = "#e9edf2",
            TextSecondary = "#aab4c0",
            LinesDefault = "#364150",
            TableLines = "#2b3542",
            ActionDefault = "#aab4c0",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography
            {
                FontFamily = ["system-ui", "-apple-system", "Segoe UI", "Noto Sans KR", "Malgun Gothic", "sans-serif"],
            },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
    };
}
