// The connection to the server: tried again every second for as long as it takes; a page that the server has forgotten loads itself anew.
'use strict';
document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', event => {
    if (event.detail.state === 'rejected' || event.detail.state === 'failed')
        location.reload();
});
Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 100000, retryIntervalMilliseconds: 1000 } } });
