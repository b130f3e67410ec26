// Runs in the head, so that the colour scheme is set before the first paint. The page calls the functions of window.dashboard.
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
        connect: reference => {
            page = reference;
            return { isDark: isDark(), minutesAhead: -new Date().getTimezoneOffset() };
        },
        setDark: dark => {
            try { localStorage.setItem(key, dark ? 'dark' : 'light'); } catch { /* Storage is disabled: the choice lasts until a reload. */ }
            document.documentElement.dataset.colours = dark ? 'dark' : 'light';
        },
        // Returns the HTTP status, or 0 when the request failed. The result of the action comes with the next render.
        post: async (path, token, fields) => {
            try {
                const response = await fetch(path, {
                    method: 'POST',
                    headers: { RequestVerificationToken: token },
                    body: new URLSearchParams(fields),
                    redirect: 'error',
                });
                return response.status;
            } catch {
                return 0;
            }
        },
    };
})();
