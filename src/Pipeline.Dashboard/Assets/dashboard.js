// Runs before the page is drawn: its colours must be there from the first moment. Everything else is called by the page.
'use strict';
(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const key = 'dashboard-colours';
    let page = null;

    const chosen = () => {
        try { return localStorage.getItem(key); } catch { return null; }
    };
    const isDark = () => chosen() ? chosen() === 'dark' : system.matches;
    const show = () => { document.documentElement.dataset.colours = isDark() ? 'dark' : 'light'; };

    system.addEventListener('change', () => {
        show();
        if (page && !chosen())
            page.invokeMethodAsync('ColoursChanged', isDark());
    });
    show();

    window.dashboard = {
        meet: reference => {
            page = reference;
            return { isDark: isDark(), minutesAhead: -new Date().getTimezoneOffset() };
        },
        setDark: dark => {
            try { localStorage.setItem(key, dark ? 'dark' : 'light'); } catch { /* a browser that keeps nothing */ }
            document.documentElement.dataset.colours = dark ? 'dark' : 'light';
        },
        // The status, or 0: what came of it, the page is told by the server.
        post: async (path, token, fields) => {
            try {
                const answer = await fetch(path, {
                    method: 'POST',
                    headers: { RequestVerificationToken: token },
                    body: new URLSearchParams(fields),
                    redirect: 'error',
                });
                return answer.status;
            } catch {
                return 0;
            }
        },
    };
})();
