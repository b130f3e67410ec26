// Reconnects to the server once per second until it succeeds. Reloads the page when the server no longer has its state.
'use strict';
document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', event => {
    if (event.detail.state === 'rejected' || event.detail.state === 'failed')
        location.reload();
});
Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 100000, retryIntervalMilliseconds: 1000 } } });
