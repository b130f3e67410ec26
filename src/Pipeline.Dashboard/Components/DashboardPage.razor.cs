using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Pipeline.Dashboard.Words;

namespace Pipeline.Dashboard.Components;

public sealed partial class DashboardPage
{
    private Labels _words = new(Language.English);
    private PageView? _view;
    private bool _isDark;
    private int _isDrawing;
    private DotNetObjectReference<DashboardPage>? _self;
    private ErrorBoundary? _boundary;

    /// <summary>Language of the labels.</summary>
    [Parameter]
    public Language Language { get; set; }

    /// <summary>The antiforgery token for what is sent from this page.</summary>
    [Parameter]
    public string? FormToken { get; set; }

    /// <summary>Whether somebody is logged in.</summary>
    [Parameter]
    public bool CanLogOut { get; set; }

    /// <summary>The system has changed its colours, and the reader has not chosen any here.</summary>
    [JSInvokable]
    public void ColoursChanged(bool isDark)
    {
        _isDark = isDark;
        StateHasChanged();
    }

    public void Dispose()
    {
        if (_view is not null)
        {
            Board.Leave(Draw);
            Actions.Verification.Changed -= Draw;
            Actions.Replay.Changed -= Draw;
        }

        _self?.Dispose();
    }

    protected override void OnInitialized() => _words = new(Language);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        // Before anything but a word is drawn: a page that is to be dark must not flash.
        var browser = await Script.InvokeAsync<Browser>("dashboard.meet", _self);
        _isDark = browser.IsDark;
        _view = new(_words, TimeSpan.FromMinutes(Math.Clamp(browser.MinutesAhead, -14 * 60, 14 * 60)), FormToken);
        Board.Enter(Draw);
        Actions.Verification.Changed += Draw;
        Actions.Replay.Changed += Draw;
        StateHasChanged();
    }

    private async Task ToggleDarkAsync()
    {
        _isDark = !_isDark;
        await Script.InvokeVoidAsync("dashboard.setDark", _isDark);
    }

    /// <summary>A browser that is slow misses pictures; they do not queue up for it.</summary>
    private void Draw(object? sender, EventArgs e)
    {
        if (Interlocked.Exchange(ref _isDrawing, 1) == 1)
            return;
        _ = InvokeAsync(() =>
        {
            Volatile.Write(ref _isDrawing, 0);
            _boundary?.Recover();
            StateHasChanged();
        });
    }

    private sealed record Browser(bool IsDark, int MinutesAhead);
}
