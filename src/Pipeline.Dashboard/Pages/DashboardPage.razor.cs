using Pipeline.Dashboard.Components;
using Pipeline.Dashboard.Words;

namespace Pipeline.Dashboard.Pages;

public sealed partial class DashboardPage
{
    private DashboardWords _words = new(Language.English);
    private PageView? _view;
    private bool _isDark;
    private int _isRenderPending;
    private DotNetObjectReference<DashboardPage>? _self;
    private ErrorBoundary? _boundary;

    /// <summary>Language of the page.</summary>
    [Parameter]
    public Language Language { get; set; }

    /// <summary>Antiforgery token for the actions of this page.</summary>
    [Parameter]
    public string? FormToken { get; set; }

    /// <summary>Whether the user has logged in with a token.</summary>
    [Parameter]
    public bool CanLogOut { get; set; }

    /// <summary>Called by the script when the system's colour scheme changes and the user has not chosen one.</summary>
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
            Store.Unsubscribe(RequestRender);
            Actions.Verification.Changed -= RequestRender;
            Actions.Replay.Changed -= RequestRender;
        }

        _self?.Dispose();
    }

    protected override void OnInitialized() => _words = new(Language);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        // The first full render waits for the colour scheme, so that a dark page does not flash white.
        var browser = await Script.InvokeAsync<Browser>("dashboard.connect", _self);
        _isDark = browser.IsDark;
        _view = new(_words, TimeSpan.FromMinutes(Math.Clamp(browser.MinutesAhead, -14 * 60, 14 * 60)), FormToken);
        Store.Subscribe(RequestRender);
        Actions.Verification.Changed += RequestRender;
        Actions.Replay.Changed += RequestRender;
        StateHasChanged();
    }

    private async Task ToggleDarkAsync()
    {
        _isDark = !_isDark;
        await Script.InvokeVoidAsync("dashboard.setDark", _isDark);
    }

    /// <summary>Renders unless a render is pending already. A slow browser skips snapshots instead of queueing them.</summary>
    private void RequestRender(object? sender, EventArgs e)
    {
        if (Interlocked.Exchange(ref _isRenderPending, 1) == 1)
            return;
        _ = InvokeAsync(() =>
        {
            Volatile.Write(ref _isRenderPending, 0);
            _boundary?.Recover();
            StateHasChanged();
        });
    }

    private sealed record Browser(bool IsDark, int MinutesAhead);
}
